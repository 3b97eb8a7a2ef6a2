import { size } from "#engine";
import { maxNormScopes } from "./maxNormScope.ts";
import { idleOnKernels, kernelsOf, type Method, numberOf, strengthOption } from "./method.ts";

/** Max-norm: after every step, kernels (not biases) are projected onto the ball of radius c. */
export const maxNorm: Method = {
  name: "maxNorm",
  formula: "w ← w · min(1, c / ‖w‖₂), for each unit's incoming weights (scope unit) or the whole kernel (scope kernel)",
  paper: "Srebro and Shraibman 2005, Rank, trace-norm and max-norm; for dropout nets Srivastava et al. 2014, section 5.1",
  actsOn: "parameters",
  options: [
    strengthOption("maxNorm", "--max-norm <c>", "keep the norm of the weights at or below c"),
    {
      kind: "choice",
      name: "maxNormScope",
      flags: "--max-norm-scope <scope>",
      help: "what the norm is of: each unit's incoming weights, or a layer's whole kernel",
      default: "unit",
      choices: maxNormScopes,
      range: "unit or kernel",
      defaultText: "kernel with protocols post and post-held-out, unit with sound",
      builtIn: true,
    },
  ],
  isOn: (values) => numberOf(values, "maxNorm") > 0,
  idle: (_, __, place) => idleOnKernels(place),
  cells: (values) => ({ maxNorm: numberOf(values, "maxNorm") }),
  project(emission, net, { parameter: weight, rows, rowLength }, values) {
    if (values.maxNormScope !== "unit") return;
    emission.emit("maxNorm", { weight, groups: rows, length: rowLength, limit: emission.cell(net.graph.cell("maxNorm", 0)) });
  },
  finish(emission, net, memory, values) {
    if (values.maxNormScope !== "kernel") return;
    const limit = emission.cell(net.graph.cell("maxNorm", 0));
    for (const { kernel, weight } of kernelsOf(net.graph, memory))
      emission.emit("maxNorm", { weight, groups: 1, length: size(kernel.shape), limit });
  },
};
