import type { Method } from "./method.ts";
import { penalizeKernels } from "./penalizeKernels.ts";

/** L1: λ Σ |w| over all kernels (not biases) is added to the loss; its gradient is λ · sign w. */
export const l1: Method = {
  name: "l1",
  formula: "loss + λ Σ |w| over all kernels",
  paper: "Tibshirani 1996, Regression shrinkage and selection via the lasso",
  actsOn: "loss",
  option: {
    name: "l1",
    flags: "--l1 <strength>",
    help: "add this times the sum of |w| over all kernels to the loss; 0 is off",
    default: 0,
    range: "0 (off) or a positive number",
    allows: (strength) => strength >= 0 && Number.isFinite(strength),
  },
  cells: (strength) => ({ l1: strength }),
  penalize: penalizeKernels("l1Penalty", "l1"),
};
