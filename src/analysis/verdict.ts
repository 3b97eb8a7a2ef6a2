import type { Comparison, Verdict } from "./comparison.ts";
import { isIdentical } from "./statistics/paired.ts";
import { LEVEL } from "./statistics/signFlipPower.ts";

/** The one place where it is decided. */
export function verdictOn(
  {
    paired,
    adjustedP,
    equivalence,
    diverged,
    pruned,
    held,
  }: Pick<Comparison, "paired" | "adjustedP" | "equivalence" | "diverged" | "pruned" | "held">,
  relation: "comparable" | "sameRuns" | "otherImages",
): Verdict {
  if (relation !== "comparable") return relation;
  if (paired.pairs < 2) return "unpaired";
  if (isIdentical(paired)) return "identical";
  if (pruned.other.count + pruned.baseline.count > 0) return "givenUp";
  if (held !== undefined) return "sharedDraw";
  if (adjustedP < LEVEL) {
    const isBetter = paired.meanDifference > 0;
    if ((isBetter ? diverged.other : diverged.baseline).count > 0) return "withheld";
    return isBetter ? "better" : "worse";
  }
  const anyDiverged = diverged.other.count + diverged.baseline.count > 0;
  // one test row more or less must not be more than the margin, or the margin says nothing
  if (equivalence && equivalence.adjustedP < LEVEL && equivalence.step <= equivalence.margin && !anyDiverged) return "equivalent";
  return "open";
}

/** Whether a difference was shown. */
export const isShown = ({ verdict }: Pick<Comparison, "verdict">): boolean => verdict === "better" || verdict === "worse";
