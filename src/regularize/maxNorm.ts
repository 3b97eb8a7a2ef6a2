import { type Cell, type Graph, size } from "#engine";
import { type MaxNormScope, maxNormScopes } from "./maxNormScope.ts";
import { idleOnKernels, kernelsOf, type Method, strengthOption } from "./method.ts";
import type { Transform } from "./transform.ts";

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
  isOn: (values) => values.maxNorm > 0,
  idle: (_, __, place) => idleOnKernels(place),
  attach({ graph }, values) {
    const limit = graph.cell("maxNorm", values.maxNorm);
    return { cells: ({ maxNorm }) => [[limit, maxNorm]], transforms: [projections[values.maxNormScope](limit, graph)] };
  },
};

const projections: { readonly [scope in MaxNormScope]: (limit: Cell, graph: Graph) => Transform } = {
  unit: (limit) => ({
    at: "projection",
    over: "tiles",
    update(emission, { parameter: weight, rows, rowLength }) {
      emission.emit("maxNorm", { weight, groups: rows, length: rowLength, limit: emission.cell(limit) });
    },
  }),
  kernel: (limit, graph) => ({
    at: "projection",
    over: "parameters",
    update(emission) {
      for (const kernel of kernelsOf(graph))
        emission.emit("maxNorm", { weight: emission.value(kernel), groups: 1, length: size(kernel.shape), limit: emission.cell(limit) });
    },
  }),
};
