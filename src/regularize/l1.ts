import { idleOnKernels, type Method, numberOf, strengthOption } from "./method.ts";

/** L1: λ Σ |w| over all kernels (not biases) is added to the loss; its gradient is λ · sign w. */
export const l1: Method = {
  name: "l1",
  formula: "loss + λ Σ |w| over all kernels",
  paper: "Tibshirani 1996, Regression shrinkage and selection via the lasso",
  actsOn: "loss",
  options: [strengthOption("l1", "--l1 <strength>", "add this times the sum of |w| over all kernels to the loss")],
  isOn: (values) => numberOf(values, "l1") > 0,
  idle: (_, __, place) => idleOnKernels(place),
  cells: (values) => ({ l1: numberOf(values, "l1") }),
  penalize(emission, net, { parameter: weight, gradient, length }) {
    const strength = emission.cell(net.graph.cell("l1", 0));
    emission.emit("l1Penalty", { weight, gradient, losses: emission.value(net.losses), length, strength });
  },
};
