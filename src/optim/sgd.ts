import { checkOptions, rules } from "./checkOptions.ts";
import { type MakeOptimizer, type NamedOptimizer, slot, withRate } from "./optimizer.ts";
import { type Schedule, scheduled } from "./schedule.ts";

export interface SgdOptions {
  readonly learningRate?: number | Schedule;
  /** In [0, 1); 0 unless given, where the command line's `--optimizer sgd` has 0.9. */
  readonly momentum?: number | Schedule;
  /** Needs a momentum. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent with momentum (Polyak 1964): v ← momentum · v + g, p ← p − rate · v; with `nesterov`
 * (Sutskever et al. 2013) p ← p − rate · (g + momentum · v). Throws a sentence where that is asked for without a momentum.
 */
export function sgd(options: SgdOptions = {}): MakeOptimizer {
  checkOptions("sgd", options, { learningRate: rules.learningRate, momentum: rules.momentum, nesterov: rules.flag });
  const { learningRate = namedSgd.learningRate, momentum = 0, nesterov = false } = options;
  if (nesterov && typeof momentum === "number" && Math.fround(momentum) === 0)
    throw new RangeError("sgd: nesterov: with momentum 0 it is plain sgd; give a momentum above 0, such as 0.9, or leave nesterov out");
  const [rateAt, momentumAt] = [scheduled(learningRate, "sgd: learningRate"), scheduled(momentum, "sgd: momentum", rules.momentumValue)];
  return withRate(learningRate, (graph) => {
    const rate = graph.cell("learningRate", rateAt(1));
    const inertia = graph.cell("momentum", momentumAt(1));
    return {
      name: nesterov ? "nesterov" : "sgd",
      slots: ["velocity"],
      learningRate: rate,
      fed: [rate, inertia],
      feed: (iteration) => [rateAt(iteration), momentumAt(iteration)],
      emit(emission, slice) {
        emission.emit("sgd", {
          parameter: slice.parameter,
          gradient: slice.gradient,
          velocity: slot(slice, "velocity"),
          length: slice.length,
          learningRate: emission.cell(rate),
          momentum: emission.cell(inertia),
          nesterov: Number(nesterov),
        });
      },
    };
  });
}

export const namedSgd: NamedOptimizer = {
  learningRate: 1e-2,
  weightDecay: 0,
  takesMomentum: true,
  make: (learningRate, momentum) => sgd({ learningRate, momentum }),
};

export const namedNesterov: NamedOptimizer = {
  ...namedSgd,
  make: (learningRate, momentum) => sgd({ learningRate, momentum, nesterov: true }),
};
