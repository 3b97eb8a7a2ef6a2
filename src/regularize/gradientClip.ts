import { type Method, strengthOption } from "./method.ts";

/** Gradient clipping by the global norm, penalties included. */
export const gradientClip: Method = {
  name: "gradientClip",
  formula: "g ← g · min(1, c / ‖g‖₂), g being the gradients of all parameters together",
  paper: "Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks",
  actsOn: "gradients",
  options: [
    strengthOption("gradientClip", "--gradient-clip <c>", "scale the gradient of all parameters down to this norm where it is longer"),
  ],
  isOn: (values) => values.gradientClip > 0,
  isBuiltIn: true, // its instruction is a pass of its own over all gradients, which a net without it is spared
  attach({ graph }, values) {
    const limit = graph.cell("gradientClip", values.gradientClip);
    return {
      cells: ({ gradientClip }) => [[limit, gradientClip]],
      transforms: values.gradientClip
        ? [
            {
              at: "gradients",
              over: "parameters",
              update(emission, { gradients }) {
                emission.emit("clipNorm", { gradient: gradients, length: gradients.length, limit: emission.cell(limit) });
              },
            },
          ]
        : [],
    };
  },
};
