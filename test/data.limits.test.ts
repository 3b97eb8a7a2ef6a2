import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataError, type ImageDataset, limitTraining } from "#data";
import { loadMnist } from "#data/files";
import { expectConsistent } from "./dataFolder.ts";

const shared = (values: number[]) => {
  const bytes = new Uint8Array(new SharedArrayBuffer(values.length));
  bytes.set(values);
  return bytes;
};

/** Every example is its own number twice, so that it can be recognized; 5 are held out. */
function numbered(count: number, classes = 4): ImageDataset {
  const part = (length: number) => ({
    images: shared(Array.from({ length }, (_, n) => [n, n]).flat()),
    labels: shared(Array.from({ length }, (_, n) => n % classes)),
    features: 2,
    count: length,
  });
  return { name: "numbered", classes, shape: [2], scale: 1, train: part(5 + count), test: part(6), heldOut: 5 };
}

/** The examples that are trained on, by their numbers. */
const trainedOn = ({ train, heldOut }: ImageDataset) =>
  Array.from({ length: train.count - heldOut }, (_, n) => train.images[2 * (heldOut + n)] as number);
const complaintOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
  return "nothing";
};

describe("13.24: --train-examples", () => {
  test("keeps so many different training examples with their labels, and all held-out and test examples", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.nat(2 ** 32 - 1), (trainExamples, dataSeed) => {
        const data = numbered(90);
        const limited = limitTraining(data, { trainExamples, dataSeed });
        expectConsistent(limited);
        const kept = trainedOn(limited);
        expect(kept.length).toBe(trainExamples);
        expect(new Set(kept).size).toBe(trainExamples);
        expect(kept.every((n) => n >= 5 && n < 95)).toBe(true);
        expect([...limited.train.labels]).toEqual([0, 1, 2, 3, 4, ...kept].map((n) => n % 4));
        expect([...limited.train.images.slice(0, 10)]).toEqual([...data.train.images.slice(0, 10)]);
        expect(limited.test).toBe(data.test);
        expect(limited.heldOut).toBe(5);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test("takes fewer as a part of more, others with another seed, and each as often as the others", () => {
    const data = numbered(90);
    expect(trainedOn(limitTraining(data, { trainExamples: 40 })).slice(0, 10)).toEqual(
      trainedOn(limitTraining(data, { trainExamples: 10 })),
    );
    const counts = new Map<number, number>();
    for (let dataSeed = 0; dataSeed < 3000; dataSeed++)
      for (const n of trainedOn(limitTraining(data, { trainExamples: 9, dataSeed }))) counts.set(n, (counts.get(n) ?? 0) + 1);
    // each of 90 is taken with probability 1/10: chi-square with 89 degrees of freedom, 99.9% quantile 135.98 (SciPy)
    const expected = 300;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / (expected * 0.9), 0);
    expect(counts.size).toBe(90);
    expect(chiSquare).toBeLessThan(135.98);
  });

  test("is refused beyond what there is, and names classes that are left with none", () => {
    expect(complaintOf(() => limitTraining(numbered(90), { trainExamples: 91 }))).toBe(
      "trainExamples: numbered has 90 training examples, not 91; give a whole number up to 90",
    );
    // all of them are the data as they are, whatever the seed
    const all = limitTraining(numbered(90), { trainExamples: 90, dataSeed: 7 });
    expect(all.train).toEqual(numbered(90).train);
    expect(all.notes?.at(-1)).toBe("all 90 training examples are trained on, as without a limit");
    expect(complaintOf(() => limitTraining(numbered(90), { trainExamples: 1.5 }))).toBe("trainExamples: 1.5 is not a whole number from 1");
    expect(limitTraining(numbered(90), { trainExamples: 1 }).notes?.at(-1)).toMatch(/^no example is trained on of class \d, \d, \d$/);
  });
});

describe("13.24: --label-noise", () => {
  test("makes exactly round(share · n) training labels another class, and says which and what they were", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.double({ min: 0.02, max: 0.999, noNaN: true }),
        fc.nat(2 ** 32 - 1),
        (classes, labelNoise, dataSeed) => {
          const data = numbered(90, classes);
          const noisy = limitTraining(data, { labelNoise, dataSeed });
          expectConsistent(noisy);
          const { examples = new Int32Array(), trueLabels = new Uint8Array() } = noisy.wrongLabels ?? {};
          const different = Array.from(data.train.labels, (label, n) => [n, label] as const).filter(
            ([n, label]) => noisy.train.labels[n] !== label,
          );
          expect(different.length).toBe(Math.round(labelNoise * 90));
          expect(different.every(([n]) => n >= 5)).toBe(true);
          expect(Array.from(examples, (n, k) => [n, trueLabels[k]]).sort(([a = 0], [b = 0]) => a - b)).toEqual(different);
          expect(noisy.train.images).toBe(data.train.images);
          expect(noisy.test).toBe(data.test);
          expect([...data.train.labels]).toEqual([...numbered(90, classes).train.labels]);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  test("draws every other class alike often, and a smaller share as a part of a larger one", () => {
    const data = numbered(90);
    const counts = new Map<string, number>();
    for (let dataSeed = 0; dataSeed < 1000; dataSeed++) {
      const { train, wrongLabels } = limitTraining(data, { labelNoise: 0.4, dataSeed });
      for (const [k, n] of (wrongLabels?.examples ?? new Int32Array()).entries()) {
        const pair = `${wrongLabels?.trueLabels[k]} ${train.labels[n]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const ofLabel = (label: number) => [0, 1, 2, 3].filter((other) => other !== label).map((other) => counts.get(`${label} ${other}`) ?? 0);
    for (const label of [0, 1, 2, 3]) {
      const found = ofLabel(label);
      const mean = found.reduce((a, b) => a + b) / 3;
      // chi-square with 2 degrees of freedom, 99.9% quantile 13.82
      expect(found.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0)).toBeLessThan(13.82);
    }
    expect(counts.size).toBe(12);
    const [few, many] = [0.2, 0.6].map((labelNoise) => limitTraining(data, { labelNoise }));
    for (const n of few?.wrongLabels?.examples ?? []) expect(many?.train.labels[n]).toBe(few?.train.labels[n]);
  });

  test("goes with --train-examples, on MNIST too: the wrong ones are among those that are trained on", () => {
    const mnist = loadMnist();
    const { train, heldOut, wrongLabels, notes } = limitTraining(mnist, { trainExamples: 2000, labelNoise: 0.4 });
    expect([train.count, heldOut, wrongLabels?.examples.length]).toEqual([7000, 5000, 800]);
    expect([...train.labels.slice(0, 5000)]).toEqual([...mnist.train.labels.slice(0, 5000)]);
    expect(notes).toEqual([
      "trained on are 2000 of 55000 training examples, drawn whatever their class with data seed 1",
      "800 of the 2000 training labels are wrong, drawn with data seed 1; held-out and test labels are as they were",
    ]);
  });

  test("that does nothing gives the data themselves, and what cannot be is refused", () => {
    const data = numbered(90);
    expect(limitTraining(data, { labelNoise: 0, dataSeed: 7 })).toBe(data);
    expect(complaintOf(() => limitTraining(data, { labelNoise: 1 }))).toBe("labelNoise: 1 is not a share in [0, 1)");
    expect(complaintOf(() => limitTraining(data, { labelNoise: Number.NaN }))).toBe("labelNoise: NaN is not a share in [0, 1)");
    expect(complaintOf(() => limitTraining(data, { labelNoise: -0.1 }))).toBe("labelNoise: -0.1 is not a share in [0, 1)");
    expect(complaintOf(() => limitTraining(data, { labelNoise: 0.005 }))).toBe(
      "labelNoise: 0.005 of 90 training labels is none of them; give at least 0.0056, or 0",
    );
    expect(complaintOf(() => limitTraining(data, { labelNoise: 0.1, dataSeed: 2 ** 32 }))).toBe(
      "dataSeed: 4294967296 is not a whole number from 0 to 4294967295",
    );
    expect(limitTraining(data, { labelNoise: 0.0056 }).wrongLabels?.examples.length).toBe(1);
  });
});

test("13.24: wrong labels are classes that are trained on", () => {
  const data = numbered(200);
  const sparse = (labels: Uint8Array) => shared([...labels].map((label) => [3, 8][label % 2] as number));
  const two: ImageDataset = {
    ...{ ...data, classes: 9 },
    ...{ train: { ...data.train, labels: sparse(data.train.labels) }, test: { ...data.test, labels: sparse(data.test.labels) } },
  };
  const { train, wrongLabels } = limitTraining(two, { labelNoise: 0.4 });
  expect(new Set(train.labels)).toEqual(new Set([3, 8]));
  expect(wrongLabels?.examples).toHaveLength(80);
  for (const [k, n] of (wrongLabels?.examples ?? []).entries()) expect(train.labels[n]).toBe(11 - (wrongLabels?.trueLabels[k] as number));
  const one = { ...data, train: { ...data.train, labels: shared([...data.train.labels].map(() => 2)) }, test: { ...data.test } };
  const onlyTwos = { ...one, test: { ...one.test, labels: shared([...one.test.labels].map(() => 2)) } };
  expect(complaintOf(() => limitTraining(onlyTwos, { labelNoise: 0.4 }))).toBe(
    "labelNoise: all training examples of numbered have one class, so there is no other to draw",
  );
});
