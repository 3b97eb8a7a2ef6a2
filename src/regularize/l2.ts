import type { Method } from "./method.ts";
import { penalizeKernels } from "./penalizeKernels.ts";

/** L2: λ Σ w² over all kernels (not biases) is added to the loss; its gradient is λ · 2w. */
export const l2: Method = {
  name: "l2",
  formula: "loss + λ Σ w² over all kernels",
  paper: "Hoerl and Kennard 1970, Ridge regression; Krogh and Hertz 1992, A simple weight decay can improve generalization",
  actsOn: "loss",
  option: {
    name: "l2",
    flags: "--l2 <strength>",
    help: "add this times the sum of w² over all kernels to the loss; 0 is off",
    default: 0,
    range: "0 (off) or a positive number",
    allows: (strength) => strength >= 0 && Number.isFinite(strength),
  },
  cells: (strength) => ({ l2: strength }),
  penalize: penalizeKernels("l2Penalty", "l2"),
};
