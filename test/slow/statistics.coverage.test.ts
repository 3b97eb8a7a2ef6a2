import { expect, test } from "vitest";
import { bcaInterval } from "#analysis";
import { RandomSequence } from "#engine";

type Draw = (random: RandomSequence) => number;
/** How 20 values are drawn, their true mean, and how often the interval of 95% holds it. */
const kinds: readonly (readonly [string, Draw, number, number])[] = [
  ["normal", (random) => random.normal(), 0, 0.95],
  ["bimodal", (random) => (random.uniform() < 0.3 ? -2 : 1) + 0.5 * random.normal(), 0.1, 0.97],
  ["skewed", (random) => random.normal() ** 2 + 0.5 * random.normal(), 1, 0.923],
];

test.each(kinds)(
  "the BCa interval of the mean of 20 %s values covers as docs/statistics.md says, within a point and a half",
  (_, draw, truth, share) => {
    const random = new RandomSequence(5, "noise");
    const trials = 4000;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const sample = Array.from({ length: 20 }, () => draw(random));
      const { low, high } = bcaInterval(sample, { resamples: 1000, seed: trial });
      if (low <= truth && truth <= high) covered++;
    }
    expect(Math.abs(covered / trials - share)).toBeLessThan(0.015);
  },
);
