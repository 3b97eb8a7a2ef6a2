import type { Buffer } from "#engine";
import type { MakeOptimizer } from "./optimizer.ts";

export interface AdamOptions {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled: parameters shrink by 1 − rate · weightDecay at each step (AdamW, Loshchilov and Hutter 2019). */
  readonly weightDecay?: number;
}

/**
 * Kingma and Ba 2015, "Adam: a method for stochastic optimization", algorithm 1:
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − rate · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε).
 */
export function adam({
  learningRate = 1e-3,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  weightDecay = 0,
}: AdamOptions = {}): MakeOptimizer {
  return (graph) => {
    const cells = {
      learningRate: graph.cell("learningRate", learningRate),
      beta1: graph.cell("beta1", beta1),
      beta2: graph.cell("beta2", beta2),
      epsilon: graph.cell("epsilon", epsilon),
      weightDecay: graph.cell("weightDecay", weightDecay),
    };
    const correction1 = graph.cell("correction1", 1);
    const correction2 = graph.cell("correction2", 1);
    return {
      slots: ["mean", "square"],
      fed: [correction1, correction2],
      feed: (iteration) => [1 - beta1 ** iteration, 1 - beta2 ** iteration],
      emit(emission, { parameters, gradients, slots }) {
        emission.emit("adam", {
          parameter: parameters,
          gradient: gradients,
          mean: slots.get("mean") as Buffer,
          square: slots.get("square") as Buffer,
          length: parameters.length,
          learningRate: emission.cell(cells.learningRate),
          beta1: emission.cell(cells.beta1),
          beta2: emission.cell(cells.beta2),
          epsilon: emission.cell(cells.epsilon),
          weightDecay: emission.cell(cells.weightDecay),
          correction1: emission.cell(correction1),
          correction2: emission.cell(correction2),
        });
      },
    };
  };
}

/** Adam with decoupled weight decay; 0.01 unless given. */
export function adamW(options: AdamOptions = {}): MakeOptimizer {
  return adam({ weightDecay: 0.01, ...options });
}
