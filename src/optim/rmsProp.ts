import type { Buffer } from "#engine";
import type { MakeOptimizer } from "./optimizer.ts";

export interface RmsPropOptions {
  readonly learningRate?: number;
  /** Of the running mean of squares, in [0, 1). */
  readonly decay?: number;
  readonly epsilon?: number;
}

/** Tieleman and Hinton 2012, lecture 6.5: s ← decay · s + (1 − decay) g², p ← p − rate · g / (√s + ε). */
export function rmsProp({ learningRate = 1e-2, decay = 0.99, epsilon = 1e-8 }: RmsPropOptions = {}): MakeOptimizer {
  return (graph) => {
    const cells = {
      learningRate: graph.cell("learningRate", learningRate),
      decay: graph.cell("decay", decay),
      epsilon: graph.cell("epsilon", epsilon),
    };
    return {
      slots: ["square"],
      fed: [],
      feed: () => [],
      emit(emission, { parameters, gradients, slots }) {
        emission.emit("rmsProp", {
          parameter: parameters,
          gradient: gradients,
          square: slots.get("square") as Buffer,
          length: parameters.length,
          learningRate: emission.cell(cells.learningRate),
          decay: emission.cell(cells.decay),
          epsilon: emission.cell(cells.epsilon),
        });
      },
    };
  };
}
