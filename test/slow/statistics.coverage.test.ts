import { expect, test } from "vitest";
import { bcaInterval } from "#analysis";
import { RandomSequence } from "#engine";

const random = new RandomSequence(5, "noise");
const draws: Record<string, () => number> = {
  normal: () => random.normal(),
  skewed: () => random.normal() ** 2 + 0.5 * random.normal(), // chi-squared with noise
  bimodal: () => (random.uniform() < 0.3 ? -2 : 1) + 0.5 * random.normal(),
};
const truth: Record<string, number> = { normal: 0, skewed: 1, bimodal: 0.1 };

test.each(Object.keys(draws))("the BCa interval of the mean of 20 %s values covers within two points of 95%", (kind) => {
  const trials = 1500;
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    const sample = Array.from({ length: 20 }, draws[kind] as () => number);
    const { low, high } = bcaInterval(sample, { resamples: 1000, seed: trial });
    if (low <= (truth[kind] as number) && (truth[kind] as number) <= high) covered++;
  }
  expect(Math.abs(covered / trials - 0.95)).toBeLessThan(0.02);
});
