import fc from "fast-check";
import { expect, test } from "vitest";
import { type ImageDataset, readingOf } from "#data";
import { parseReading, readingText } from "#experiment";
import { Learner, mlp, runTrials } from "../src/library/index.ts";
import { trial } from "./twoClasses.ts";

interface Made {
  readonly shape: readonly number[];
  readonly isBytes: boolean;
  readonly value: (example: number, feature: number) => number;
}

function made({ shape, isBytes, value }: Made): ImageDataset {
  const features = shape.reduce((product, extent) => product * extent, 1);
  const part = (count: number) => {
    const numbers = Array.from({ length: count * features }, (_, i) => value(Math.floor(i / features), i % features));
    const images = isBytes ? Uint8Array.from(numbers) : Float32Array.from(numbers);
    return { images, labels: Uint8Array.from({ length: count }, (_, n) => n % 2), features, count };
  };
  return { name: "made", classes: 2, shape: [...shape], scale: isBytes ? 1 / 255 : 1, train: part(30), test: part(6), heldOut: 5 };
}

const shades: readonly (readonly [string, Made])[] = [
  ["of one shade each", { shape: [1, 8, 8], isBytes: true, value: (n) => 7 * n }],
  ["of zeros", { shape: [1, 8, 8], isBytes: true, value: () => 0 }],
  ["of one pixel", { shape: [1, 1, 1], isBytes: true, value: (n) => n }],
  ["of one float each", { shape: [70], isBytes: false, value: (n) => n / 8 }],
];

test.each(shades)("13.18: a net of examples %s is saved, loaded and predicts as before", async (_, how) => {
  const data = made(how);
  const learner = new Learner({ model: mlp([4]), data, batch: 5 });
  await learner.train(3);
  const examples = data.test.images.slice(0, 2 * data.test.features);
  const loaded = await Learner.load(await learner.save());
  expect(await loaded.predict(examples, { scale: "data" })).toEqual(await learner.predict(examples, { scale: "data" }));
  const [outcome] = await runTrials([trial], { data, workers: 1 });
  expect(outcome?.kind).toBe("done");
});

test("13.18: how any data were read is written so that it is read again as it was", () => {
  const shape = fc.constantFrom([1, 1, 1], [1, 3, 3], [3, 2, 2], [2], [64], [70]);
  const numbers = fc.array(fc.constantFrom(0, 1, 2, 128, 255), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(shape, fc.boolean(), fc.boolean(), numbers, (extents, isBytes, byExample, values) => {
      const at = (i: number) => values[i % values.length] as number;
      const data = made({ shape: extents, isBytes, value: (n, feature) => at(byExample ? n : n + 7 * feature) });
      const reading = readingOf(data);
      const text = readingText(reading);
      expect(text).not.toContain("null");
      expect(parseReading(JSON.parse(text))).toEqual(reading);
    }),
    { numRuns: 300 },
  );
});

test("13.18: one that says nothing of means, as droplab wrote once, is read", () => {
  const reading = JSON.parse(readingText(readingOf(made({ shape: [1, 2, 2], isBytes: true, value: (n, f) => n + f }))));
  const before = { ...reading, pixels: { least: 0, most: 9, arePixels: true, means: { least: null, most: null } } };
  expect(parseReading(before).pixels?.means).toBeUndefined();
});
