/** The statistics of `droplab compare`, with their arguments checked: what is no sample, no p and no level is refused with a sentence. */

import * as analysis from "#analysis";
import { isPlain, shown } from "#engine";

type Rule = (value: unknown) => string | undefined;

/** A function that looks at its arguments first; rules in parentheses of `optional` are for those that may be left out. */
function checked<Given extends readonly unknown[], Result>(
  call: (...given: Given) => Result,
  rules: Readonly<Record<string, Rule>>,
  optional: Readonly<Record<string, Rule>> = {},
): (...given: Given) => Result {
  const named = [...Object.entries(rules), ...Object.entries(optional)];
  return (...asked) => {
    // what is looked at is what is used
    const own = asked.map((one: unknown) => (Array.isArray(one) ? Array.from(one) : one));
    const given = own.slice(0, named.length) as unknown as Given; // `samples.map(mean)` gives more
    for (const [i, [name, rule]] of named.entries()) {
      if (given[i] === undefined && name in optional) continue;
      const range = rule(given[i]);
      if (range) throw new RangeError(`${call.name}: ${name}: ${shown(given[i])} is not ${range}`);
    }
    return call(...given);
  };
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const that =
  (allows: (value: number) => boolean, range: string): Rule =>
  (value) =>
    isNumber(value) && allows(value) ? undefined : range;
const listOf =
  (least: number, allows: (value: number) => boolean, range: string): Rule =>
  (value) =>
    Array.isArray(value) && value.length >= least && Array.from(value).every((each) => isNumber(each) && allows(each)) ? undefined : range;

const sample = (least: number) => listOf(least, () => true, `a list of at least ${least} finite ${least > 1 ? "numbers" : "number"}`);
const pValues = listOf(1, (p) => p >= 0 && p <= 1, "a list of p values from 0 to 1");
// the quantile of an interval lies between it and 1
const share = that((value) => value > 0 && (1 + value) / 2 < 1, "a share between 0 and 1");
const count = that((value) => Number.isInteger(value) && value >= 0, "a whole number from 0");
const seed = that((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32, "a whole number from 0 to 4294967295");
const pairs = that((value) => Number.isInteger(value) && value >= 2, "a whole number of pairs from 2");
const finite = that(() => true, "a finite number");
const positive = that((value) => value > 0, "a positive number");
const fromZero = that((value) => value >= 0, "a number from 0");
const oneOf =
  (...names: readonly string[]): Rule =>
  (value) =>
    names.includes(value as string) ? undefined : names.join(" or ");
const resampling: Rule = (value) => {
  const names = ["level", "resamples", "seed", "statistic"];
  if (typeof value !== "object" || value === null || !isPlain(value) || Object.keys(value).some((name) => !names.includes(name)))
    return `an object of ${names.join(", ")}`;
  const { level = 0.95, resamples = 10000, seed = 1, statistic = analysis.mean } = value as Readonly<Record<string, unknown>>;
  if (typeof statistic !== "function") return "one whose statistic is a function of a list of numbers";
  if (!isNumber(seed) || !Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    return "one whose seed is a whole number from 0 to 4294967295";
  if (share(level)) return `one whose level is ${share(level)}`;
  return isNumber(resamples) && Number.isInteger(resamples) && resamples >= 1 && resamples <= 1e7
    ? undefined
    : "one whose resamples are a whole number from 1 to 10000000";
};
const countInterval = checked(analysis.wilsonInterval, { count: fromZero, n: positive }, { level: share });

const group: Rule = (value) => {
  const { n, mean, sampleDeviation } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const range = "{ n, mean, sampleDeviation } of a sample of at least 2 values";
  return pairs(n) || finite(mean) || fromZero(sampleDeviation) ? range : undefined;
};

const MOST_VALUES = 5000;
const MOST_DRAWN = 5e7;
const bootstrap = checked(analysis.bcaInterval, { values: sample(2) }, { options: resampling });
/**
 * The widened BCa bootstrap interval (Efron 1987, Hesterberg 2015) of the mean, or of another statistic, in its unit. Throws a RangeError
 * for more than 5,000 values or 50 million draws, too.
 */
export const bcaInterval: typeof analysis.bcaInterval = (values, asked) => {
  const options = typeof asked === "object" && asked !== null && isPlain(asked) ? { ...asked } : asked;
  const interval = () => bootstrap(values, ...(options === undefined ? [] : [options]));
  if (!Array.isArray(values)) return interval();
  const { resamples = 10000 } = options ?? {};
  if (values.length > MOST_VALUES || values.length * resamples > MOST_DRAWN)
    throw new RangeError(
      `bcaInterval: values: ${values.length} values and ${resamples} resamples are more than ${MOST_VALUES} values and ${MOST_DRAWN} draws; take tInterval, or fewer resamples`,
    );
  return interval();
};
/** The p values after Benjamini and Hochberg (1995), in their order: those up to a level have this share of false claims, as expected. */
export const benjaminiHochberg = checked(analysis.benjaminiHochberg, { p: pValues });
/**
 * Two samples by pairs, a − b in the unit of the values: mean difference, intervals, sign-flip, t and Wilcoxon p (two-sided), and more. The
 * seed decides the sign patterns where these are drawn.
 */
export const comparePaired = checked(analysis.comparePaired, { a: sample(2), b: sample(2) }, { seed });
/** The mean difference that n pairs show by the paired t-test with this power, in the unit of `deviation`, that of the differences. */
export const detectableDifference = checked(
  analysis.detectableDifference,
  { n: pairs, deviation: fromZero },
  { power: share, alpha: share },
);
/** The p of two one-sided t-tests (Schuirmann 1987): that the mean difference is within ± the margin, in the unit of the differences. */
export const equivalenceP = checked(analysis.equivalenceP, { differences: sample(2), margin: positive });
/** The p values after Holm (1979), in their order: the chance of any false claim among them stays at the level. */
export const holm = checked(analysis.holm, { p: pValues });
/** The Mann–Whitney test of two samples, two-sided: U of the first, its p, and whether all assignments were counted. */
export const mannWhitney = checked(analysis.mannWhitney, { a: sample(1), b: sample(1) });
/** McNemar's exact test, two-sided, of two nets on the same examples: how many only the one, and only the other, gets right. */
export const mcnemarP = checked(analysis.mcnemarP, { onlyA: count, onlyB: count });
/** The arithmetic mean. */
export const mean = checked(
  function mean(values: readonly number[]) {
    return analysis.mean(values);
  },
  { values: sample(1) },
);
/** The power of the two-sided paired t-test of n pairs; the effect is the mean over the standard deviation of the differences. */
export const pairedPower = checked(
  function pairedPower(effect: number, n: number, alpha?: number) {
    return analysis.pairedPower(effect, n, alpha);
  },
  { effect: finite, n: pairs },
  { alpha: share },
);
/** How many pairs show a mean difference by the paired t-test with this power; infinity where 100,000 do not. */
export const pairsNeeded = checked(analysis.pairsNeeded, { difference: finite, deviation: fromZero }, { power: share, alpha: share });
/** With divisor n − 1 for a `sample`, n for a `population`; 0 of equal values, and of a single value as a sample not a number. */
export const standardDeviation = checked(analysis.standardDeviation, { values: sample(1), divisor: oneOf("sample", "population") });
/**
 * Mean, deviations, median and the rest of a sample, in the unit of its values, with Student's interval of the mean at the level (0.95).
 */
export const summarizeSample = checked(analysis.summarizeSample, { values: sample(1) }, { level: share });
/** P(A > B) + P(A = B) / 2 over all pairs of values, from 0 to 1. */
export const superiority = checked(analysis.superiority, { a: sample(1), b: sample(1) });
/** Student's interval of the mean, in the unit of the values; the level lies between 0 and 1. */
export const tInterval = checked(analysis.tInterval, { values: sample(2), level: share });
/** Welch's test (1947) of two groups by their summaries: t, degrees of freedom, two-sided p. */
export const welch = checked(analysis.welch, { a: group, b: group });
/** Wilson's interval (1927) of a share of which `count` of `n` were seen, from 0 to 1; count may be a half. */
export const wilsonInterval: typeof analysis.wilsonInterval = (count, n, level) => {
  if (count > n) throw new RangeError(`wilsonInterval: count: ${count} is more than n, ${n}`);
  return countInterval(count, n, level);
};
