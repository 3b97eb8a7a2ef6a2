import { describe, expect, test } from "vitest";
import { fingerprint, type ImageDataset, isKnownAs, limitTraining } from "#data";
import { loadMnist, packagedMnist } from "#data/files";
import type { TableReading } from "../src/data/tableReading.ts";

const examples = (count: number, first: number, floats = false) => {
  const images = Array.from({ length: 3 * count }, (_, i) => first + i);
  return {
    images: floats ? Float32Array.from(images) : Uint8Array.from(images),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
    features: 3,
    count,
  };
};
const base: ImageDataset = { name: "x", classes: 2, shape: [3], scale: 1, train: examples(12, 0), test: examples(4, 50), heldOut: 2 };
const spec = { dataset: "x.csv" };
const changed = (array: Uint8Array | Float32Array) => {
  const copy = array.slice();
  copy[0] = (copy[0] as number) + 1;
  return copy;
};
const hashes = (data: ImageDataset) => fingerprint(spec, data);

describe("13.19: data are known by", () => {
  const { train, test: tested } = base;
  test.each<[string, Partial<ImageDataset>]>([
    ["a training byte", { train: { ...train, images: changed(train.images) as Uint8Array } }],
    ["a training label", { train: { ...train, labels: changed(train.labels) as Uint8Array } }],
    ["how many are held out", { heldOut: 3 }],
    ["numbers that are floats and not bytes", { train: examples(12, 0, true) }],
    ["the names of the classes", { classNames: ["absent", "present"] }],
    ["which labels are wrong", { wrongLabels: { examples: Int32Array.of(3), trueLabels: Uint8Array.of(0) } }],
  ])("%s, which is no part of the test examples", (_, change) => {
    const { dataHash, testHash } = hashes({ ...base, ...change });
    expect(dataHash).not.toBe(hashes(base).dataHash);
    expect(testHash).toBe(hashes(base).testHash);
  });

  test.each<[string, Partial<ImageDataset>]>([
    ["a test byte", { test: { ...tested, images: changed(tested.images) as Uint8Array } }],
    ["a test label", { test: { ...tested, labels: changed(tested.labels) as Uint8Array } }],
    ["the number of classes", { classes: 3 }],
    ["the shape", { shape: [1, 1, 3] }],
    ["the scale", { scale: 1 / 255 }],
  ])("%s, of the test examples too", (_, change) => {
    const { dataHash, testHash } = hashes({ ...base, ...change });
    expect(dataHash).not.toBe(hashes(base).dataHash);
    expect(testHash).not.toBe(hashes(base).testHash);
  });

  test("where one array ends and the next begins", () => {
    const move = (count: number) => ({ ...base, train: examples(count, 0), test: examples(16 - count, 3 * count) });
    expect(hashes(move(12)).dataHash).not.toBe(hashes(move(11)).dataHash);
  });

  test("what new rows of a table are read by, which is no part of the test examples; runs of before are known without it", () => {
    const format = { decimal: ".", groups: false } as const;
    const column = { column: 0, kind: "numbers", format, missing: {} } as never as TableReading["columns"][number];
    const table: TableReading = { header: ["size", "kind"], width: 2, label: 1, columns: [column], missing: "refuse" };
    const standardization = { means: [4], deviations: [2] };
    const read = { ...base, table, standardization };
    const others: ImageDataset[] = [
      { ...read, table: { ...table, header: ["length", "kind"] } },
      { ...read, table: { ...table, columns: [{ ...column, format: { ...format, decimal: "," } }] } },
      { ...read, standardization: { means: [1], deviations: [0.5] } },
      { ...read, table: { ...table, columns: [{ ...column, neverThreeDigits: true }] } },
    ];
    for (const other of others) {
      expect(hashes(other).dataHash).not.toBe(hashes(read).dataHash);
      expect(hashes(other).testHash).toBe(hashes(read).testHash);
    }
    expect(hashes({ ...read, table: { ...table, header: ["size", "sort"] } })).toEqual(hashes(read));
    const before = hashes(base).dataHash;
    expect([read, base, others[0] as ImageDataset].map((data) => isKnownAs(before, hashes(data)))).toEqual([true, true, true]);
    expect(isKnownAs(hashes(read).dataHash, hashes(others[0] as ImageDataset))).toBe(false);
  });

  test("no names of files, notes or copies", () => {
    const copy = { ...base, name: "iris.csv", notes: ["a note"], train: examples(12, 0), test: examples(4, 50) };
    expect(hashes(copy)).toEqual(hashes(base));
    expect(fingerprint({ dataset: "data/iris.csv", splitSeed: 1 }, copy)).toEqual(hashes(base));
    expect(fingerprint({ dataset: "iris.csv" }, copy)).toEqual(hashes(base));
  });

  test("their name only where their files are checked, and nothing is made of them", () => {
    const mnist = loadMnist();
    expect(fingerprint({ dataset: "mnist" }, mnist)).toEqual({ dataHash: "mnist", testHash: "mnist" });
    expect(fingerprint({ dataset: "mnist", dataDir: packagedMnist() }, mnist)).toEqual({ dataHash: "mnist", testHash: "mnist" });
    expect(fingerprint({ dataset: "mnist", labelNoise: 0, dataSeed: 3 }, mnist).dataHash).toBe("mnist");
    const limits = { trainExamples: 50 };
    const limited = fingerprint({ dataset: "mnist", ...limits }, limitTraining(mnist, limits));
    expect(limited).toEqual({ dataHash: expect.stringMatching(/^[0-9a-f]{20}$/), testHash: "mnist" });
    const other = limitTraining(mnist, { ...limits, dataSeed: 2 });
    expect(fingerprint({ dataset: "mnist", ...limits, dataSeed: 2 }, other).dataHash).not.toBe(limited.dataHash);
  });
});
