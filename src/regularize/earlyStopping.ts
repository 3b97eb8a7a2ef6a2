import { counted } from "#engine";
import type { Method } from "./method.ts";

/** Early stopping: training ends when the accuracy that chooses the iteration has not risen for some evaluations. */
export const earlyStopping: Method = {
  name: "earlyStopping",
  formula: "stop after k evaluations of which none is better than all before; the weights of the best are the result",
  paper: "Prechelt 1998, Early stopping, but when? (criterion UP)",
  actsOn: "training",
  stepByStep: "stop calling train",
  options: [
    {
      kind: "number",
      name: "earlyStopping",
      flags: "--early-stopping <k>",
      help: "stop after this many evaluations without a better accuracy (where held-out examples choose, also none equal at a lower loss); 0 is off",
      default: 0,
      range: "a whole number from 0 (off)",
      allows: (patience) => Number.isInteger(patience) && patience >= 0,
    },
  ],
  notes: "It watches the examples that choose the iteration: with protocol post those are the test examples, with sound the held-out ones.",
  isOn: (values) => values.earlyStopping > 0,
  idle(_, values, { evaluations = Number.POSITIVE_INFINITY }) {
    const patience = values.earlyStopping;
    const most = evaluations - 2; // the first may be the best, and after the last there is nothing to stop
    if (patience <= most) return undefined;
    const advice = most > 0 ? `give at most ${most}, or more iterations` : "give more iterations, or leave it out";
    return {
      reason: `a run of ${counted(evaluations, "evaluation")} ends before ${patience} of them can have brought nothing better; ${advice}`,
    };
  },
};
