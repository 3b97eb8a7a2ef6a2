import type { Method } from "./method.ts";

/** Inverted dropout on the units of a net, by the post's rule: the input is dropped at no more than 0.2. */
export const dropout: Method = {
  name: "dropout",
  formula: "y = x · m / (1 − p), m = 0 with probability p, else 1, drawn for each unit, example and step",
  paper:
    "Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, Dropout: a simple way to prevent neural networks from overfitting",
  actsOn: "activations",
  option: {
    name: "dropout",
    flags: "-d, --dropout <rate>",
    help: "drop each unit with this probability in training (the input at most 0.2)",
    default: 0,
    range: "a rate in [0, 1)",
    allows: (rate) => rate >= 0 && rate < 1,
  },
  cells: (rate) => ({ dropout: rate, inputDropout: Math.min(rate, 0.2) }),
};
