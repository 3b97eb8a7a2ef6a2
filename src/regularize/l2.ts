import { idleOnKernels, type Method, strengthOption } from "./method.ts";

/** L2: λ Σ w² over all kernels (not biases) is added to the loss; its gradient is λ · 2w. */
export const l2: Method = {
  name: "l2",
  formula: "loss + λ Σ w² over all kernels",
  paper: "Hoerl and Kennard 1970, Ridge regression; Krogh and Hertz 1992, A simple weight decay can improve generalization",
  actsOn: "loss",
  options: [strengthOption("l2", "--l2 <strength>", "add this times the sum of w² over all kernels to the loss")],
  isOn: (values) => values.l2 > 0,
  idle: (_, __, place) => idleOnKernels(place),
  attach({ graph, losses }, values) {
    const strength = graph.cell("l2", values.l2);
    return {
      cells: ({ l2 }) => [[strength, l2]],
      transforms: [
        {
          at: "penalty",
          over: "tiles",
          update(emission, { parameter: weight, gradient, length }) {
            emission.emit("l2Penalty", { weight, gradient, losses: emission.value(losses), length, strength: emission.cell(strength) });
          },
        },
      ],
    };
  },
};
