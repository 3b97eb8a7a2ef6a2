import { checkOptions, rules } from "./checkOptions.ts";
import { type MakeOptimizer, type NamedOptimizer, slot, withRate } from "./optimizer.ts";
import { type Schedule, scheduled } from "./schedule.ts";

export interface AdamOptions {
  readonly learningRate?: number | Schedule;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

export interface AdamWOptions extends AdamOptions {
  /** Of kernels: each weight shrinks by 1 − rate · weightDecay before a step; 0.01 unless given. */
  readonly weightDecay?: number;
}

const adamRules = { learningRate: rules.learningRate, beta1: rules.share, beta2: rules.share, epsilon: rules.positive };

/**
 * Kingma and Ba 2015, "Adam: a method for stochastic optimization", algorithm 1:
 * m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v), p ← p − rate · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε).
 */
export function adam(options: AdamOptions = {}): MakeOptimizer {
  checkOptions("adam", options, adamRules);
  const { learningRate = namedAdam.learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const rateAt = scheduled(learningRate, "adam: learningRate");
  return withRate(learningRate, (graph) => {
    // of these no kernel reads the first two: a saved net tells by them what it was trained with
    const cells = {
      beta1: graph.cell("beta1", beta1),
      beta2: graph.cell("beta2", beta2),
      rest1: graph.cell("1 - beta1", 1 - beta1),
      rest2: graph.cell("1 - beta2", 1 - beta2),
      epsilon: graph.cell("epsilon", epsilon),
    };
    const rate = graph.cell("learningRate", rateAt(1));
    const correction1 = graph.cell("correction1", 1);
    const correction2 = graph.cell("correction2", 1);
    return {
      name: "adam",
      slots: ["mean", "square"],
      learningRate: rate,
      fed: [rate, correction1, correction2],
      feed: (iteration) => [rateAt(iteration), 1 - beta1 ** iteration, 1 - beta2 ** iteration],
      emit(emission, slice) {
        emission.emit("adam", {
          parameter: slice.parameter,
          gradient: slice.gradient,
          mean: slot(slice, "mean"),
          square: slot(slice, "square"),
          length: slice.length,
          learningRate: emission.cell(rate),
          rest1: emission.cell(cells.rest1),
          rest2: emission.cell(cells.rest2),
          epsilon: emission.cell(cells.epsilon),
          correction1: emission.cell(correction1),
          correction2: emission.cell(correction2),
        });
      },
    };
  });
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): `adam`, with the method weightDecay on. Kernels decay, biases and
 * batch normalization do not.
 */
export function adamW(all: AdamWOptions = {}): MakeOptimizer {
  checkOptions("adamW", all, { ...adamRules, weightDecay: rules.atLeastZero });
  const { weightDecay, ...options } = all;
  return Object.assign(adam(options), { decay: { strength: weightDecay ?? namedAdamW.weightDecay, given: weightDecay !== undefined } });
}

export const namedAdam: NamedOptimizer = {
  learningRate: 1e-3,
  weightDecay: 0,
  takesMomentum: false,
  make: (learningRate) => adam({ learningRate }),
};

/** With PyTorch's weight decay. */
export const namedAdamW: NamedOptimizer = {
  ...namedAdam,
  weightDecay: 0.01,
  updatesAs: "adam",
  make: (learningRate) => adamW({ learningRate }),
};
