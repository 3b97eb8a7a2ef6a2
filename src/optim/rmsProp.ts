import { checkOptions, rules } from "./checkOptions.ts";
import { type MakeOptimizer, type NamedOptimizer, slot, withRate } from "./optimizer.ts";
import { type Schedule, scheduled } from "./schedule.ts";

export interface RmsPropOptions {
  readonly learningRate?: number | Schedule;
  /** Of the running mean of squares, in [0, 1). */
  readonly decay?: number;
  readonly epsilon?: number;
}

/** Tieleman and Hinton 2012, lecture 6.5: s ← s + (1 − decay)(g² − s), p ← p − rate · g / (√s + ε). */
export function rmsProp(options: RmsPropOptions = {}): MakeOptimizer {
  checkOptions("rmsProp", options, { learningRate: rules.learningRate, decay: rules.share, epsilon: rules.positive });
  const { learningRate = namedRmsProp.learningRate, decay = 0.99, epsilon = 1e-8 } = options;
  const rateAt = scheduled(learningRate, "rmsProp: learningRate");
  return withRate(learningRate, (graph) => {
    const rate = graph.cell("learningRate", rateAt(1));
    // no kernel reads `decay`: a saved net tells by it what it was trained with
    const cells = { decay: graph.cell("decay", decay), rest: graph.cell("1 - decay", 1 - decay), epsilon: graph.cell("epsilon", epsilon) };
    return {
      name: "rmsProp",
      slots: ["square"],
      learningRate: rate,
      fed: [rate],
      feed: (iteration) => [rateAt(iteration)],
      emit(emission, slice) {
        emission.emit("rmsProp", {
          parameter: slice.parameter,
          gradient: slice.gradient,
          square: slot(slice, "square"),
          length: slice.length,
          learningRate: emission.cell(rate),
          rest: emission.cell(cells.rest),
          epsilon: emission.cell(cells.epsilon),
        });
      },
    };
  });
}

export const namedRmsProp: NamedOptimizer = {
  learningRate: 1e-3,
  weightDecay: 0,
  takesMomentum: false,
  make: (learningRate) => rmsProp({ learningRate }),
};
