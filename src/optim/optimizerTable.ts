import { adagrad } from "./adagrad.ts";
import { ADAMW_DECAY, adam, adamW } from "./adam.ts";
import { defaultRates } from "./defaultRates.ts";
import type { MakeOptimizer } from "./optimizer.ts";
import { rmsProp } from "./rmsProp.ts";
import type { Schedule } from "./schedule.ts";
import { sgd } from "./sgd.ts";

export const optimizerNames = ["adam", "adamW", "sgd", "nesterov", "rmsProp", "adagrad"] as const;
export type OptimizerName = (typeof optimizerNames)[number];

interface NamedOptimizer {
  /** The learning rate where none is given. */
  readonly learningRate: number;
  /** The strength of the method weightDecay where none is given. */
  readonly weightDecay: number;
  /** Whether it has a momentum of its own. */
  readonly takesMomentum: boolean;
  make(learningRate: Schedule, momentum: Schedule): MakeOptimizer;
}

/** The optimizers that can be named on the command line and in experiments. */
export const optimizerTable: { readonly [name in OptimizerName]: NamedOptimizer } = {
  adam: { learningRate: defaultRates.adam, weightDecay: 0, takesMomentum: false, make: (learningRate) => adam({ learningRate }) },
  adamW: {
    learningRate: defaultRates.adamW,
    weightDecay: ADAMW_DECAY,
    takesMomentum: false,
    make: (learningRate) => adamW({ learningRate }),
  },
  sgd: {
    learningRate: defaultRates.sgd,
    weightDecay: 0,
    takesMomentum: true,
    make: (learningRate, momentum) => sgd({ learningRate, momentum }),
  },
  nesterov: {
    learningRate: defaultRates.nesterov,
    weightDecay: 0,
    takesMomentum: true,
    make: (learningRate, momentum) => sgd({ learningRate, momentum, nesterov: true }),
  },
  rmsProp: { learningRate: defaultRates.rmsProp, weightDecay: 0, takesMomentum: false, make: (learningRate) => rmsProp({ learningRate }) },
  adagrad: { learningRate: defaultRates.adagrad, weightDecay: 0, takesMomentum: false, make: (learningRate) => adagrad({ learningRate }) },
};
