import { drops } from "./dropout.ts";
import type { Method } from "./method.ts";

/** Monte-Carlo dropout: the predictions of k thinned nets are averaged, instead of one net with expected weights. */
export const monteCarlo: Method = {
  name: "monteCarlo",
  formula: "p(class | x) = 1/k Σ softmax(logits of thinned net i), each with dropout masks of its own",
  paper: "Srivastava et al. 2014, section 7.5; Gal and Ghahramani 2016, Dropout as a Bayesian approximation",
  actsOn: "predictions",
  stepByStep: "call evaluateThinned",
  options: [
    {
      kind: "number",
      name: "mc",
      flags: "--mc <k>",
      help: "also test by averaging the predictions of this many thinned nets; 0 is off",
      default: 0,
      range: "a whole number from 0 (off) to 10000",
      allows: (samples) => Number.isInteger(samples) && samples >= 0 && samples <= 10000,
    },
  ],
  notes:
    "It leaves the run's accuracy as it is and stands beside it, with the mean and spread of single draws. Masks of units are drawn anew for each example, so that spread is little more than that of a share of so many test examples, and is smaller the more there are: it does not tell how far nets with one mask for all examples lie apart. Masks of weights (DropConnect) are the same for all examples of a draw, and theirs does.",
  isOn: (values) => values.mc > 0,
  idle: (_, values, { net }) =>
    drops(values, net)
      ? undefined
      : { reason: "nothing is dropped, so all thinned nets are the whole net; give dropout too, or leave it out" },
};
