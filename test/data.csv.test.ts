import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { loadCsv, loadDataset } from "#data/files";
import { RandomSequence } from "#engine";
import { complaint, csv, dataFolder, expectConsistent, plain } from "./dataFolder.ts";

/** Loads the one file of a folder, or the first of several. */
function load(files: string | Readonly<Record<string, string | Uint8Array>>): ImageDataset {
  const content = typeof files === "string" ? { "table.csv": files } : files;
  const data = loadDataset(join(dataFolder(content), Object.keys(content)[0] as string));
  expectConsistent(data);
  return data;
}

const species = ["setosa", "versicolor", "virginica"];
const names = ["sepal length", "sepal width", "petal length", "petal width"];

/** A table like Fisher's iris: 150 rows in the order of their species, four lengths with one decimal. */
const iris = (() => {
  const random = new RandomSequence(3, "noise");
  return Array.from({ length: 150 }, (_, n) => {
    const kind = Math.floor(n / 50);
    const lengths = [5 + 0.8 * kind, 3.4 - 0.2 * kind, 1.5 + 2 * kind, 0.2 + 0.9 * kind];
    return [...lengths.map((length) => (length + random.uniform() - 0.5).toFixed(1)), species[kind] as string];
  });
})();

/** Both parts as sorted lines `features → class name`. */
const asLines = (data: ImageDataset) =>
  [data.train, data.test]
    .flatMap(({ images, labels, features, count }) =>
      Array.from(
        { length: count },
        (_, n) => `${images.subarray(n * features, (n + 1) * features)} → ${data.classNames?.[labels[n] as number]}`,
      ),
    )
    .sort();

describe("a CSV table", () => {
  test("like iris loads: split, standardized by what is trained on, and explained", () => {
    const data = load({ "iris.csv": csv([[...names, "species"], ...iris]) });
    expect(data).toMatchObject({ name: "iris.csv", classes: 3, classNames: species, shape: [4], scale: 1, heldOut: 20 });
    expect([data.train.count, data.test.count]).toEqual([125, 25]);
    expect(data.notes).toEqual([
      '150 rows of 5 columns between commas, the first line is a header; labels are column 5 ("species"), by its name: ' +
        "setosa 50, versicolor 50, virginica 50; 4 features, standardized by the 105 training rows; " +
        "105 rows are trained on, 20 held out, 25 the test part, drawn with split seed 1, the same for all runs",
      'column 3 ("petal length") tells the class by itself: each of its values goes with one class only',
      "one of the 25 test rows is 4.00 points of accuracy",
      'always giving class "versicolor" would be right for 48.00% of the test rows',
    ]);
    for (const part of [data.train, data.test]) expect(new Set(part.labels).size).toBe(3);

    const { images } = data.train;
    for (let feature = 0; feature < 4; feature++) {
      const trained = Array.from({ length: 105 }, (_, n) => images[(20 + n) * 4 + feature] as number);
      const mean = trained.reduce((a, b) => a + b, 0) / 105;
      expect(mean).toBeCloseTo(0, 6);
      expect(trained.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 105).toBeCloseTo(1, 6);
    }
    // every row is there once: a standardized feature is a line through the numbers of the file
    const [a, b] = iris
      .map((row) => Number(row[0]))
      .sort((x, y) => x - y)
      .filter((_, i) => i === 0 || i === 149) as [number, number];
    const all = [...data.train.images, ...data.test.images].filter((_, i) => i % 4 === 0).sort((x, y) => x - y);
    const [low, high] = [all[0] as number, all[149] as number];
    const back = all.map((value) => (a + ((value - low) / (high - low)) * (b - a)).toFixed(1));
    expect(back).toEqual(iris.map((row) => row[0] as string).sort((x, y) => Number(x) - Number(y)));
  });

  test("reaches a worker thread as plain data, without a copy of its arrays", () => {
    const data = load(csv(iris));
    const clone = structuredClone(data);
    expect(clone).toEqual(data);
    clone.train.images[0] = 77;
    expect(data.train.images[0]).toBe(77);
  });

  test("splits alike every time, whatever its line ends, quotes, separators, compression and letters before it", () => {
    const header = [...names, "species"];
    const rows = [header, ...iris];
    const quote = (row: string[]) => row.map((cell) => `"${cell}"`);
    const expected = load(csv(rows));
    const variants = {
      "\\r\\n": csv(rows, "\r\n"),
      "\\r": csv(rows, "\r"),
      "no last line end": csv(rows).slice(0, -1),
      "byte order mark": `\ufeff${csv(rows)}`,
      "UTF-16": Buffer.from(`\ufeff${csv(rows)}`, "utf16le"),
      quotes: csv(rows.map(quote)),
      blanks: csv(rows.map((row) => row.map((cell) => ` ${cell} `))),
      "quotes after blanks": csv(rows.map(quote)).replaceAll(",", " , "),
      "blank lines": `\n  \r\n${csv(rows, "\n\n  \n")}`,
      "blank lines before semicolons": `\n\n${csv(rows).replaceAll(",", ";")}`,
      semicolons: csv(rows).replaceAll(",", ";"),
      tabs: csv(rows).replaceAll(",", "\t"),
      "without a header": csv(iris),
    };
    for (const [name, content] of Object.entries(variants)) {
      const data = load({ "table.csv": content });
      const table = name === "without a header" ? { ...data.table, header: names.concat("species") } : data.table;
      expect({ ...data, table, account: expected.account, notes: expected.notes }, name).toEqual(expected);
    }
    const gzip = load({ "table.csv.gz": gzipSync(csv(rows)) });
    expect(gzip.train).toEqual(expected.train);
  });

  test("keeps what stands in quotes: separators, line ends, quotation marks", () => {
    const kinds = ['a, "b"', "c\nd", "e"];
    const rows = plain(12).map(([x], n) => `${x},"${kinds[n % 3]?.replaceAll('"', '""')}"\n`);
    expect(load(`x,kind\n${rows.join("")}`).classNames).toEqual(['a, "b"', "c\nd", "e"]);
  });

  test.each([
    ["named label, wherever it stands", "a,Label,b", [1, 0, 2], 1],
    ["named class before one named y", "y,class,x", [7, 0, 2], 1],
    ["named target", "TARGET,a,b", [0, 1, 2], 0],
    ["last, with a header", "a,b,c", [2, 3, 0], 2],
    ["last, without a header", "", [0.5, 300, 0], 2],
    ["first, without a header, if it has few small whole numbers", "", [0, 1.5, 2.5], 0],
    ["first, without a header, if it is the only one of words", "", ["w", 1.5, 2.5], 0],
    ["first, with a header, if it is the only one of words", "letter,a,b", ["w", 1.5, 2.5], 0],
    ["last, without a header, if it has fewer whole numbers than the first", "", [[5, 6, 7, 8], 1.5, 0], 2],
    ["last, without a header, if it has words", "", [[0, 1], 1.5, "w"], 2],
  ] as const)("takes for the labels the column %s", (_, header, template, column) => {
    const rows = Array.from({ length: 20 }, (_, n) =>
      template.map((cell) =>
        cell === "w" ? "ab"[n % 2] : typeof cell === "number" ? cell + (cell === 0 ? n % 2 : (n * 7) % 10) : cell[n % cell.length],
      ),
    );
    const data = load((header && `${header}\n`) + csv(rows));
    const name = header && ` ("${header.split(",")[column]}")`;
    expect(data.notes?.[0]).toContain(`, the first line is ${header ? "a header" : "data"}; labels are column ${column + 1}${name}, `);
    expect(data.classNames).toEqual(template[column] === "w" ? ["a", "b"] : ["0", "1"]);
    expect(data.train.count + data.test.count).toBe(20);
  });

  test("takes no constant first pixel for the labels of images, which then are last", () => {
    const rows = Array.from({ length: 20 }, (_, n) => [
      ...Array.from({ length: 64 }, (_, i) => (i === 0 ? 0 : (100 + 3 * n * i) % 251)),
      n % 10,
    ]);
    expect(load(csv([Array.from({ length: 65 }, (_, i) => (i < 64 ? `pixel${i}` : "digit")), ...rows]))).toMatchObject({
      shape: [1, 8, 8],
    });
    expect(load(csv(rows)).notes?.[0]).toContain("labels are column 65, the last: 0 2, 1 2, 2 2,");
  });

  test("takes no y among y and n for the name of a column", () => {
    const data = load(csv(plain(12).map(([x], n) => [x, "yn"[n % 2]])));
    expect([data.train.count + data.test.count, data.classNames]).toEqual([12, ["n", "y"]]);
  });

  test("sorts labels that are numbers as numbers, and words as words", () => {
    const labelled = (labels: readonly string[]) =>
      load(`x,label\n${csv(plain(12).map(([x], n) => [x, labels[n % labels.length]]))}`).classNames;
    expect(labelled(["10", "9", "-1", "9.0"])).toEqual(["-1", "9", "10"]);
    expect(labelled(["b", "10", "9"])).toEqual(["10", "9", "b"]);
  });

  test("takes fractions for constant that differ by the rounding of sums, and no large whole numbers", () => {
    const sums = (row: number) => [0.9999999999999998, 1, 1.0000000000000002][row % 3];
    const table = (cell: (row: number) => unknown) =>
      load(csv([["s", "x", "class"], ...Array.from({ length: 30 }, (_, n) => [cell(n), (n * 7) % 11, n % 2])]));
    const { standardization, train } = table(sums);
    expect(standardization?.deviations[0]).toBe(0);
    expect(train.images.filter((_, i) => i % 2 === 0).every((value) => value === 0)).toBe(true);
    expect(table((n) => 9000000000000000 + ((n * 5) % 13)).standardization?.deviations[0]).toBeGreaterThan(1);
  });

  test("makes constant features 0 and says so, and leaves out the column that counts the rows", () => {
    const data = load(`id,x,still,label\n${csv(plain(12).map(([x, y], n) => [n + 1, `${x}${n % 5}`, 7.25, y]))}`);
    const still = [...data.train.images, ...data.test.images].filter((_, i) => i % 2 === 1);
    expect(still).toEqual(new Array(12).fill(0));
    expect(data.notes?.[0]).toContain("2 features, standardized by the 9 training rows, 1 of them constant there and set to 0;");
    expect(data.notes).toContain('column 1 ("id") only numbers or names the rows and is left out');
  });

  test("says which classes are not trained on", () => {
    const data = load({ "a.csv": `x,label\n${csv(plain(12))}`, "a_test.csv": "x,label\n1,0\n2,other\n" });
    expect(data.notes).toContain('no row is trained on of "other"');
  });
});

describe("the test part of a CSV table", () => {
  const table = csv([["x", "label"], ...plain(12)]);
  test.each([
    ["a.csv", "a_test.csv"],
    ["a.csv", "a-test.csv.gz"],
    ["a_train.csv", "a_test.csv"],
    ["a-train.csv.gz", "a-test.csv"],
    ["train.csv", "test.csv"],
    ["my_train.csv", "my_train_test.csv"],
    ["train.csv", "train-test.csv"],
  ])("of %s is %s beside it", (name, sibling) => {
    const data = load({ [name]: table, [sibling]: "x,label\n4.5,1\n5.5,2\n6.5,1\n" });
    expect([data.train.count, data.heldOut, data.test.count, data.classes]).toEqual([12, 2, 3, 3]);
    expect([...data.test.labels]).toEqual([1, 2, 1]);
    const [first = 0, second = 0, third = 0] = data.test.images;
    expect(third - second).toBeCloseTo(second - first, 5);
    expect(data.notes?.[0]).toMatch(new RegExp(`, and the 3 of ${sibling} are the test part$`));
  });

  test.each([
    [
      "has other columns",
      "x,y,label\n1,2,0\n",
      "it has 3 columns, FOLDER/a.csv has 2; take it away, and a part of FOLDER/a.csv is the test part",
    ],
    [
      "names them otherwise",
      "z,label\n1,0\n",
      'it has no "x", as FOLDER/a.csv has, and "z" instead; name them alike, or take it away, and a part of FOLDER/a.csv is the test part',
    ],
    ["is empty", "x,label\n", "it holds no rows but the header; take it away, and a part of FOLDER/a.csv is the test part"],
    [
      "has words",
      "x,label\n1,0\ntall,0\n",
      'line 3, column 1 ("x"): "tall" is no number within ±3.4e38; its column holds numbers, so write one, or leave the cell empty and choose --missing drop or mean',
    ],
  ])("is refused where it %s", (_, content, says) => {
    const folder = dataFolder({ "a.csv": table, "a_test.csv": content });
    expect(complaint(join(folder, "a_test.csv"), () => loadCsv(join(folder, "a.csv")))).toBe(says.replaceAll("FOLDER", folder));
  });
});

describe("a CSV table of images", () => {
  const pixels = (n: number, count = 64) => Array.from({ length: count }, (_, i) => (n * 31 + (i % 8) * 20 + (i >> 3) * 9) % 256);
  const rows = Array.from({ length: 30 }, (_, n) => [n % 10, ...pixels(n)]);

  test.each([
    ["a header", csv([["label", ...pixels(0).map((_, i) => `pixel${i}`)], ...rows])],
    ["a header of numbers", csv([["label", ...pixels(0).keys()], ...rows])],
    ["no header", csv(rows)],
  ])("with %s gives bytes", (_, content) => {
    const data = load(content);
    expect(data).toMatchObject({ classes: 10, shape: [1, 8, 8], scale: 1 / 255, heldOut: 4 });
    expect(data.train.images).toBeInstanceOf(Uint8Array);
    expect(data.notes?.[0]).toContain("64 features, pictures of 8 × 8, divided by 255;");
    expect(asLines(data)).toEqual(rows.map(([label, ...bytes]) => `${bytes} → ${label}`).sort());
  });

  test.each([
    ["a fraction", (row: number[]) => row.with(3, 0.5)],
    ["256", (row: number[]) => row.with(3, 256)],
    ["63 columns", (row: number[]) => row.slice(1)],
  ])("is none with %s", (_, spoil) => {
    const data = load(csv([["label", ...spoil(pixels(0)).keys()], ...rows.map(([label, ...row]) => [label, ...spoil(row)])]));
    expect([data.shape.length, data.scale, data.train.images.constructor]).toEqual([1, 1, Float32Array]);
  });
});
