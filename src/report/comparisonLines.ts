import { type Comparison, endText, formatGeneral, isSignificant, pairsFor, pText, shownBefore, smallestP } from "#analysis";
import { counted } from "#engine";
import { fittedTable } from "./alignedTable.ts";
import { numbers, words } from "./columnHead.ts";

const points = (value: number): string => (Number.isFinite(value) ? endText(value) : "");

/** A row for each comparison: difference in points with its intervals, seeds won, what diverged, p and effect. */
export function comparisonTable(comparisons: readonly Comparison[], width: number): string[] {
  const anyDiverged = comparisons.some(({ diverged }) => diverged.other.count > 0);
  const head = [
    words("configuration"),
    numbers("difference, points"),
    numbers("95% interval"),
    numbers("BCa, widened"),
    numbers("seeds won"),
    ...(anyDiverged ? [numbers("diverged")] : []),
    numbers("P(better)"),
    numbers("p"),
    numbers("p (Holm)"),
    numbers("Wilcoxon"),
    numbers("d_z"),
    numbers("sees"),
  ];
  const rows = comparisons.map(({ other, paired, bootstrap, p, adjustedP, detectable, diverged }) => [
    other,
    signed(paired.meanDifference),
    interval(paired.interval.low, paired.interval.high),
    interval(bootstrap.low, bootstrap.high),
    wonText(paired.wins, paired.pairs, paired.ties),
    ...(anyDiverged ? [diverged.other.count ? `${diverged.other.count} of ${diverged.other.of}` : ""] : []),
    interval(paired.superiority.interval.low, paired.superiority.interval.high),
    pText(p),
    pText(adjustedP),
    paired.pairs > 1 ? pText(paired.wilcoxonP) : "",
    Number.isFinite(paired.effectSize) ? endText(paired.effectSize) : "",
    points(detectable),
  ]);
  return fittedTable(head, rows, { width, spare: ["Wilcoxon", "d_z", "BCa, widened", "P(better)", "sees", "p", "seeds won"] });
}

/** `9 of 10, 1 equal` */
const wonText = (wins: number, pairs: number, ties: number): string => (pairs ? `${wins} of ${pairs}${ties ? `, ${ties} equal` : ""}` : "");

/** `after Holm's correction over 7 comparisons`; nothing where there is one only. */
export const correctionText = (comparisons: number): string =>
  comparisons > 1 ? ` after Holm's correction over ${comparisons} comparisons` : "";

/**
 * A comparison in words: `dropout 0.4 is better than dropout 0 by 0.31 points [0.24, 0.38], on 10 of 10 seeds, p = 0.002 after Holm over
 * 7`.
 */
export function comparisonSentence(comparison: Comparison): string {
  const { verdict } = comparison;
  const left = verdict === "withheld" ? "" : leftOut(comparison);
  return sentences[verdict](comparison) + (left && ` ${left}`);
}

const sentences: { readonly [verdict in Comparison["verdict"]]: (comparison: Comparison) => string } = {
  better: differs,
  worse: differs,
  withheld(comparison) {
    const { paired } = comparison;
    return `${notCalledBetter(comparison, paired.meanDifference)}: it is ahead by ${by(comparison)} over the ${counted(paired.pairs, "seed")} on which neither did, p = ${pOf(comparison)}.`;
  },
  givenUp({ baseline, other, paired, pruned }) {
    const names = [pruned.other.count ? other : "", pruned.baseline.count ? baseline : ""].filter(Boolean);
    const were = names.length > 1 ? "were given up as behind other configurations" : "was given up as behind another configuration";
    return `${names.join(" and ")} ${were} (--prune): ${other} differs from ${baseline} by ${withInterval(paired)} over the ${counted(paired.pairs, "seed")} that both have. Their number was decided by looking at them, so no p is given.`;
  },
  sharedDraw: ({ baseline, other, paired, held }) =>
    `${other} differs from ${baseline} by ${withInterval(paired)} over ${counted(paired.pairs, "seed")} whose runs share the ${held} (--vary): that is of this one draw, and no p is given, since another draw may say otherwise.`,
  otherDraws: ({ baseline, other, paired, draws }) =>
    `${other} differs from ${baseline} by ${withInterval(paired)} over ${counted(paired.pairs, "seed")}, trained on what ${draws?.other} drew and on what ${draws?.baseline} drew: that is of these two draws, and no p is given, since others may say otherwise; compare configurations under the same seeds of the data, and under several.`,
  unequalLooks: ({ baseline, other, paired, looks }) =>
    `${other} differs from ${baseline} by ${withInterval(paired)} over ${counted(paired.pairs, "seed")}, of which the iteration was chosen by looking at the test examples ${looks?.other} times and ${looks?.baseline} times: more looks find more by that alone, and no p is given; --protocol sound chooses on held-out examples.`,
  copies: ({ baseline, other, paired: { meanDifference } }) =>
    `${meanDifference === 0 ? `${other} scores as ${baseline} does` : `${other} differs from ${baseline} by ${signed(meanDifference)} points`}. The runs of each are copies of one net, or nearly, whatever their seeds: they are one pair, and no p is given.`,
  identical: ({ baseline, other, pruned, paired: { pairs } }) =>
    `${other} gives exactly the accuracy of ${baseline} on all ${counted(pairs, "seed")}${pruned.other.count + pruned.baseline.count ? " that both have" : ""}.`,
  equivalent({ baseline, other, paired, equivalence, comparisons }) {
    const p = `${pText(equivalence?.adjustedP ?? Number.NaN)}${holmText(comparisons)}`;
    return `${other} and ${baseline} are equivalent within ${marginText(equivalence?.margin)}: they differ by ${withInterval(paired)} over ${counted(paired.pairs, "seed")}, p = ${p} (two one-sided tests).`;
  },
  open(comparison) {
    const { baseline, other, paired } = comparison;
    const { wins, ties, pairs } = paired;
    const won = `better on ${wins} of ${counted(pairs, "seed")}${ties ? `, equal on ${ties}` : ""}`;
    const power = powerSentence(comparison);
    return `No evidence that ${other} differs from ${baseline}: ${withInterval(paired)}, ${won}, p = ${pOf(comparison)}.${power && ` ${power}`}${notEquivalent(comparison)}`;
  },
  unpaired: independentSentence,
  sameRuns: ({ baseline, other }) => `${other} is the same configuration as ${baseline}: they are the same runs.`,
  otherImages: ({ baseline, other }) => `${other} was tested on other examples than ${baseline}, so their accuracies cannot be compared.`,
};

function differs(comparison: Comparison): string {
  const { baseline, other, verdict, paired } = comparison;
  const { pairs, wins, ties } = paired;
  const won = verdict === "better" ? wins : pairs - ties - wins;
  const equal = ties ? ` (equal on ${ties})` : "";
  return `${other} is ${verdict} than ${baseline} by ${by(comparison)}, on ${won} of ${counted(pairs, "seed")}${equal}, p = ${pOf(comparison)}.${shownWithin(comparison)}`;
}

/** Amount and interval with the sign of what is said: `0.55 points [0.52, 0.57]` for worse, too. */
function by({ paired: { meanDifference, interval: t } }: Comparison): string {
  const [low, high] = meanDifference < 0 ? [-t.high, -t.low] : [t.low, t.high];
  return `${endText(Math.abs(meanDifference))} points ${interval(low, high)}`;
}

const marginText = (margin = Number.NaN): string => `${margin} ${margin === 1 ? "point" : "points"}`;

const withInterval = ({ meanDifference, interval: { low, high } }: Comparison["paired"]): string =>
  `${signed(meanDifference)} points ${interval(low, high)}`;

const holmText = (comparisons: number): string => (comparisons > 1 ? ` after Holm over ${comparisons}` : "");

/** The sign-flip p with how it was corrected and found. */
function pOf({ adjustedP, comparisons, paired: { signFlip } }: Comparison): string {
  return `${pText(adjustedP)}${holmText(comparisons)}${signFlip.exact ? "" : ` (from ${signFlip.draws} drawn sign patterns)`}`;
}

/**
 * What so many pairs can show by the test that is used, the sign-flip test after Holm's correction, and how many would show what was found;
 * or that no difference could be shown. Nothing where there is nothing to say.
 */
function powerSentence({ paired: { pairs }, differing, comparisons, detectable, needed, mostShown }: Comparison): string {
  const corrected = holmText(comparisons);
  const others = shownBefore(differing, comparisons);
  if (others > 0) {
    const few =
      differing === pairs
        ? `With ${counted(pairs, "pair")}`
        : `Only ${differing} of ${counted(pairs, "pair")} ${differing === 1 ? "differs" : "differ"}, and equal ones are no evidence: with ${differing}`;
    const need = (least: number) => (differing === pairs ? `at least ${least} seeds are needed` : `at least ${least} must differ`);
    const alone = pairsFor(comparisons);
    const end = differing === pairs ? ":" : ";";
    if (Number.isFinite(others) && others > mostShown)
      return `${few} p${corrected} cannot fall below 5%, as ${mostShown ? "too few others" : "no other"} can${end} ${need(alone)}.`;
    if (Number.isFinite(others))
      return `${few} p${corrected} falls below 5% only if ${others === 1 ? "another is" : `${others} others are`} shown, too; without that ${need(alone)}.`;
    const smallest = pText(smallestP(differing, 1));
    if (comparisons === 1) return `${few} p cannot fall below ${smallest}${end} ${need(alone)}.`;
    return `${few} p cannot fall below ${smallest}, even before Holm's correction${end} ${need(pairsFor(1))}, and ${alone} if no other is shown.`;
  }
  const more = Number.isFinite(needed) && needed > pairs ? `; about ${needed} would show a difference like this one` : "";
  if (!Number.isFinite(detectable))
    return `No difference, however large, is shown by ${pairs} pairs with power 0.8${corrected} where ${differing} of ${pairs} differ: on other seeds it may be fewer than ${pairsFor(comparisons)}${more}.`;
  const conditions = [
    ...(comparisons > 1 ? ["no other differs"] : []),
    ...(differing < pairs ? [`${differing} of ${pairs} differ again`] : []),
  ];
  const provided = conditions.length ? `, if ${conditions.join(" and ")}` : "";
  return `${pairs} pairs show a difference of ${points(detectable)} points with power 0.8${corrected}${provided}${more}.`;
}

/** Whether a difference that was shown is within the margin all the same, where one was given. */
function shownWithin({ equivalence, comparisons }: Comparison): string {
  if (!equivalence) return "";
  const { margin, step, adjustedP } = equivalence;
  if (step > margin) return coarseText({ margin, step });
  if (Number.isNaN(adjustedP)) return ` Whether that is within ${marginText(margin)} cannot be tested, for the differences do not vary.`;
  const p = `p = ${pText(adjustedP)}${holmText(comparisons)} (two one-sided tests)`;
  return isSignificant(equivalence)
    ? ` It is within ${marginText(margin)} all the same, ${p}.`
    : ` That it is within ${marginText(margin)} is not shown, ${p}.`;
}

/** Why two of which no difference was shown are not called equivalent either, where a margin was given. */
function notEquivalent({ equivalence, comparisons }: Comparison): string {
  if (!equivalence) return "";
  const { margin, step, adjustedP } = equivalence;
  if (step > margin) return coarseText({ margin, step });
  if (isSignificant(equivalence)) return ` They are not called equivalent within ${marginText(margin)}, because runs diverged.`;
  const p = Number.isNaN(adjustedP) ? "" : `, p = ${pText(adjustedP)}${holmText(comparisons)} (two one-sided tests)`;
  return ` That they are equivalent within ${marginText(margin)} is not shown${p}.`;
}

/** Within less than a step of the accuracies nothing can be equal. */
const coarseText = ({ margin, step }: { readonly margin: number; readonly step: number }): string =>
  ` Within ${marginText(margin)} nothing can be called equivalent: these accuracies come in steps of ${formatGeneral(step)}.`;

/** Of two configurations that share no two seeds. */
function independentSentence(comparison: Comparison): string {
  const { baseline, other, paired, independent, diverged, scored } = comparison;
  const { pairs } = paired;
  for (const [name, { count, of }, { count: accuracies }] of [
    [other, diverged.other, scored.other] as const,
    [baseline, diverged.baseline, scored.baseline] as const,
  ]) {
    if (count > 0 && count === of) return `${other} cannot be compared with ${baseline}: ${allRuns(of)} of ${name} diverged.`;
    if (accuracies === 0 && of > 0) return `${other} cannot be compared with ${baseline}: ${noRuns(of)} of ${name} has an accuracy.`;
  }
  const { other: own, baseline: base } = scored;
  const isWhole = own.count === own.of && base.count === base.of;
  const common = `${pairs === 0 ? "no seed" : "only one seed"} ${isWhole ? `in common with ${baseline}` : `on which ${baseline} has an accuracy, too`}`;
  if (!independent) return `${other}: ${common}, so the two cannot be compared.`;
  const { difference, welchP, mannWhitneyP, runs } = independent;
  const differ = `as independent samples of ${runs[0]} and ${counted(runs[1], "run")} they differ by ${signed(difference)} points`;
  const untested = noSample(comparison);
  if (untested) return `${other}: ${common}; ${differ}, and no p is given${untested}.`;
  const welch = Number.isNaN(welchP) ? "neither varies, so Welch's test says nothing" : `Welch p = ${pText(welchP)}`;
  return `${other}: ${common}; ${differ}, ${welch}, Mann–Whitney p = ${pText(mannWhitneyP)}, not corrected. Runs of the same seeds would tell more.`;
}

/** Why the runs of the two are no samples, if they are none, as it follows in a sentence. */
function noSample(comparison: Comparison): string | undefined {
  const { baseline, other, pruned, held, draws, looks, copies, diverged, independent } = comparison;
  if (pruned.other.count + pruned.baseline.count > 0) return ", since how many runs there are was decided by looking at them (--prune)";
  if (held !== undefined) return `, since runs share the ${held} (--vary) and are of one draw, and another draw may say otherwise`;
  if (draws) return `, since ${draws.other} and ${draws.baseline} drew what they were trained on, and other draws may say otherwise`;
  if (looks)
    return `, since the test examples chose their iteration, at ${looks.other} looks and at ${looks.baseline}, and more looks find more by that alone`;
  if (copies.length) return `, since the runs of ${copies[0]} are copies of one net, whatever their seeds`;
  const some = [diverged.other.count ? other : "", diverged.baseline.count ? baseline : ""].filter(Boolean);
  if (!some.length) return undefined;
  const difference = independent?.difference ?? 0;
  const isOfLeader = difference > 0 ? diverged.other.count > 0 : difference < 0 && diverged.baseline.count > 0;
  return isOfLeader
    ? `: ${notCalledBetter(comparison, difference)}`
    : `, since what remains of ${some.join(" and of ")} says nothing of the whole`;
}

/** `learningRate 5 is not called better than dropout 0, because 1 of its 8 runs diverged` */
function notCalledBetter({ baseline, other, diverged }: Comparison, difference: number): string {
  const [leader, behind, { count, of }] = difference > 0 ? [other, baseline, diverged.other] : [baseline, other, diverged.baseline];
  return `${leader} is not called better than ${behind}, because ${count} of its ${counted(of, "run")} diverged`;
}

const noRuns = (count: number): string => (count === 1 ? "not the one run" : `none of the ${count} runs`);
const allRuns = (count: number): string => (count === 1 ? "the one run" : `all ${count} runs`);

/** `3 of 8 runs of learningRate 1000 diverged and are left out.` */
function leftOut({ baseline, other, diverged }: Comparison): string {
  const parts = [[other, diverged.other] as const, [baseline, diverged.baseline] as const].flatMap(([name, { count, of }]) =>
    count > 0 && count < of ? [`${count} of ${of} runs of ${name}`] : [],
  );
  return parts.length ? `${parts.join(" and ")} diverged and are left out.` : "";
}

const interval = (low: number, high: number): string => (Number.isNaN(low) ? "" : `[${endText(low)}, ${endText(high)}]`);
/** Nothing has no sign. */
export const signed = (value: number): string => {
  if (Number.isNaN(value)) return "";
  return value === 0 ? "0.00" : `${value < 0 ? "−" : "+"}${endText(Math.abs(value))}`;
};
