import { checkOptions, rules } from "./checkOptions.ts";
import { type MakeOptimizer, type NamedOptimizer, slot, withRate } from "./optimizer.ts";
import { type Schedule, scheduled } from "./schedule.ts";

export interface AdagradOptions {
  readonly learningRate?: number | Schedule;
  readonly epsilon?: number;
}

/** Duchi, Hazan and Singer 2011: s ← s + g², p ← p − rate · g / (√s + ε). */
export function adagrad(options: AdagradOptions = {}): MakeOptimizer {
  checkOptions("adagrad", options, { learningRate: rules.learningRate, epsilon: rules.positive });
  const { learningRate = namedAdagrad.learningRate, epsilon = 1e-10 } = options;
  const rateAt = scheduled(learningRate, "adagrad: learningRate");
  return withRate(learningRate, (graph) => {
    const rate = graph.cell("learningRate", rateAt(1));
    const small = graph.cell("epsilon", epsilon);
    return {
      name: "adagrad",
      slots: ["square"],
      learningRate: rate,
      fed: [rate],
      feed: (iteration) => [rateAt(iteration)],
      emit(emission, slice) {
        emission.emit("adagrad", {
          parameter: slice.parameter,
          gradient: slice.gradient,
          square: slot(slice, "square"),
          length: slice.length,
          learningRate: emission.cell(rate),
          epsilon: emission.cell(small),
        });
      },
    };
  });
}

export const namedAdagrad: NamedOptimizer = {
  learningRate: 1e-2,
  weightDecay: 0,
  takesMomentum: false,
  make: (learningRate) => adagrad({ learningRate }),
};
