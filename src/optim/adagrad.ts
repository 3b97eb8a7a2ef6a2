import type { Buffer } from "#engine";
import type { MakeOptimizer } from "./optimizer.ts";

export interface AdagradOptions {
  readonly learningRate?: number;
  readonly epsilon?: number;
}

/** Duchi, Hazan and Singer 2011: s ← s + g², p ← p − rate · g / (√s + ε). */
export function adagrad({ learningRate = 1e-2, epsilon = 1e-10 }: AdagradOptions = {}): MakeOptimizer {
  return (graph) => {
    const cells = { learningRate: graph.cell("learningRate", learningRate), epsilon: graph.cell("epsilon", epsilon) };
    return {
      slots: ["square"],
      fed: [],
      feed: () => [],
      emit(emission, { parameters, gradients, slots }) {
        emission.emit("adagrad", {
          parameter: parameters,
          gradient: gradients,
          square: slots.get("square") as Buffer,
          length: parameters.length,
          learningRate: emission.cell(cells.learningRate),
          epsilon: emission.cell(cells.epsilon),
        });
      },
    };
  };
}
