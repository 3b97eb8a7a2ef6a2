import { idleOnKernels, type Method, strengthOption } from "./method.ts";

/** L1: λ Σ |w| over all kernels (not biases) is added to the loss; its gradient is λ · sign w. */
export const l1: Method = {
  name: "l1",
  formula: "loss + λ Σ |w| over all kernels",
  paper: "Tibshirani 1996, Regression shrinkage and selection via the lasso",
  actsOn: "loss",
  options: [strengthOption("l1", "--l1 <strength>", "add this times the sum of |w| over all kernels to the loss")],
  isOn: (values) => values.l1 > 0,
  idle: (_, __, place) => idleOnKernels(place),
  attach({ graph, losses }, values) {
    const strength = graph.cell("l1", values.l1);
    return {
      cells: ({ l1 }) => [[strength, l1]],
      transforms: [
        {
          at: "penalty",
          over: "tiles",
          update(emission, { parameter: weight, gradient, length }) {
            emission.emit("l1Penalty", { weight, gradient, losses: emission.value(losses), length, strength: emission.cell(strength) });
          },
        },
      ],
    };
  },
};
