/**
 * How dropout changes what it is applied to: what a kind makes of x with a rate p, with m = 0 with probability p, else 1. The order is their
 * number on every device.
 */
export const dropoutFormulas = {
  inverted: "y = x · m / (1 − p) in training, x in evaluation",
  classic: "y = x · m in training, x · (1 − p) in evaluation (the same as the next weights times 1 − p)",
  gaussian: "y = x · (1 + √(p / (1 − p)) · z), z standard normal, in training; x in evaluation",
} as const;

export type DropoutKind = keyof typeof dropoutFormulas;
export const dropoutKinds = Object.keys(dropoutFormulas) as readonly DropoutKind[];
