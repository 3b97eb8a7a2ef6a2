import { size } from "#engine";
import type { Method } from "./method.ts";

/** Max-norm: after every step, kernels (not biases) are projected onto the ball of radius c. */
export const maxNorm: Method = {
  name: "maxNorm",
  formula: "w ← w · min(1, c / ‖w‖₂), for each unit's incoming weights (scope unit) or the whole kernel (scope kernel)",
  paper: "Srebro and Shraibman 2005; for dropout nets Srivastava et al. 2014, section 5.1",
  actsOn: "parameters",
  option: {
    name: "maxNorm",
    flags: "--max-norm <c>",
    help: "keep the norm of the weights at or below c; 0 is off",
    default: 0,
    range: "0 (off) or a positive number",
    allows: (limit) => limit >= 0 && Number.isFinite(limit),
  },
  cells: (limit) => ({ maxNorm: limit }),
  project(emission, graph, { layout }, scope) {
    const limit = emission.cell(graph.cell("maxNorm", 0));
    for (const parameter of graph.parameters) {
      const weight = layout.buffers.get(parameter);
      if (parameter.role !== "kernel" || !weight) continue;
      const groups = scope === "unit" ? (parameter.shape[0] as number) : 1;
      emission.emit("maxNorm", { weight, groups, length: size(parameter.shape) / groups, limit });
    }
  },
};
