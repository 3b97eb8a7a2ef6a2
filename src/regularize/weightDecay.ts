import { type Method, numberOf, strengthOption } from "./method.ts";

/** Decoupled weight decay: kernels (not biases) shrink before each step of any optimizer. */
export const weightDecay: Method = {
  name: "weightDecay",
  formula: "w ← w · (1 − η λ), then the optimizer's step with learning rate η; kernels only",
  paper: "Loshchilov and Hutter 2019, Decoupled weight decay regularization",
  actsOn: "update",
  options: [strengthOption("weightDecay", "--weight-decay <strength>", "shrink all kernels by 1 − learning rate × this before each step")],
  notes: "With plain gradient descent this is L2 with half the strength; with Adam it is not, which is its point.",
  isOn: (values) => numberOf(values, "weightDecay") > 0,
  cells: (values) => ({ weightDecay: numberOf(values, "weightDecay") }),
  decay(emission, net, { parameter, length }, learningRate) {
    emission.emit("weightDecay", { parameter, length, learningRate, strength: emission.cell(net.graph.cell("weightDecay", 0)) });
  },
};
