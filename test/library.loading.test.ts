import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { type ImageDataset, Learner, limitTraining, loadCsv, loadDataset, loadIdxFolder, loadMnist, mlp } from "../src/library/index.ts";
import { dataFolder } from "./dataFolder.ts";

const part = (count: number) => ({
  images: Uint8Array.from({ length: 4 * count }, (_, i) => i % 7),
  labels: Uint8Array.from({ length: count }, (_, n) => n % 2),
  features: 4,
  count,
});
const data: ImageDataset = { name: "two", classes: 2, shape: [4], scale: 1 / 255, train: part(60), test: part(20), heldOut: 10 };
const any = (value: unknown) => value as never;
/** Pixels from 0 to 1. */
const sharesOf = (train: number, test: number) => {
  const floats = (count: number) => ({ ...part(count), images: Float32Array.from({ length: 4 * count }, (_, i) => (i % 7) / 6) });
  return { train: floats(train), test: floats(test) };
};

describe("13.17: what loads data refuses options that are none, and what is no path", () => {
  test.each<[string, () => unknown, string]>([
    [
      "a misspelled limit",
      () => limitTraining(data, any({ trainexamples: 5 })),
      'limitTraining: there is no option "trainexamples"; there are trainExamples, labelNoise, dataSeed',
    ],
    ["no limits", () => limitTraining(data, any(null)), "limitTraining: null is no object of options; there are trainExamples"],
    ["no data", () => limitTraining(any(undefined), { trainExamples: 5 }), "data: undefined is no data set"],
    ["a limit out of range", () => limitTraining(data, any({ trainExamples: 5n })), "trainExamples: 5n is not a whole number from 1"],
    [
      "limits of limited data",
      () => limitTraining(limitTraining(data, { labelNoise: 0.2 }), { trainExamples: 5 }),
      "data: labels of it were made wrong already; give trainExamples and labelNoise together",
    ],
    [
      "a misspelled folder",
      () => loadDataset("mnist", any({ datadir: "x" })),
      'loadDataset: there is no option "datadir"; there are dataDir, label,',
    ],
    ["no name", () => loadDataset(any(null)), 'loadDataset: null is no name of a data set or path, such as "mnist" or "file.csv"'],
    ["a number for a name", () => loadDataset(any(5)), "loadDataset: 5 is no name"],
    ["options that are a text", () => loadDataset("mnist", any("x")), 'loadDataset: "x" is no object of options'],
    [
      "a misspelled option of a table",
      () => loadCsv("a.csv", any({ Label: "y" })),
      'loadCsv: there is no option "Label"; there are label, ignore,',
    ],
    ["an option of a table out of range", () => loadCsv("a.csv", any({ split: 5n })), "split: 5n is not"],
    ["no path", () => loadCsv(any(undefined)), 'loadCsv: undefined is no path of a table, such as "file.csv"'],
    ["no folder", () => loadIdxFolder(any({})), "loadIdxFolder: {} is no path of a folder"],
    ["options for a folder", () => loadMnist(any({ dataDir: "x" })), 'loadMnist: {"dataDir":"x"} is no path of a folder'],
  ])("%s", (_, call, sentence) => {
    expect(call).toThrow(sentence);
  });

  test.each<[Partial<ImageDataset>, string]>([
    [{ test: undefined as never }, "data: test: undefined is no part of a data set: { images, labels, features, count }"],
    [
      { shape: [1, 2, 2], ...sharesOf(60, 20) },
      "data: scale: 0.00392156862745098 makes pixels from 0 to 1 almost black; give 1, or pixels up to 255",
    ],
  ])("15.16: data that are none, or not as their scale says (%#)", (wrong, sentence) => {
    expect(() => new Learner({ model: mlp([4]), data: { ...data, ...wrong } })).toThrow(sentence);
  });

  test("15.16: sentences about tables and their notes have the options of programs", () => {
    const rows = Array.from({ length: 60 }, (_, n) => [(n * 7) % 13, (n * 3) % 11 ? n % 4 : "", n % 2].join());
    const file = join(dataFolder({ "a.csv": `a,b,c\n${rows.join("\n")}\n` }), "a.csv");
    expect(() => loadCsv(pathToFileURL(file))).toThrow(/missing: "drop" leaves such rows out, missing: "mean" puts the mean/);
    const { notes = [] } = loadCsv(file, { missing: "mean" });
    expect(notes.join()).toContain("choose it with label");
    expect(notes.join()).not.toContain("--");
  });

  test("and takes the others", () => {
    expect(limitTraining(data, { trainExamples: 5, labelNoise: 0.4, dataSeed: 1 }).train.count).toBe(15);
    expect(limitTraining(data, { trainExamples: undefined })).toBe(data);
  });
});
