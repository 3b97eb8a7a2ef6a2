import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Learner, type LearnerOptions, loadDataset, mlp, sgd } from "../src/library/index.ts";
import { csv, dataFolder } from "./dataFolder.ts";
import { data, part, table } from "./twoClasses.ts";

const learner = (changes: Partial<LearnerOptions> = {}) => new Learner({ model: mlp([4]), data, batch: 10, ...changes });

describe("13.16: predict takes numbers like the data's, or says which it takes", async () => {
  const net = learner();
  await net.train(20);
  test.each<[string, unknown, string]>([
    [
      "256",
      [256, 0, 0, 0],
      "images: 256, at place 0, is not a whole number from 0 to 255, as the pixels of two are; for pixels from 0 to 1 say",
    ],
    ["-1", [0, -1, 0, 0], "images: -1, at place 1, is not"],
    ["NaN", [0, 0, Number.NaN, 0], "images: NaN, at place 2, is not"],
    [
      "pixels / 255",
      [0.5, 0.1, 0, 1],
      'images: 0.5, at place 0, is not a whole number from 0 to 255, as the pixels of two are; for pixels from 0 to 1 say { scale: "unit" }',
    ],
    ["floats of a float array", Float32Array.of(0.5, 0, 0, 0), "images: 0.5, at place 0, is not"],
    ["black and white as 0 and 1 in bytes", Uint8Array.of(1, 0, 0, 1), "images: all are from 0 to 1, where the pixels of two go to"],
    [
      "black and white as 0 and 1",
      [1, 0, 0, 1],
      'images: all are from 0 to 1, where the pixels of two go to 200; say { scale: "unit" } if 1 is white, or { scale: "data" }',
    ],
    ["a text", "abcd", 'images: "abcd" is no list or typed array of numbers'],
    ["texts", ["1", "2", "3", "4"], 'images: "1", at place 0, is not'],
    ["a list of lists", [[1, 2, 3, 4]], "images: [1,2,3,4], at place 0, is not a whole number from 0 to 255"],
    ["holes", Array(4), "images: undefined, at place 0, is not"],
    ["bigints", BigInt64Array.of(1n, 2n, 3n, 4n), "images: 1n, at place 0, is not"],
    ["booleans", [true, false, true, true], "images: true, at place 0, is not"],
    ["nothing", undefined, "images: undefined is no list"],
    ["an object with a length", { length: 4 }, "is no list or typed array of numbers"],
    ["half an example", [1, 2, 3], "images: 3 numbers are not a multiple of the 4 of one example"],
  ])("%s", async (_, images, sentence) => {
    await expect(() => net.predict(images as never)).rejects.toThrow(sentence);
  });

  test("pixels from 0 to 1 by an option, as exact as bytes", async () => {
    const bytes = [200, 5, 0, 255];
    const [whole, unit] = [
      await net.predict(bytes),
      await net.predict(
        bytes.map((value) => value / 255),
        { scale: "unit" },
      ),
    ] as [Float64Array[], Float64Array[]];
    for (const [c, p] of (whole[0] as Float64Array).entries()) expect(unit[0]?.[c]).toBeCloseTo(p, 6);
    expect(await net.predict([1, 0, 0, 1], { scale: "data" })).toEqual(await net.predict(Uint8Array.of(1, 0, 0, 1), { scale: "data" }));
    expect(await net.predict([1, 0, 0, 1], { scale: "unit" })).toEqual(await net.predict([255, 0, 0, 255]));
    await expect(() => net.predict([1.5, 0, 0, 1], { scale: "unit" })).rejects.toThrow(
      "images: 1.5, at place 0, is not a pixel from 0 to 1",
    );
    await expect(() => net.predict([1, 0, 0, 1], { scale: "half" as never })).rejects.toThrow('scale: "half" is not data, unit, raw');
    expect(await net.predict([])).toEqual([]);
    expect(await net.predict([0, 0, 0, 0])).toHaveLength(1);
  });

  test("of many examples at once each as by itself, and as evaluate counts them", async () => {
    const { images, labels } = part(200);
    const all = await net.predict(images);
    expect(all[150]).toEqual((await net.predict(images.subarray(600, 604)))[0]);
    const right = all.slice(0, 20).filter((p, n) => Number((p[1] as number) > (p[0] as number)) === labels[n]).length;
    expect((await net.evaluate("test")).accuracy).toBeCloseTo(right / 20, 12);
  });

  test("features of a table are standardized ones, any finite number; raw rows where the data know mean and deviation", async () => {
    const own = learner({ data: table });
    expect(await own.predict([0.5, -3, 0.2, 1])).toHaveLength(1);
    await expect(() => own.predict([1e39, 0, 0, 0])).rejects.toThrow("images: 1e+39, at place 0, is not a number that float32 can hold");
    await expect(() => own.predict([1, 0, 0, 0], { scale: "unit" })).rejects.toThrow('scale: "unit" is for pictures, and two has none');
    await expect(() => own.predict([1, 0, 0, 0], { scale: "raw" })).rejects.toThrow(
      'scale: "raw" needs the mean and deviation of every feature',
    );
    const standardization = { means: [100, 1, 2, 3], deviations: [50, 2, 0, 4] };
    const raw = learner({ data: { ...table, standardization } });
    expect(await raw.predict([125, 5, 77, -1], { scale: "raw" })).toEqual(await raw.predict([0.5, 2, 0, -1]));
    expect(() => learner({ data: { ...table, standardization: { means: [1], deviations: [1] } } })).toThrow("data: standardization: ");
  });

  test("a table's own rows are what it was trained on, standardized", async () => {
    const rows = Array.from({ length: 40 }, (_, n) => [n % 2, 100 + 3 * n, n % 2 ? "red" : "blue", 7, n % 2 ? "a" : "b"]);
    const file = join(dataFolder({ "own.csv": csv([["x", "y", "colour", "same", "label"], ...rows]) }), "own.csv");
    const own = loadDataset(file);
    const net = new Learner({ model: mlp([4]), data: own, batch: 5 });
    await net.train(20);
    const { means = [], deviations = [] } = own.standardization ?? {};
    const { images, features } = own.train;
    const raw = Array.from(
      images.subarray(0, 3 * features),
      (v, i) => v * (deviations[i % features] as number) + (means[i % features] as number),
    );
    const [given, again] = [await net.predict(images.subarray(0, 3 * features)), await net.predict(raw, { scale: "raw" })];
    for (const [n, row] of given.entries()) for (const [c, p] of row.entries()) expect(again[n]?.[c]).toBeCloseTo(p, 5);
    // the mean of y over the rows that are trained on, from the file's rows
    const y = own.shape[0] === features ? means[1] : 0;
    expect(y).toBeGreaterThan(100);
    expect(y).toBeLessThan(217);
  });

  test("a net of the squared error gives its outputs, which are no probabilities", async () => {
    const squared = learner({ model: { ...mlp([16]), loss: "meanSquaredError" }, methods: { dropout: 0.3 } });
    await squared.train(2000);
    const rows = await squared.predict(data.test.images.subarray(0, 8));
    // trained towards 1 and 0: near them, not the softmax of them, which is 0.73 at most
    for (const [n, row] of rows.entries()) expect(Math.abs((row[data.test.labels[n] as number] as number) - 1)).toBeLessThan(0.25);
    const { spread, singleMean, accuracy } = await squared.evaluateThinned(8);
    expect([accuracy, singleMean].every((share) => share > 0.8)).toBe(true);
    expect(spread).toBeGreaterThan(0);
  });

  test("a net that is no number predicts nothing", async () => {
    const diverged = learner({ optimizer: sgd({ learningRate: 1e30 }) });
    await expect(() => diverged.train(50)).rejects.toThrow("the loss was no number at iteration");
    await expect(() => diverged.predict([1, 2, 3, 4])).rejects.toThrow("the net gives no numbers");
    expect((await diverged.evaluate()).accuracy).toBe(0);
  });
});

describe("13.16: setWeights takes as many numbers as there are, and nothing else", () => {
  const net = learner();
  const set = (values: unknown) => () => net.setWeights("dense2.bias", values as never);
  test.each<[string, unknown, string]>([
    ["NaN", [0, Number.NaN], "dense2.bias: NaN, at place 1, is not a number that float32 can hold"],
    ["infinity", [Number.NEGATIVE_INFINITY, 0], "dense2.bias: -Infinity, at place 0, is not"],
    ["what float32 cannot hold", [1e300, 0], "dense2.bias: 1e+300, at place 0, is not"],
    ["one number too few", [1], "dense2.bias: 1 value is not the 2 that it has"],
    ["texts", ["1", "2"], 'dense2.bias: "1", at place 0, is not'],
    ["a text", "12", 'dense2.bias: "12" is no list'],
    ["an object of that length", { length: 2 }, "dense2.bias: "],
    ["null", null, "dense2.bias: null is no list"],
    ["bigints", [1n, 2n], "dense2.bias: 1n, at place 0"],
  ])("%s", async (_, values, sentence) => {
    const before = await net.weights();
    await expect(set(values)).rejects.toThrow(sentence);
    expect(await net.weights()).toEqual(before);
  });

  test("lists and typed arrays of any kind", async () => {
    for (const values of [[1, 2], Float32Array.of(1, 2), Int8Array.of(1, 2), Float64Array.of(1, 2)]) {
      await net.setWeights("dense2.bias", [0, 0]);
      await set(values)();
      expect([...((await net.weights())[3]?.values ?? [])]).toEqual([1, 2]);
    }
    await expect(() => net.setWeights("dense9", [])).rejects.toThrow('"dense9": this net has dense1.weight, dense1.bias');
    await expect(() => net.setWeights(Symbol("w") as never, [])).rejects.toThrow("a symbol: this net has");
  });
});

test("13.16: many rows as the file has them are refused, though each by itself could be a standardized one", async () => {
  const random = (n: number, column: number) => ((n * (7919 + 104_729 * column) + 31 * column) % 10_007) / 10_007;
  const rows = Array.from({ length: 200 }, (_, n) => Array.from({ length: 5 }, (__, column) => random(n, column)));
  const of = (row: readonly number[]) => (row.reduce((sum, value) => sum + value, 0) > 2.5 ? "more" : "less");
  const file = join(
    dataFolder({ "unit.csv": csv([["a", "b", "c", "d", "e", "kind"], ...rows.map((row) => [...row, of(row)])]) }),
    "unit.csv",
  );
  const table = loadDataset(file);
  const net = new Learner({ model: mlp([4]), data: table, batch: 10 });
  await net.train(20);
  await expect(net.predict(rows.flat())).rejects.toThrow(
    /these 200 rows are far from the standardized numbers of unit\.csv.*say \{ scale: "raw" \}/,
  );
  expect(await net.predict(rows.flat(), { scale: "raw" })).toHaveLength(200);
  expect(await net.predict([...table.train.images])).toHaveLength(table.train.count);
});

test("13.16: a row as the file has it is refused by how many of its features lie far, where one rare value makes the range wide", async () => {
  const random = (n: number, column: number) => ((n * (7919 + 104_729 * column) + 31 * column) % 10_007) / 10_007;
  // counts up to 16 in eight features, and one that is 0 but once
  const row = (n: number) => [...Array.from({ length: 8 }, (_, column) => Math.floor(17 * random(n, column))), n === 7 ? 1 : 0];
  const rows = Array.from({ length: 300 }, (_, n) => row(n));
  const names = [..."abcdefghi"];
  const text = csv([[...names, "kind"], ...rows.map((one) => [...one, (one[0] as number) > 8 ? "more" : "less"])]);
  const table = loadDataset(join(dataFolder({ "counts.csv": text }), "counts.csv"), { ignore: "none" });
  const net = new Learner({ model: mlp([4]), data: table, batch: 10 });
  await net.train(20);
  const full = rows.find((one) => one.slice(0, 8).every((value) => value > 3)) as number[];
  await expect(net.predict(full)).rejects.toThrow(/is in a row that is far from the standardized numbers of counts\.csv/);
  expect(await net.predict(full, { scale: "raw" })).toHaveLength(1);
  const { images, features, count } = table.train;
  for (let n = 0; n < count; n++) await net.predict(images.subarray(n * features, (n + 1) * features));
});
