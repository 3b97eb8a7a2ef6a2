import { type Method, numberOf, strengthOption } from "./method.ts";

/** Gradient clipping by the global norm, penalties included. */
export const gradientClip: Method = {
  name: "gradientClip",
  formula: "g ← g · min(1, c / ‖g‖₂), g being the gradients of all parameters together",
  paper: "Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks",
  actsOn: "gradients",
  options: [
    strengthOption("gradientClip", "--gradient-clip <c>", "scale the gradient of all parameters down to this norm where it is longer"),
  ],
  isOn: (values) => numberOf(values, "gradientClip") > 0,
  cells: (values) => ({ gradientClip: numberOf(values, "gradientClip") }),
  prepare(emission, net, { gradients }) {
    const limit = emission.cell(net.graph.cell("gradientClip", 0));
    emission.emit("clipNorm", { gradient: gradients, length: gradients.length, limit });
  },
};
