import type { Net } from "#nn";
import type { MakeOptimizer } from "#optim";
import type { MethodOptions } from "#regularize";

/** The weight decay of an optimizer that has one. Throws a sentence where another is given beside it. */
export function decayOf({ decay }: MakeOptimizer, { weightDecay }: MethodOptions): { weightDecay?: number } {
  if (decay?.given && weightDecay !== undefined && weightDecay !== decay.strength)
    throw new Error(`weightDecay: ${weightDecay} is given beside the optimizer's, ${decay.strength}; give one of the two`);
  return decay ? { weightDecay: decay.strength } : {};
}

/** The same where it was asked for. */
export const givenDecay = ({ decay }: MakeOptimizer): { weightDecay?: number } => (decay?.given ? { weightDecay: decay.strength } : {});

/** Where methods act: a net, and what is known of its optimizer. */
export const placeIn = (net: Net, rate: number | undefined): { readonly net: Net; readonly learningRate?: number } => ({
  net,
  ...(rate !== undefined && { learningRate: rate }),
});

/**
 * The optimizer of a saved net: its decay is one of the net's methods, as it was last. Throws a sentence where it asks for one that is
 * neither that nor what the optimizer was made with.
 */
export function withoutDecay(make: MakeOptimizer, { weightDecay = 0 }: MethodOptions, madeWith: number | undefined): MakeOptimizer {
  // what a net was trained with is not asked again whether it acts
  if (typeof make !== "function") return make;
  if (!make.decay) return (graph) => make(graph);
  const { strength, given } = make.decay;
  if (given && strength !== weightDecay && strength !== madeWith)
    throw new Error(
      `weightDecay: the optimizer is given ${strength}, and the net has ${weightDecay}; leave it out there, and change it with set once the net is loaded`,
    );
  const decay = { strength: madeWith ?? strength, given: false };
  return Object.assign(((graph) => make(graph)) satisfies MakeOptimizer, { decay });
}
