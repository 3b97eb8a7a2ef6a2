import { describe, expect, test } from "vitest";
import { checkDataset, type ImageDataset } from "#data";

/** Numbers of two features with these labels. */
const part = (labels: ArrayLike<number>) => ({
  images: Float32Array.from({ length: 2 * labels.length }, (_, i) => Math.sin(i)),
  labels: Uint8Array.from(labels),
  features: 2,
  count: labels.length,
});
const mixed = Array.from({ length: 60 }, (_, n) => n % 3);
const of = (labels: ArrayLike<number>, heldOut = 0): ImageDataset => ({
  ...{ name: "own", classes: 3, shape: [2], scale: 1, heldOut },
  train: part(labels),
  test: part(mixed),
});

describe("13.17: labels that are no bytes", () => {
  test.each<[string, ArrayLike<unknown>, string]>([
    [
      "words",
      ["cat", "dog"],
      "they are words, and labels are classes counted from 0; give Uint8Array.from(labels, (word) => classNames.indexOf(word))",
    ],
    ["fractions", Float32Array.of(0, 0.5), "0.5 is a quantity, and droplab tells classes apart, counted from 0; make classes of it"],
    [
      "large ids",
      Int32Array.of(256, 512),
      "256 is no class counted from 0, below 256; give Uint8Array.from(labels, (label) => ids.indexOf(label))",
    ],
    ["a sign", [-1, 1], "-1 is no class counted from 0"],
    ["classes", Int32Array.of(0, 1), "copy it, such as Uint8Array.from(…)"],
  ])("%s are refused with what keeps them", (_, labels, next) => {
    const train = { ...part([0, 1]), labels: labels as never };
    expect(() => checkDataset({ ...of(mixed), train })).toThrow(`is no Uint8Array; ${next}`);
  });
});

describe("13.17: classes that are not trained on", () => {
  const sorted = mixed.toSorted();

  test("one class alone is refused, also where the others are all held out", () => {
    expect(() => checkDataset(of(Array(40).fill(0)))).toThrow(
      "data: train: labels: all 40 that are trained on are of class 0; give examples of every",
    );
    expect(() => checkDataset(of(sorted, 40))).toThrow("all 20 that are trained on are of class 2; give examples of every class, shuffled");
  });

  test("examples sorted by class of which those of one are held out are refused", () => {
    expect(() => checkDataset(of(sorted, 20))).toThrow(
      "data: heldOut: the training examples are sorted by class, and the first 20, which are held out, are all there are of class 0; shuffle them",
    );
    expect(() => checkDataset(of(sorted.toReversed(), 25))).toThrow("of class 2; shuffle them");
  });

  test("but not a rare class that chance held out, nor sorted examples of which all classes are trained on", () => {
    expect(() => checkDataset(of([2, ...mixed.map((label) => label % 2)], 5))).not.toThrow();
    expect(() => checkDataset(of(sorted, 10))).not.toThrow();
    expect(() => checkDataset(of(sorted))).not.toThrow();
  });
});

test("13.16: bytes of 0 and 1 that a scale makes black are refused, as floats are", () => {
  const pictures = (white: number, scale: number): ImageDataset => {
    const examples = { ...part(mixed), images: Uint8Array.from({ length: 60 * 16 }, (_, i) => white * ((i * 7) % 2)), features: 16 };
    return { ...of(mixed), shape: [1, 4, 4], scale, train: examples, test: examples };
  };
  expect(() => checkDataset(pictures(1, 1 / 255))).toThrow("makes pixels from 0 to 1 almost black; give 1, or pixels up to 255");
  expect(() => checkDataset({ ...pictures(255, 1 / 255), test: pictures(1, 1 / 255).test })).toThrow(
    "makes pixels from 0 to 1 almost black",
  );
  checkDataset(pictures(1, 1));
  checkDataset(pictures(255, 1 / 255));
});
