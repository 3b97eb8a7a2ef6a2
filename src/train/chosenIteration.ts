import type { Protocol } from "./protocol.ts";
import type { Evaluation } from "./trialResult.ts";

type IsBetter = (one: Evaluation, best: Evaluation) => boolean;

/**
 * Whether an evaluation is to be chosen rather than the best before it. On the test images the post's order: the first of the highest
 * accuracy. On held-out images the highest accuracy, of equal ones the lower loss, then the later one: small held-out parts have many
 * ties, and the first of them is a net that has hardly been trained.
 */
export const orders: { readonly [part in Protocol["selectOn"]]: IsBetter } = {
  test: (one, best) => one.accuracy > best.accuracy,
  heldOut: (one, best) => one.accuracy > best.accuracy || (one.accuracy === best.accuracy && lossOf(one) <= lossOf(best)),
};

/** A loss that is no number is higher than any. */
const lossOf = ({ selectionLoss }: Evaluation): number => (Number.isNaN(selectionLoss) ? Number.POSITIVE_INFINITY : selectionLoss);

/**
 * The place of the last evaluation that was better than all before it: one that only equals them, and is chosen because it is later, is no
 * rise.
 */
export function lastRise(evaluations: readonly Evaluation[], isBetter: IsBetter): number {
  let best = 0;
  for (const [at, one] of evaluations.entries()) {
    const before = evaluations[best] as Evaluation;
    const isEqual = one.accuracy === before.accuracy && lossOf(one) === lossOf(before);
    if (isBetter(one, before) && !isEqual) best = at;
  }
  return best;
}

/** The place of the evaluation that is chosen; none at or after divergence, −1 where there is none. */
export function chosenOf(evaluations: readonly Evaluation[], isBetter: IsBetter, divergedAt: number | null): number {
  return evaluations.reduce((best, one, at) => {
    const isCandidate = divergedAt === null || one.iteration < divergedAt;
    return isCandidate && (best < 0 || isBetter(one, evaluations[best] as Evaluation)) ? at : best;
  }, -1);
}
