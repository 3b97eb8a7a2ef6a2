import { type Method, numberOf } from "./method.ts";

/** Early stopping: training ends when the accuracy that chooses the iteration has not risen for some evaluations. */
export const earlyStopping: Method = {
  name: "earlyStopping",
  formula: "stop at the first evaluation that is k evaluations behind the best one; the weights of the best are the result",
  paper: "Prechelt 1998, Early stopping, but when? (criterion UP)",
  actsOn: "training",
  options: [
    {
      kind: "number",
      name: "earlyStopping",
      flags: "--early-stopping <k>",
      help: "stop after this many evaluations without a better accuracy; 0 is off",
      default: 0,
      range: "a whole number from 0 (off)",
      allows: (patience) => Number.isInteger(patience) && patience >= 0,
    },
  ],
  notes: "It watches the images that choose the iteration: with protocol post those are the test images, with sound the held-out ones.",
  isOn: (values) => numberOf(values, "earlyStopping") > 0,
};
