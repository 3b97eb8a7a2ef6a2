import type { MakeOptimizer } from "#optim";
import type { MethodOptions } from "#regularize";

/** The weight decay of an optimizer that has one. Throws a sentence where another is given beside it. */
export function decayOf({ decay }: MakeOptimizer, { weightDecay }: MethodOptions): { weightDecay?: number } {
  if (decay?.given && weightDecay !== undefined && weightDecay !== decay.strength)
    throw new Error(`weightDecay: ${weightDecay} is given beside the optimizer's, ${decay.strength}; give one of the two`);
  return decay ? { weightDecay: decay.strength } : {};
}

/** The optimizer of a saved net: its decay is one of the net's methods, as it was last. */
export const withoutDecay = (make?: MakeOptimizer): { optimizer?: MakeOptimizer } =>
  make?.decay ? { optimizer: (graph) => make(graph) } : {};
