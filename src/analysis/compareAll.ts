import { accuracyStep } from "./accuracyStep.ts";
import type { CalibrationComparison, Comparison, IndependentComparison } from "./comparison.ts";
import { drawsOfBoth } from "./draws.ts";
import type { Series } from "./series.ts";
import { netsOf, sameTestImages } from "./setup.ts";
import { holm } from "./statistics/adjust.ts";
import { bcaInterval, FEWEST_RESAMPLED } from "./statistics/bootstrap.ts";
import { differenceOfMeans, differencesOf } from "./statistics/differences.ts";
import { compareDifferences, equivalenceP, type PairedComparison } from "./statistics/paired.ts";
import { deviationOf, type Interval, meanOf, tInterval } from "./statistics/sample.ts";
import { mostShown, pairsToShow, showableDifference } from "./statistics/signFlipPower.ts";
import { mannWhitney } from "./statistics/unpaired.ts";
import { welch } from "./statistics/welch.ts";
import { verdictOn } from "./verdict.ts";

/** Something that has a series of runs, such as a configuration of a report. */
interface HasSeries {
  readonly series: Series;
}

/** The same with its comparison with the baseline; null of the baseline itself. */
export type Compared<T extends HasSeries = HasSeries> = T & { readonly comparison: Comparison | null };

/** Each with its comparison with the baseline, which is one of them. Pairs are seeds; fewer than two of them compare as not numbers. */
export function compareAll<T extends HasSeries>(all: readonly T[], baseline: T, margin?: number): Compared<T>[] {
  const found = all.map((one) => ({ one, pair: one === baseline ? null : pairUp(baseline.series, one.series, margin) }));
  // configurations with the same runs are one comparison; one with the baseline's runs is none, nor is one that can have no p by what was asked
  const family = new Map<string, Pair>();
  for (const { pair } of found)
    if (pair?.isOther && pair.differences.length > 1 && !pair.isUntestable) family.set(pair.key, family.get(pair.key) ?? pair);
  const tested = [...family.values()];
  const p = holmOfAll(tested.map((pair) => pair.p));
  const equivalence = holmOfAll(tested.map((pair) => pair.equivalence));
  const corrected = new Map([...family.keys()].map((key, place) => [key, { place, p: p[place], equivalence: equivalence[place] }]));
  const most = mostShown(tested.map(({ p, differences }) => (Number.isNaN(p) ? 0 : movedIn(differences).length)));
  return found.map(({ one, pair }) => ({ ...one, comparison: pair && { ...comparisonOf(pair, corrected, margin), mostShown: most } }));
}

const movedIn = (differences: readonly number[]): number[] => differences.filter((d) => d !== 0);

/** A pair as it stands among all comparisons, whose corrected p are given by its key. */
function comparisonOf(
  { key, isOther: _, isUntestable: __, equivalence, step, differences, relation, areSamples, ...comparison }: Pair,
  corrected: ReadonlyMap<string, { readonly place: number; readonly p: number | undefined; readonly equivalence: number | undefined }>,
  margin: number | undefined,
): Omit<Comparison, "mostShown"> {
  const own = corrected.get(key);
  const moved = movedIn(differences);
  const pairs = { share: moved.length / differences.length, comparisons: Math.max(1, corrected.size) };
  const deviation = deviationOf(moved, moved.length - 1);
  const whole = {
    ...comparison,
    adjustedP: own?.p ?? Number.NaN,
    comparisons: corrected.size,
    place: own?.place ?? -1,
    differing: moved.length,
    equivalence: margin === undefined ? null : { margin, p: equivalence, adjustedP: own?.equivalence ?? Number.NaN, step },
    detectable: !areSamples
      ? Number.NaN
      : moved.length > 1
        ? showableDifference(differences.length, deviation, pairs)
        : Number.POSITIVE_INFINITY,
    needed: areSamples ? pairsToShow(meanOf(differences), deviation, pairs) : Number.NaN,
  };
  return { ...whole, verdict: verdictOn(whole, relation) };
}

/** Holm's correction, in which a comparison without a p counts as one that is not shown. */
function holmOfAll(p: readonly number[]): number[] {
  const adjusted = holm(p.map((value) => (Number.isNaN(value) ? 1 : value)));
  return adjusted.map((value, i) => (Number.isNaN(p[i]) ? Number.NaN : value));
}

type Pair = ReturnType<typeof pairUp>;

function pairUp(baseline: Series, other: Series, margin: number | undefined) {
  const relation = relationOf(baseline, other);
  const copied = [other, baseline].filter(({ copies }) => copies);
  const areCopies = copied.length === 2;
  const seeds = relation === "comparable" ? [...baseline.bySeed.keys()].filter((seed) => other.bySeed.has(seed)) : [];
  // copies are one run, whatever their seeds, and where they are nearly equal, all are looked at
  const values = ({ bySeed }: Series) => (areCopies ? [meanOf([...bySeed.values()])] : seeds.map((seed) => bySeed.get(seed) as number));
  const haveValues = relation === "comparable" && baseline.bySeed.size > 0 && other.bySeed.size > 0;
  const differences = haveValues ? differencesOf(values(other), values(baseline)) : [];
  const arePairs = !areCopies && seeds.length > 1;
  const held = heldOfBoth(baseline, other);
  // runs that were counted while one looked at them, that share a draw, that chose on the test examples by more looks, or that are one have no p
  const [looks, draws] = [looksOfBoth(baseline, other), drawsOfBoth(baseline, other)];
  const isUntestable = held !== undefined || looks !== undefined || draws !== undefined;
  const areSamples = baseline.pruned + other.pruned === 0 && !isUntestable && !areCopies;
  const isTested = arePairs && areSamples;
  const found = compareDifferences(differences);
  const paired = isTested ? found : withoutTests(found);
  const superiority = areCopies ? { ...paired.superiority, interval: NO_INTERVAL } : paired.superiority;
  const shares = (count: (one: Series) => number) => ({
    other: { count: count(other), of: other.planned },
    baseline: { count: count(baseline), of: baseline.planned },
  });
  const areApart = relation === "comparable" && !arePairs && !areCopies;
  const both = areApart ? compareIndependent([...other.bySeed.values()], [...baseline.bySeed.values()]) : null;
  // nor do copies of one run beside runs that vary, or what remains where some diverged, make two samples
  const areTwoSamples = areSamples && copied.length === 0 && baseline.diverged + other.diverged === 0;
  const independent = both && !areTwoSamples ? { ...both, welchP: Number.NaN, mannWhitneyP: Number.NaN } : both;
  return {
    baseline: baseline.name,
    other: other.name,
    // the same nets on the same seeds are one comparison, under whatever name and however many runs there are beside
    key: `${other.setup ? netsOf(other.setup) : other.name} ${seeds}`,
    isOther: !other.setup || !baseline.setup || netsOf(other.setup) !== netsOf(baseline.setup),
    relation,
    differences,
    paired: { ...paired, superiority, interval: withinPoints(paired.interval) },
    // its ends are means of resamples: of fewer values they cannot lie far enough apart
    bootstrap: { ...(seeds.length < FEWEST_RESAMPLED ? NO_INTERVAL : bcaInterval(differences)), method: "BCa, widened by Student's t" },
    p: isTested ? paired.signFlip.p : Number.NaN,
    equivalence: margin === undefined || !isTested ? Number.NaN : equivalenceP(differences, margin),
    step: accuracyStep([baseline, other]),
    areSamples,
    isUntestable,
    held,
    draws,
    looks,
    copies: copied.map(({ name }) => name),
    unpaired: areCopies ? 0 : unplanned(baseline, other) + unplanned(other, baseline),
    scored: shares(({ bySeed }) => bySeed.size),
    diverged: shares(({ diverged }) => diverged),
    pruned: shares(({ pruned }) => pruned),
    independent,
    calibration: relation === "comparable" ? compareCalibration(baseline, other, areCopies) : null,
    withoutProbabilities: [other, baseline].filter((one) => one.withoutProbabilities).map(({ name }) => name),
  };
}

/** A comparison of pairs of which no test can be made. */
const withoutTests = (paired: PairedComparison): PairedComparison => ({
  ...paired,
  signFlip: { ...paired.signFlip, p: Number.NaN, draws: Number.NaN },
  pairedT: { t: Number.NaN, p: Number.NaN },
  wilcoxonP: Number.NaN,
});

/** What the runs of both share; where these are not the same, of which series each is said. */
function heldOfBoth(baseline: Series, other: Series): string | undefined {
  if (baseline.held === other.held) return baseline.held;
  const each = [other, baseline].flatMap(({ held, name }) => (held === undefined ? [] : [`${held} (${name})`]));
  return each.join(", or the ");
}

/** Where the test examples chose the iteration of one or both, and not with as many looks. */
const looksOfBoth = ({ looks: baseline = "0" }: Series, { looks: other = "0" }: Series): Comparison["looks"] =>
  baseline === other ? undefined : { other, baseline };

const NO_INTERVAL: Interval = { low: Number.NaN, high: Number.NaN, level: 0.95 };

/** Accuracies of one whose seeds the other was never to run. */
const unplanned = ({ bySeed }: Series, { seeds }: Series): number => [...bySeed.keys()].filter((seed) => !seeds.includes(seed)).length;

/** Whether two can be compared: not where their accuracies are of other test examples, and there is nothing to compare in the same runs. */
function relationOf({ setup: a }: Series, { setup: b }: Series): "comparable" | "sameRuns" | "otherImages" {
  if (!a || !b) return "comparable";
  // run 1 of both is the same run, so all that both have are
  if (a.trials.split(",")[0] === b.trials.split(",")[0]) return "sameRuns";
  return sameTestImages(a, b) ? "comparable" : "otherImages";
}

/** No two accuracies differ by more than 100 points. */
const withinPoints = ({ low, high, level }: Interval): Interval => ({ low: Math.max(-100, low), high: Math.min(100, high), level });

function compareIndependent(a: readonly number[], b: readonly number[]): IndependentComparison | null {
  if (a.length < 2 || b.length < 2) return null;
  const group = (values: readonly number[]) => ({
    n: values.length,
    mean: meanOf(values),
    sampleDeviation: deviationOf(values, values.length - 1),
  });
  return {
    runs: [a.length, b.length],
    difference: differenceOfMeans(a, b),
    welchP: welch(group(a), group(b)).p,
    mannWhitneyP: mannWhitney(a, b).p,
  };
}

function compareCalibration(baseline: Series, compared: Series, areCopies: boolean): CalibrationComparison | null {
  const { calibrationBySeed: a } = baseline;
  const { calibrationBySeed: b } = compared;
  const one = areCopies ? [...(a?.values() ?? [])][0] : undefined;
  const all = [...(b ?? [])].flatMap(([seed, other]) => {
    const base = one ?? a?.get(seed);
    return base && base.bins === other.bins ? [{ base, other }] : [];
  });
  const pairs = areCopies ? all.slice(0, 1) : all;
  const [first] = pairs;
  if (!first) return null;
  const of = (measure: "negativeLogLikelihood" | "expectedCalibrationError", unit: number) => {
    const mean = (of: Series["calibrationBySeed"]) => meanOf([...(of?.values() ?? [])].map((each) => each[measure]));
    const differences = areCopies ? [unit * (mean(b) - mean(a))] : pairs.map(({ base, other }) => unit * (other[measure] - base[measure]));
    const interval = tInterval(differences, 0.95);
    return { difference: meanOf(differences), interval: measure === "expectedCalibrationError" ? withinPoints(interval) : interval };
  };
  return {
    pairs: pairs.length,
    bins: first.base.bins,
    ofThinned: [baseline, compared].some(({ setup }) => setup?.fields["mc"] !== undefined),
    negativeLogLikelihood: of("negativeLogLikelihood", 1),
    expectedCalibrationError: of("expectedCalibrationError", 100),
  };
}
