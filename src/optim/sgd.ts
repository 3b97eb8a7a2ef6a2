import type { Buffer } from "#engine";
import type { MakeOptimizer } from "./optimizer.ts";

export interface SgdOptions {
  readonly learningRate?: number;
  /** In [0, 1). */
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent with momentum (Polyak 1964): v ← momentum · v + g, p ← p − rate · v; with `nesterov`
 * (Sutskever et al. 2013) p ← p − rate · (g + momentum · v).
 */
export function sgd({ learningRate = 0.01, momentum = 0, nesterov = false }: SgdOptions = {}): MakeOptimizer {
  return (graph) => {
    const cells = { learningRate: graph.cell("learningRate", learningRate), momentum: graph.cell("momentum", momentum) };
    return {
      slots: ["velocity"],
      fed: [],
      feed: () => [],
      emit(emission, { parameters, gradients, slots }) {
        emission.emit("sgd", {
          parameter: parameters,
          gradient: gradients,
          velocity: slots.get("velocity") as Buffer,
          length: parameters.length,
          learningRate: emission.cell(cells.learningRate),
          momentum: emission.cell(cells.momentum),
          nesterov: Number(nesterov),
        });
      },
    };
  };
}
