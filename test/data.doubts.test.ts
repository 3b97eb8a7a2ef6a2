import { describe, expect, test } from "vitest";
import { type ImageDataset, limitTraining, majorityClass } from "#data";
import { loadMnist } from "#data/files";
import { permutation, RandomSequence } from "#engine";
import { sharedExamples } from "../src/data/dataDoubts.ts";
import { csv, loadTable, tableRefusal } from "./dataFolder.ts";

const random = new RandomSequence(9, "noise");
const noise = () => (4 * random.uniform()).toFixed(4);
const COUNT = 60;
/** A column before two of noise and labels that are sorted, as those of the file in which an index told the class. */
const withColumn = (name: string | undefined, value: (row: number) => unknown) =>
  csv([
    ...(name === undefined ? [] : [[name, "a", "b", "label"]]),
    ...Array.from({ length: COUNT }, (_, n) => [value(n), noise(), noise(), n < 30 ? "p" : "q"]),
  ]);
const gaps = Array.from({ length: 80 }, (_, n) => n).filter((n) => n % 7 !== 3 && n % 11 !== 5);
const shuffled = permutation(2 * COUNT, 3, 0);

describe("13.22: an index is named and left out", () => {
  test.each<[string, string | undefined, (row: number) => unknown]>([
    ["unnamed, as pandas writes it", "", (n) => n],
    ["unnamed, with gaps", "", (n) => gaps[n]],
    ["unnamed, shuffled", "", (n) => shuffled[n]],
    ["called Unnamed: 0", "Unnamed: 0", (n) => n + 5],
    ["called Id", "Id", (n) => n + 1],
    ["called PassengerId, not in order", "PassengerId", (n) => 9000 - (shuffled[n] as number)],
    ["called id, with words", "id", (n) => `P${100 + n}`],
    ["called index, with gaps", "index", (n) => gaps[n]],
    ["of any name that counts the rows", "x", (n) => n],
    ["of any name that counts down", "x", (n) => COUNT - n],
    ["of any name that counts from 1000", "x", (n) => 1000 + n],
    ["of any name with gaps", "x", (n) => gaps[n]],
    ["in a file without a header", undefined, (n) => n],
    ["with gaps in a file without a header", undefined, (n) => gaps[n]],
    ["shuffled in a file without a header", undefined, (n) => shuffled[n]],
    ["written as 0.0, 1.0, 2.0", "", (n) => `${n}.0`],
  ])("%s", (_, name, value) => {
    const data = loadTable(withColumn(name, value));
    expect(data.shape).toEqual([2]);
    const column = name ? `column 1 (${JSON.stringify(name)})` : "column 1";
    expect([
      `${column} only numbers or names the rows and is left out`,
      `${column} seems to number the rows and is left out; --ignore none keeps it`,
    ]).toContain(data.notes?.find((note) => note.includes("left out")));
    if (typeof value(0) === "number") expect(loadTable(withColumn(name, value), { ignore: "none" }).shape).toEqual([3]);
  });

  test.each<[string, (row: number) => unknown]>([
    ["whole numbers that come again", (n) => n % 50],
    ["different whole numbers in any order", (n) => 3 * (shuffled[n] as number)],
    ["years", (n) => 1960 + n],
    ["growing fractions", (n) => n + 0.5],
    ["large growing numbers", (n) => 100 * n * n],
  ])("no index are %s", (_, value) => {
    expect(loadTable(withColumn("year", value)).shape).toEqual([3]);
  });

  test("what is measured is no index though the table is sorted by it, and is said to look like one", () => {
    const sorted = (n: number) => 3 + 7 * n + (n % 3);
    for (const value of [sorted, (n: number) => shuffled[n]]) {
      const data = loadTable(withColumn("distance", value));
      expect(data.shape).toEqual([3]);
      expect(data.notes).toContain(
        'column 1 ("distance") has other whole numbers in every row, as an index has, and is taken for a feature; --ignore 1 leaves it out',
      );
    }
    // nearly every number: rows of a longer table
    expect(loadTable(withColumn("distance", (n) => gaps[n])).notes).toContain(
      'column 1 ("distance") seems to number the rows and is left out; --ignore none keeps it',
    );
  });

  test.each<[string, string | undefined, (row: number) => number]>([
    ["begins at 1000", "patient", (n) => 1000 + 3 * n + (n % 3)],
    ["is wide apart", "order", (n) => 100_234 + 7 * n],
    ["falls", "order", (n) => 100_234 - 7 * n],
    ["is below 0", "order", (n) => -900 + 7 * n],
    ["has no name", undefined, (n) => 100_234 + 7 * n],
  ])("a column that grows from row to row and %s is said to look like an index", (_, name, value) => {
    const data = loadTable(withColumn(name, value));
    expect(data.shape).toEqual([3]);
    const column = name ? `column 1 ("${name}")` : "column 1";
    expect(data.notes).toContain(
      `${column} has other whole numbers in every row, as an index has, and is taken for a feature; --ignore 1 leaves it out`,
    );
  });

  test("days that count from 1 are a time, and said to look like an index", () => {
    const data = loadTable(withColumn("day_of_year", (n) => n + 1));
    expect(data.shape).toEqual([3]);
    expect(data.notes?.join()).toContain('column 1 ("day_of_year") has other whole numbers in every row, as an index has');
  });

  test.each(["key", "no"])("%s is no name of an index where its numbers are none", (name) => {
    const data = loadTable(withColumn(name, (n) => (shuffled[n] as number) * 3));
    expect(data.shape).toEqual([3]);
    expect(data.notes?.join()).toContain(`column 1 ("${name}") is named as an index and taken for a feature; --ignore 1 leaves it out`);
    expect(loadTable(withColumn(name, (n) => n + 1)).shape).toEqual([2]);
  });

  test("and nothing is left without it is said, with what keeps it", () => {
    expect(tableRefusal(csv([["x", "label"], ...Array.from({ length: 20 }, (_, n) => [n, n % 2])]))).toBe(
      'no column is left for features beside column 2 ("label"), the labels: column 1 ("x") only numbers or names the rows and is left out; ' +
        "--ignore none keeps all but empty columns",
    );
  });

  test("words that hardly come again are left out, and said", () => {
    const rows = Array.from({ length: COUNT }, (_, n) => [`name ${n}`, noise(), n % 2]);
    const data = loadTable(csv([["title", "a", "label"], ...rows]));
    expect(data.shape).toEqual([1]);
    expect(data.notes).toContain('column 1 ("title") has words of its own in nearly every row and is left out');
  });
});

describe("13.22: rows in training and test", () => {
  test("are counted, also those with another label there", () => {
    const train = Array.from({ length: 40 }, (_, n) => [`${n}.5`, `${n % 7}.25`, n % 2 ? "p" : "q"]);
    const test = [train[0], train[1], train[5]?.with(2, "q"), ["77.5", "1.5", "p"]] as string[][];
    const header = ["a", "b", "label"];
    const data = loadTable(csv([header, ...train]), {}, csv([header, ...test]));
    expect(sharedExamples(data)).toEqual({ shared: 3, contradicted: 1 });
    expect(data.notes).toContain("3 of the 4 test rows stand among the other rows too, 1 only with another label there");
  });

  test("are found where every row stands twice, and not where none does", () => {
    const once = Array.from({ length: 60 }, (_, n) => [`${n}.5`, n % 2 ? "p" : "q"]);
    expect(loadTable(csv(once)).notes?.join("\n")).not.toContain("stand among");
    const eight = once.flatMap((row) => Array.from({ length: 8 }, () => row));
    expect(loadTable(csv(eight)).notes).toContain("80 of the 80 test rows stand among the other rows too");
  });

  test("are counted in a time that grows with the rows, however few of them differ", { timeout: 20_000 }, () => {
    // 0 and 1 as float32 differ in their high bits only; compared pair by pair these rows took minutes
    const part = (features: number, labels: Uint8Array, factor: number) => ({
      images: Float32Array.from(
        { length: features * labels.length },
        (_, i) => ((factor * Math.floor(i / features)) >> (i % features)) & 1,
      ),
      labels,
      features,
      count: labels.length,
    });
    const data = (features: number): ImageDataset => ({
      name: "bits",
      classes: 2,
      shape: [features],
      scale: 1,
      heldOut: 1,
      train: part(features, new Uint8Array(200_000), 1),
      test: part(
        features,
        Uint8Array.from({ length: 100_000 }, (_, n) => n % 2),
        31,
      ),
    });
    for (const features of [3, 14]) expect(sharedExamples(data(features))).toEqual({ shared: 100_000, contradicted: 50_000 });
  });

  test("MNIST's test images are none of its training images", () => {
    expect(sharedExamples(loadMnist())).toEqual({ shared: 0, contradicted: 0 });
  });
});

describe("13.22: numbers that are no classes", () => {
  const table = (label: (n: number) => unknown, count = 200) =>
    csv([["a", "b", "out"], ...Array.from({ length: count }, (_, n) => [noise(), noise(), label(n)])]);
  test.each<[string, (n: number) => unknown, string]>([
    ["fractions", (n) => (n * 1.37).toFixed(2), "200 different numbers in 200 rows: a quantity"],
    ["eleven fractions", (n) => ((n % 11) * 1.1).toFixed(1), "11 different numbers in 200 rows: a quantity"],
    ["three fractions as classes of a quantity", (n) => [0.107, 3.31, 4.9][n % 3], "3 different numbers in 200 rows: a quantity"],
    ["whole numbers, a few rows each", (n) => 20 + ((n * 13) % 60), "60 different numbers in 200 rows: a quantity"],
  ])("%s are refused", (_, label, says) => {
    expect(tableRefusal(table(label))).toBe(
      `column 3 ("out"), taken for the labels, has ${says}, and droplab tells classes apart; name another column with --label`,
    );
  });

  test.each<[string, (n: number) => unknown]>([
    ["as many classes as rows", (n) => `w${n}`],
    ["more classes than half the rows", (n) => `w${n % 8}`],
  ])("%s are refused", (_, label) => {
    expect(tableRefusal(table(label, 15))).toMatch(
      / different values in 15 rows; classes need two rows or more each, so name another column with --label$/,
    );
  });

  test("26 classes of whole numbers are taken, and said to be numbers", () => {
    const data = loadTable(table((n) => n % 26, 520));
    expect(data.classes).toBe(26);
    expect(data.notes).toContain('column 3 ("out") has 26 different numbers; each is taken for a class of its own');
  });

  test.each([
    ["12.5%", "12.5%"],
    ["3.5 kg", "3.5 kg"],
    ["1 234", "1 234"],
    ["$7.50", "$7.50"],
    ["<0.06", "<0.06"],
  ])("numbers in another writing, as %s, are not left out as words", (first) => {
    const rows = Array.from({ length: 60 }, (_, n) => [
      n ? first.replace(/\d/, String(1 + (n % 9))).replace(/\d(?=\D*$)/, String(n % 10)) : first,
      noise(),
      n % 2,
    ]);
    expect(tableRefusal(csv([["w", "a", "label"], ...rows]))).toMatch(
      /^column 1 \("w"\) has \d+ different words in 60 rows, such as "\S+.*", which are numbers in another/,
    );
  });

  test("a number of nines far from the others is named", () => {
    const rows = Array.from({ length: 60 }, (_, n) => [n % 20 === 7 ? -999 : noise(), noise(), n % 2]);
    expect(loadTable(csv([["a", "b", "label"], ...rows])).notes).toContain(
      'column 1 ("a") has -999 in 3 rows, far from its other values; if it means a missing value, write NA',
    );
    const near = rows.map(([, b, label], n) => [n * 50 - 1500 === -999 ? 0 : n % 20 === 7 ? 999 : n * 50 - 1500, b, label]);
    expect(loadTable(csv([["a", "b", "label"], ...near])).notes?.join("\n")).not.toContain("999");
  });

  test("an id that comes again is a feature, and said", () => {
    const rows = Array.from({ length: 60 }, (_, n) => [n % 20, noise(), n % 3 === 1 ? "p" : "q"]);
    expect(loadTable(csv([["patient_id", "a", "label"], ...rows])).notes).toContain(
      'column 1 ("patient_id") is named as an index and taken for a feature; --ignore 1 leaves it out',
    );
  });

  test("a column of many words that tells the class is named, and not one in which chance may do so", () => {
    const wards = (count: number) =>
      csv([
        ["ward", "a", "class"],
        ...Array.from({ length: COUNT }, (_, n) => [`ward ${n % count}`, noise(), (n % count) % 2 ? "ill" : "well"]),
      ]);
    for (const count of [4, 6, 10, 12])
      expect(loadTable(wards(count)).notes?.join()).toContain('column 1 ("ward") tells the class by itself');
    expect(loadTable(wards(30)).notes?.join()).toContain('column 1 ("ward") tells the class by itself');
    const few = csv([["ward", "a", "class"], ...Array.from({ length: 24 }, (_, n) => [`ward ${n % 12}`, noise(), n % 2 ? "ill" : "well"])]);
    expect(loadTable(few).notes?.join()).not.toContain("tells the class by itself");
  });

  test("a column that tells the class is named", () => {
    const rows = Array.from({ length: 60 }, (_, n) => [n % 3, noise(), ["red", "green", "blue"][n % 3]]);
    expect(loadTable(csv([["code", "a", "colour"], ...rows])).notes).toContain(
      'column 1 ("code") tells the class by itself: each of its values goes with one class only',
    );
  });

  test("classes that differ in case, blanks or a full stop are named", () => {
    const rows = Array.from({ length: 60 }, (_, n) => [noise(), ["Yes", "yes", "no"][n % 3]]);
    expect(loadTable(csv(rows)).notes).toContain(
      'the classes "Yes" and "yes" differ in case, blanks, a full stop or marks that nobody sees only',
    );
  });
});

describe("13.22: what the test part can show", () => {
  test("the most frequent class of the test part, and its share, whatever is made of the training labels", () => {
    const train = Array.from({ length: 50 }, (_, n) => [noise(), n % 5 ? "no" : "yes"]);
    const test = Array.from({ length: 8 }, (_, n) => [noise(), n < 2 ? "no" : "yes"]);
    const data = loadTable(csv([["a", "label"], ...train]), {}, csv([["a", "label"], ...test]));
    expect(majorityClass(data)).toEqual({ label: 1, share: 0.75 });
    expect(data.notes).toContain('always giving class "yes" would be right for 75.00% of the test rows');
    for (const limits of [{ labelNoise: 0.6 }, { trainExamples: 3 }]) expect(majorityClass(limitTraining(data, limits)).share).toBe(0.75);
    // MNIST: 1,135 of the test images are a 1
    expect(majorityClass(loadMnist())).toEqual({ label: 1, share: 0.1135 });
  });

  test.each([
    [12, "2 test rows are too few to judge anything"],
    [114, "19 test rows are too few to judge anything"],
    [120, "one of the 20 test rows is 5.00 points of accuracy"],
    [1194, "one of the 199 test rows is 0.50 points of accuracy"],
    [1200, undefined],
  ])("of %i rows: %s", (count, says) => {
    const notes = loadTable(csv(Array.from({ length: count }, (_, n) => [noise(), n % 2]))).notes ?? [];
    const found = notes.filter((note) => /too few to judge|points of accuracy/.test(note));
    expect(found).toEqual(says === undefined ? [] : [says]);
  });
});
