import { counted } from "#engine";
import { numericsNote } from "#experiment";
import { accuracyStep } from "./accuracyStep.ts";
import { bestOfMany } from "./bestOfMany.ts";
import { blownUp } from "./blownUp.ts";
import type { Compared } from "./compareAll.ts";
import type { Comparison } from "./comparison.ts";
import { fewCalibrated } from "./fewCalibrated.ts";
import { endText } from "./fixedText.ts";
import { largestGap } from "./largestGap.ts";
import { MOST_NAMED, named } from "./named.ts";
import { pText } from "./pText.ts";
import type { Series } from "./series.ts";
import { countCauses } from "./setup.ts";
import { sharingWarnings } from "./sharingWarnings.ts";
import { meanOf, SAME_MEAN } from "./statistics/sample.ts";
import { LEVEL, pairsFor, shownBefore, smallestP } from "./statistics/signFlipPower.ts";
import { countSignificant, isNotCompared, isSignificant, isTested } from "./verdict.ts";

/** What a reader must know before believing the comparisons, each with what to do. The baseline is the one that has none. */
export function warningsFor(all: readonly Compared[]): string[] {
  const series = all.map((one) => one.series);
  const comparisons = all.flatMap(({ comparison }) => comparison ?? []);
  const baseline = all.find(({ comparison }) => comparison === null)?.series;
  const ofThinned = all.flatMap((one) => (isOfThinnedNets(one, baseline) ? [one.comparison] : []));
  return [
    ...otherDigits(series),
    ...thinnedNets(ofThinned),
    ...fewPairs(comparisons.filter((one) => !ofThinned.includes(one))),
    ...sharingWarnings(series, comparisons),
    ...divergedRuns(series),
    ...blownUp(series),
    ...noBetterThanMajority(series),
    ...lostClasses(series),
    ...twoGroups(series),
    ...coarseAccuracies(series),
    ...fewCalibrated(series),
    ...intervalsAgainstTests(comparisons),
    ...unknownImages(series),
    ...chosenOnTest(series),
    ...missingRuns(series),
    ...unpairedRuns(comparisons),
    ...bestOfMany(series, baseline),
  ];
}

/** Whether one differs from the baseline in its thinned nets alone, and the accuracies are the same for that. */
function isOfThinnedNets(one: Compared, baseline: Series | undefined): one is Compared & { readonly comparison: Comparison } {
  const [own, other] = [one.series.setup, baseline?.setup];
  const isOfNets = own !== undefined && other !== undefined && own.fields["mc"] !== other.fields["mc"] && countCauses(own, other) === 0;
  return one.comparison?.verdict === "identical" && isOfNets;
}

function thinnedNets(comparisons: readonly Comparison[]): string[] {
  const found = comparisons.map(({ other }) => other);
  if (!found.length) return [];
  return [
    `thinned nets (mc) leave the accuracy of a run as it is, so more seeds show no difference of ${found.slice(0, MOST_NAMED).join(", ")}; what the nets have together stands beside it in the notes of droplab sweep, show and report`,
  ];
}

function fewPairs(comparisons: readonly Comparison[]): string[] {
  // more seeds show nothing of the same nets, which stand in no family of tests
  const tested = comparisons.filter((one) => isTested(one) && one.place >= 0);
  if (!tested.length)
    return comparisons.some((one) => one.verdict === "unpaired" && isWhole(one))
      ? [`fewer than two seeds in common: no p of pairs can be given; run the same seeds on both sides, at least ${pairsFor(1)} (--reps)`]
      : [];
  const family = tested[0]?.comparisons ?? 1;
  // pairs that are all equal say how few there are, not how few differ
  const evidence = ({ verdict, paired, differing }: Comparison) => (verdict === "identical" ? paired.pairs : differing);
  // what is shown had evidence enough, of one kind or the other
  const [least] = tested.filter((one) => !isSignificant(one) && one.verdict !== "equivalent").sort((a, b) => evidence(a) - evidence(b));
  if (!least) return [];
  const fewest = evidence(least);
  // each that is shown takes one off the factor of the next
  const shown = countSignificant(tested);
  const others = shownBefore(fewest, family);
  if (others <= shown) return [];
  const { pairs } = least.paired;
  const smallest = `the smallest two-sided p that ${fewest} can give is ${pText(smallestP(fewest, 1))}`;
  const holm = `Holm's correction over ${family} comparisons`;
  const only =
    others > least.mostShown
      ? "in no case, as too few others can be shown"
      : `only if ${others === 1 ? "another is" : `${others} others are`} shown, and ${shown || "none"} ${shown === 1 ? "is" : "are"}`;
  const corrected = family === 1 ? "" : Number.isFinite(others) ? `, which ${holm} leaves below 5% ${only}` : `, even before ${holm}`;
  return fewest === pairs
    ? [`only ${counted(pairs, "pair")}: ${smallest}${corrected}; run at least ${pairsFor(family)} seeds (--reps)`]
    : [
        `only ${fewest} of ${counted(pairs, "pair")} of ${least.other} ${fewest === 1 ? "differs" : "differ"}, and equal ones are no evidence: ${smallest}${corrected}; run more seeds (--reps), a number fixed beforehand, so that at least ${pairsFor(family)} pairs differ`,
      ];
}

/** Where most examples are of one class, a net that has learned nothing but that has a high accuracy. */
function noBetterThanMajority(series: readonly Series[]): string[] {
  const found = series.flatMap(({ name, bySeed, majority }) => {
    const average = meanOf([...bySeed.values()]);
    return majority !== undefined && average <= majority + SAME_MEAN ? [{ name, average, share: `${majority.toFixed(2)}%` }] : [];
  });
  const [first] = found;
  if (!first) return [];
  // other test examples have other shares
  const isCommon = found.every(({ share }) => share === first.share);
  const which = named(found, ({ average, share }) => `${average.toFixed(2)}%${isCommon ? "" : ` for ${share}`}`);
  const share = isCommon ? first.share : "as many";
  return [
    `always naming the most frequent class would be right for ${share} of the test examples, and no more is reached by ${which}: a higher accuracy up to there may only be that class, so look at the calibration and the confusions`,
  ];
}

function otherDigits(series: readonly Series[]): string[] {
  const numerics = series.flatMap((one) => one.numerics);
  const note = numericsNote(numerics);
  if (!note) return [];
  const mixed = new Set(numerics).size > 1;
  return [
    mixed
      ? `runs are ${note}: what differs between configurations may be that, and not what was varied; run all of them anew with one droplab on one kind of device`
      : `the runs are ${note}; this droplab's numbers differ from theirs, so they are repeated with other digits`,
  ];
}

/** Whether all runs of both have an accuracy; of those that have none it is said what became of them. */
const isWhole = ({ scored: { other, baseline } }: Comparison): boolean => other.count === other.of && baseline.count === baseline.of;

function lostClasses(series: readonly Series[]): string[] {
  const found = series.filter(({ withDeadClasses }) => withDeadClasses > 0);
  if (!found.length) return [];
  const which = named(found, ({ withDeadClasses, bySeed }) => `${withDeadClasses} of ${counted(bySeed.size, "run")}`);
  const ofModel = found.filter(({ lostClassAdvice: advised }) => advised === "model").length;
  const [out, protocol] = ["take the activation of the logits out of the model", "use linear logits (--protocol sound)"];
  const advice = ofModel === 0 ? protocol : ofModel === found.length ? out : `${protocol}, and ${out} where it is from a file`;
  return [
    `a class is lost in some runs of ${which}; such runs have several modes and their mean says little: look at the single runs, or ${advice}`,
  ];
}

function divergedRuns(series: readonly Series[]): string[] {
  const found = series.filter(({ diverged }) => diverged > 0);
  if (!found.length) return [];
  const which = named(found, ({ diverged, planned }) => `${diverged} of ${counted(planned, "run")}`);
  return [
    `runs diverged: ${which}; they have no accuracy and are in no mean, interval or comparison, and what remains of such a configuration is never called better; use a smaller learning rate, or clip gradients`,
  ];
}

function twoGroups(series: readonly Series[]): string[] {
  const found = series.flatMap((one) => {
    const gap = one.withDeadClasses ? undefined : largestGap([...one.bySeed.values()], accuracyStep([one]));
    return gap ? [{ ...one, gap }] : [];
  });
  if (!found.length) return [];
  const which = named(found, ({ gap }) => `${gap.toFixed(1)} points apart`);
  return [`runs fall into two groups: ${which}; look at the single runs before comparing means`];
}

function coarseAccuracies(series: readonly Series[]): string[] {
  const steps = series.flatMap((one) =>
    one.testRows && 100 / one.testRows > COARSE ? [{ name: one.name, step: 100 / one.testRows }] : [],
  );
  const [first] = steps;
  if (!first) return [];
  const isCommon = steps.length === series.length && steps.every(({ step }) => step === first.step);
  const which = isCommon
    ? `these accuracies come in steps of ${first.step.toFixed(1)} points`
    : `some accuracies come in coarse steps: ${named(steps, ({ step }) => `${step.toFixed(1)} points`)}`;
  return [
    `${which}: a difference of a step or two is a matter of single test examples; keep a larger test part, or, of a table that is split by droplab, repeat the sweep with other splits (--split-seed 2, then 3, …) and compare each by itself: accuracies of different test rows are not set beside one another, and droplab variance tells how much the split makes`,
  ];
}

/** Points: a test row that is more than this is said. */
const COARSE = 0.5;

/** The interval is Student's, of one comparison alone; the test is exact and corrected. They may disagree either way. */
function intervalsAgainstTests(comparisons: readonly Comparison[]): string[] {
  const tested = comparisons.filter((one) => isTested(one) && one.verdict !== "identical" && Number.isFinite(one.paired.interval.low));
  const hasZero = ({ paired: { interval } }: Comparison) => interval.low <= 0 && interval.high >= 0;
  const which = (found: readonly Comparison[]) =>
    named(
      found.map((one) => ({ ...one, name: one.other })),
      ({ adjustedP }) => `p = ${pText(adjustedP)}`,
    );
  const shown = tested.filter((one) => isSignificant(one) && hasZero(one));
  const notShown = tested.filter((one) => one.adjustedP >= LEVEL && !hasZero(one));
  const corrected = notShown.some(({ p }) => p < LEVEL) ? "the interval is of one comparison alone and not corrected" : undefined;
  const assumed = notShown.some(({ p }) => p >= LEVEL) ? "the interval takes the differences to be normal, the test does not" : undefined;
  return [
    ...(shown.length
      ? [
          `the t-interval includes 0 although the sign-flip test shows a difference: ${which(shown)}; the differences are far from normal, so trust the test and the single runs, not the interval`,
        ]
      : []),
    ...(notShown.length
      ? [
          `the t-interval leaves out 0 although the sign-flip test${correctedText(notShown)} shows no difference: ${which(notShown)}; ${[corrected, assumed].filter(Boolean).join(", and ")}, so trust the test, and run more seeds`,
        ]
      : []),
  ];
}

const correctedText = ([first]: readonly Comparison[]): string => (first && first.comparisons > 1 ? " after Holm's correction" : "");

function chosenOnTest(series: readonly Series[]): string[] {
  const chosen = series.filter(({ selectedOn }) => selectedOn === "test");
  if (!chosen.length) return [];
  const whose =
    chosen.length === series.length
      ? "every accuracy is"
      : `the accuracies of ${named(chosen, ({ bySeed }) => counted(bySeed.size, "run"))}, and not of the others, are`;
  const isMeasurable = chosen.some(({ setup }) => setup?.fields["earlyStopping"] === undefined);
  const how = isMeasurable
    ? "by how much, the same command with --protocol post-held-out measures (the same training, chosen on held-out examples); "
    : "";
  const measured = chosen.flatMap(({ name, optimism }) => (optimism ? [{ name, ...optimism }] : []));
  // it is worth most where accuracies change most from look to look
  const unequal =
    series.length > 1 && chosen.length === series.length
      ? "; that is worth more where accuracies jump more from look to look, so a difference between configurations may be no more than that"
      : "";
  if (!measured.length)
    return [`the iteration was chosen on the test examples, so ${whose} too high${unequal}; ${how}--protocol sound does without`];
  const worth = measured.map(({ name, points, interval: { low, high }, runs }) => {
    const spread = Number.isFinite(low) ? ` [${endText(low)}, ${endText(high)}]` : "";
    return `${endText(points)} points${spread} over ${counted(runs, "run")} of ${name}`;
  });
  const shown =
    worth.length > MOST_NAMED
      ? `${endText(meanOf(measured.map(({ points }) => points)))} points on average over ${worth.length} configurations`
      : worth.join(", ");
  return [
    `the iteration was chosen on the test examples, so ${whose} too high: against a choice on held-out examples that is worth ${shown}${unequal && "; a difference between configurations may be no more than the difference of these"}`,
  ];
}

function missingRuns(series: readonly Series[]): string[] {
  const found = series.flatMap((one) => {
    const { planned, failed, diverged, pruned, bySeed } = one;
    const open = planned - bySeed.size - failed - diverged - pruned;
    const what = [failed && `${failed} failed`, pruned && `${pruned} pruned`, open > 0 && `${open} not finished`];
    const text = what.filter(Boolean).join(", ");
    return text ? [{ ...one, text }] : [];
  });
  if (!found.length) return [];
  return [
    `not every run came to its end: ${named(found, ({ planned, text }) => `of ${counted(planned, "run")} ${text}`)}; they are missing from the comparison`,
  ];
}

function unpairedRuns(comparisons: readonly Comparison[]): string[] {
  const { length } = comparisons.filter((one) => !isNotCompared(one) && one.unpaired > 0);
  if (!length) return [];
  return [
    `${length} ${length === 1 ? "comparison leaves" : "comparisons leave"} out runs whose seed the other side lacks; run the same seeds on both sides`,
  ];
}

function unknownImages(series: readonly Series[]): string[] {
  const unknown = series.filter(({ setup }) => setup && setup.testHash === null);
  if (!unknown.length) return [];
  return [
    `what the test examples were was not written down for ${named(unknown, ({ planned }) => counted(planned, "run"))}; they are taken to be the same by the name of the data`,
  ];
}
