/** The statistics of `droplab compare`, with their arguments checked: what is no sample, no p and no level is refused with a sentence. */

import { shown } from "#engine";
import * as lab from "#lab";

type Rule = (value: unknown) => string | undefined;

/** A function that looks at its arguments first; rules in parentheses of `optional` are for those that may be left out. */
function checked<Given extends readonly unknown[], Result>(
  call: (...given: Given) => Result,
  rules: Readonly<Record<string, Rule>>,
  optional: Readonly<Record<string, Rule>> = {},
): (...given: Given) => Result {
  const named = [...Object.entries(rules), ...Object.entries(optional)];
  return (...given) => {
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
const share = that((value) => value > 0 && value < 1, "a share between 0 and 1");
const count = that((value) => Number.isInteger(value) && value >= 0, "a whole number from 0");
const pairs = that((value) => Number.isInteger(value) && value >= 2, "a whole number of pairs from 2");
const finite = that(() => true, "a finite number");
const positive = that((value) => value > 0, "a positive number");
const fromZero = that((value) => value >= 0, "a number from 0");
const oneOf =
  (...names: readonly string[]): Rule =>
  (value) =>
    names.includes(value as string) ? undefined : names.join(" or ");
const resampling: Rule = (value) => {
  if (typeof value !== "object" || value === null) return "an object: level, resamples, seed, statistic";
  const { level = 0.95, resamples = 10000 } = value as { level?: unknown; resamples?: unknown };
  if (share(level)) return `one whose level is ${share(level)}`;
  return isNumber(resamples) && Number.isInteger(resamples) && resamples >= 1 && resamples <= 1e7
    ? undefined
    : "one whose resamples are a whole number from 1 to 10000000";
};
const countInterval = checked(
  lab.wilsonInterval,
  { count, n: that((value) => Number.isInteger(value) && value > 0, "a whole number from 1") },
  { level: share },
);

const group: Rule = (value) => {
  const { n, mean, sampleDeviation } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const range = "{ n, mean, sampleDeviation } of a sample of at least 2 values";
  return pairs(n) || finite(mean) || fromZero(sampleDeviation) ? range : undefined;
};

const MOST_VALUES = 5000;
const MOST_DRAWN = 5e7;
const bootstrap = checked(lab.bcaInterval, { values: sample(2) }, { options: resampling });
export const bcaInterval: typeof lab.bcaInterval = (values, options) => {
  const interval = () => bootstrap(values, ...(options === undefined ? [] : [options]));
  if (!Array.isArray(values)) return interval();
  const { resamples = 10000 } = options ?? {};
  if (values.length > MOST_VALUES || values.length * resamples > MOST_DRAWN)
    throw new RangeError(
      `bcaInterval: values: ${values.length} values and ${resamples} resamples are more than ${MOST_VALUES} values and ${MOST_DRAWN} draws; take tInterval, or fewer resamples`,
    );
  return interval();
};
export const benjaminiHochberg = checked(lab.benjaminiHochberg, { p: pValues });
export const comparePaired = checked(lab.comparePaired, { a: sample(2), b: sample(2) });
export const detectableDifference = checked(lab.detectableDifference, { n: pairs, deviation: fromZero }, { power: share, alpha: share });
export const equivalenceP = checked(lab.equivalenceP, { differences: sample(2), margin: positive });
export const holm = checked(lab.holm, { p: pValues });
export const mannWhitney = checked(lab.mannWhitney, { a: sample(1), b: sample(1) });
export const mcnemarP = checked(lab.mcnemarP, { onlyA: count, onlyB: count });
/** The arithmetic mean. */
export const mean = checked(
  function mean(values: readonly number[]) {
    return lab.mean(values);
  },
  { values: sample(1) },
);
export const pairedPower = checked(lab.pairedPower, { effect: finite, n: pairs }, { alpha: share });
export const pairsNeeded = checked(lab.pairsNeeded, { difference: finite, deviation: fromZero }, { power: share, alpha: share });
/** With divisor n − 1 for a `sample`, n for a `population`; 0 of equal values, and of a single value as a sample not a number. */
export const standardDeviation = checked(lab.standardDeviation, { values: sample(1), divisor: oneOf("sample", "population") });
export const summarizeSample = checked(lab.summarizeSample, { values: sample(1) }, { level: share });
export const superiority = checked(lab.superiority, { a: sample(1), b: sample(1) });
export const tInterval = checked(lab.tInterval, { values: sample(2), level: share });
export const welch = checked(lab.welch, { a: group, b: group });
export const wilsonInterval: typeof lab.wilsonInterval = (count, n, level) => {
  if (count > n) throw new RangeError(`wilsonInterval: count: ${count} is more than n, ${n}`);
  return countInterval(count, n, level);
};
