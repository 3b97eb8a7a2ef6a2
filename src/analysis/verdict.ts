import type { Comparison, Verdict } from "./comparison.ts";
import { isIdentical } from "./statistics/paired.ts";
import { LEVEL } from "./statistics/signFlipPower.ts";

/** What may be said of a pair: the one place where it is decided. */
export function verdictOn(
  {
    paired,
    adjustedP,
    equivalence,
    diverged,
    pruned,
    held,
    draws,
    looks,
    copies,
  }: Pick<Comparison, "paired" | "adjustedP" | "equivalence" | "diverged" | "pruned" | "held" | "draws" | "looks" | "copies">,
  relation: "comparable" | "sameRuns" | "otherImages",
): Verdict {
  if (relation !== "comparable") return relation;
  if (copies.length === 2 && paired.pairs === 1) return "copies";
  if (paired.pairs < 2) return "unpaired";
  if (isIdentical(paired)) return "identical";
  if (pruned.other.count + pruned.baseline.count > 0) return "givenUp";
  if (held !== undefined) return "sharedDraw";
  if (draws !== undefined) return "otherDraws";
  if (looks !== undefined) return "unequalLooks";
  if (isSignificant({ adjustedP })) {
    const isBetter = paired.meanDifference > 0;
    if ((isBetter ? diverged.other : diverged.baseline).count > 0) return "withheld";
    return isBetter ? "better" : "worse";
  }
  const anyDiverged = diverged.other.count + diverged.baseline.count > 0;
  // one test row more or less must not be more than the margin, or the margin says nothing
  if (equivalence && isSignificant(equivalence) && equivalence.step <= equivalence.margin && !anyDiverged) return "equivalent";
  return "open";
}

/** Whether a difference was shown. */
export const isShown = ({ verdict }: Pick<Comparison, "verdict">): boolean => verdict === "better" || verdict === "worse";

/** Whether p is below the level after the correction: what was shown, and what would be but for runs that diverged. */
export const isSignificant = ({ adjustedP }: Pick<Comparison, "adjustedP">): boolean => adjustedP < LEVEL;

/** How many comparisons have such a p: those of the same runs under several names are one. */
export const countSignificant = (comparisons: readonly Pick<Comparison, "adjustedP" | "place">[]): number =>
  new Set(comparisons.filter(isSignificant).map(({ place }) => place)).size;

/** Whether a p was computed for it. */
export const isTested = ({ verdict }: Pick<Comparison, "verdict">): boolean =>
  !isNotCompared({ verdict }) && !["givenUp", "sharedDraw", "otherDraws", "unequalLooks", "copies"].includes(verdict);

/** Whether there was nothing to compare. */
export const isNotCompared = ({ verdict }: Pick<Comparison, "verdict">): boolean =>
  verdict === "unpaired" || verdict === "sameRuns" || verdict === "otherImages";
