import { type Comparison, isIdentical, pairsFor, smallestP } from "#lab";
import { fittedTable } from "./alignedTable.ts";
import { formatGeneral } from "./formatGeneral.ts";

const LEVEL = 0.05;
const points = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "");

/** A row for each comparison: difference in points with its intervals, seeds won, p and effect. */
export function comparisonTable(comparisons: readonly Comparison[], width: number): string[] {
  const head = [
    "configuration",
    " difference",
    " 95% interval",
    " bootstrap",
    " seeds won",
    " P(better)",
    " p",
    " p (Holm)",
    " Wilcoxon",
    " d_z",
    " sees",
  ];
  const rows = comparisons.map(({ other, paired, bootstrap, p, adjustedP, detectable }) => [
    other,
    signed(paired.meanDifference),
    interval(paired.interval.low, paired.interval.high),
    interval(bootstrap.low, bootstrap.high),
    `${paired.wins} of ${paired.pairs}`,
    interval(paired.superiority.interval.low, paired.superiority.interval.high),
    pText(p),
    pText(adjustedP),
    pText(paired.wilcoxonP),
    Number.isFinite(paired.effectSize) ? paired.effectSize.toFixed(2) : "",
    points(detectable),
  ]);
  return fittedTable(head, rows, width, ["Wilcoxon", "d_z", "bootstrap", "P(better)", "sees", "p"]);
}

/** `after Holm's correction over 7 comparisons`; nothing where there is one only. */
export const correctionText = (comparisons: number): string =>
  comparisons > 1 ? ` after Holm's correction over ${comparisons} comparisons` : "";

/** A comparison in words: `dropout 0.4 is better than dropout 0 by 0.31 points [0.24, 0.38], on 10 of 10 seeds, p = 0.002 after Holm over 7`. */
export function comparisonSentence(comparison: Comparison): string {
  const { baseline, other, paired, adjustedP, comparisons, equivalence, detectable, needed } = comparison;
  const { pairs, meanDifference, interval: t, wins, signFlip } = paired;
  if (pairs < 2) return independentSentence(comparison);
  if (isIdentical(paired)) return `${other} gives exactly the accuracy of ${baseline} on all ${pairs} seeds.`;
  const how = comparisons > 1 ? ` after Holm over ${comparisons}` : "";
  const drawn = signFlip.exact ? "" : ` (from ${signFlip.draws} drawn sign patterns)`;
  const facts = `${Math.abs(meanDifference).toFixed(2)} points ${interval(t.low, t.high)}`;
  if (adjustedP < LEVEL) {
    const better = meanDifference > 0;
    const won = better ? wins : pairs - wins;
    return `${other} is ${better ? "better" : "worse"} than ${baseline} by ${facts}, on ${won} of ${pairs} seeds, p = ${pText(adjustedP)}${how}${drawn}.`;
  }
  if (equivalence && equivalence.p < LEVEL)
    return `${other} and ${baseline} are equivalent within ${equivalence.margin} points: they differ by ${signed(meanDifference)} points ${interval(t.low, t.high)} over ${pairs} seeds, p = ${pText(equivalence.p)} (two one-sided tests).`;
  const smallest = smallestP(pairs, comparisons);
  const isReachable = smallest < LEVEL;
  const more = isReachable && Number.isFinite(needed) && needed > pairs ? `; about ${needed} would show a difference like this one` : "";
  const fewest = isReachable
    ? ""
    : ` With ${pairs} pairs p${how} cannot fall below ${pText(smallest)}: at least ${pairsFor(comparisons)} seeds are needed.`;
  return `No evidence that ${other} differs from ${baseline}: ${signed(meanDifference)} points ${interval(t.low, t.high)}, better on ${wins} of ${pairs} seeds, p = ${pText(adjustedP)}${how}${drawn}. ${pairs} pairs see a difference of ${points(detectable)} points (power 0.8)${more}.${fewest}`;
}

/** Of two configurations that share no two seeds. */
function independentSentence({ baseline, other, paired: { pairs }, independent }: Comparison): string {
  const common = `${pairs === 0 ? "no seed" : "only one seed"} in common with ${baseline}`;
  if (!independent) return `${other}: ${common}, so the two cannot be compared.`;
  const { difference, welchP, mannWhitneyP, runs } = independent;
  return `${other}: ${common}; as independent samples of ${runs[0]} and ${runs[1]} runs they differ by ${signed(difference)} points, Welch p = ${pText(welchP)}, Mann–Whitney p = ${pText(mannWhitneyP)}, not corrected. Runs of the same seeds would tell more.`;
}

const interval = (low: number, high: number): string =>
  Number.isNaN(low) ? "" : `[${low.toFixed(2)}, ${high.toFixed(2)}]`.replaceAll("-", "−");
const signed = (value: number): string => (Number.isNaN(value) ? "" : `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`);
const pText = (p: number): string => (Number.isNaN(p) ? "" : formatGeneral(p, 2));
