import { expect, test } from "vitest";
import { limitTraining } from "#data";
import { RandomSequence } from "#engine";
import { csv, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(59, "noise");
const uniform = () => random.uniform();
const drawn = () => uniform().toFixed(4);
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const notesOf = (rows: readonly (readonly unknown[])[], options = {}) => loadTable(csv(rows), options).notes ?? [];

test("13.22: no test row stands among others where rows differ in what no training row has", () => {
  const words = times(200, (n) => [n % 2, ...times(400, (word) => Number(word === 2 * n || word === 2 * n + 1))]);
  expect(notesOf([["class", ...times(400, (n) => `w${n}`)], ...words]).join()).not.toContain("among the other rows");
});

test("13.22: of many columns that tell a class in some rows some are told, and how many more", () => {
  const topics = times(600, (n) => [...times(60, (word) => Number(word % 3 === n % 3 && uniform() < 0.1)), n % 3]);
  const told = notesOf([[...times(60, (n) => `word${n}`), "class"], ...topics]).filter((note) => /of class|tell a class/.test(note));
  expect(told).toHaveLength(4);
  expect(told[3]).toMatch(/^\d\d more columns tell a class in some rows$/);
});

test.each([
  [["92", "95", "99"], []],
  [["98", "99"], []],
  [["1", "2", "99"], ["99"]],
  [["0", "1", "-9"], ["-9"]],
])("13.22: of one or two other values only what is larger is far: %j", (values, far) => {
  const rows = times(300, (n) => [values[n % values.length], drawn(), (n * 7) % 2]);
  const notes = notesOf([["year", "a", "class"], ...rows]).filter((note) => note.includes("far from"));
  expect(notes.map((note) => /has (\S+) in/.exec(note)?.[1])).toEqual(far);
});

test("13.22: that three of eleven rows lack a value that one in a hundred lacks is no matter of the class", () => {
  const rows = times(3000, (n) => [n < 3 || (n > 11 && n % 100 === 0) ? "" : drawn(), drawn(), Number(n < 11)]);
  const order = times(3000, (n) => rows[(n * 1009) % 3000] as (typeof rows)[number]);
  expect(notesOf([["a", "b", "class"], ...order], { missing: "mean" }).join()).not.toContain("what is missing");
});

test.each<[string, (n: number) => unknown]>([
  ["animal", () => ["dog", "cat", "ferret", "rabbit", "horse", "mouse"][Math.floor(6 * uniform())]],
  ["person", () => 1 + Math.floor(7 * uniform())],
])("13.22: kinds of animals, and how many persons there are, are no groups of rows (%s)", (header, value) => {
  const rows = times(400, (n) => [value(n), drawn(), drawn(), (n * 7) % 2]);
  expect(notesOf([[header, "a", "b", "class"], ...rows]).join()).not.toContain("names groups");
});

test.each(["３．５", "٣٫٥", "3·5", "3'5", "3½", "tensor(3.5)", "np.float64(3.)", "(3+2j)", "3_500"])(
  "13.23: words that may be numbers in another writing are said: %s",
  (text) => {
    const rows = times(60, (n) => [
      n % 2 ? text : text.replace(/[3３٣]/, (digit) => String.fromCharCode(digit.charCodeAt(0) + 1)),
      n % 7,
      (n % 3) % 2,
    ]);
    expect(notesOf([["grade", "b", "class"], ...rows]).join()).toContain("if they are numbers");
  },
);

test("13.24: wrong labels are of classes that are left among the examples that are trained on", () => {
  const rows = times(600, (n) => [drawn(), drawn(), n < 7 ? "c" : "ab"[n % 2]]);
  const order = times(600, (n) => rows[(n * 7) % 600] as (typeof rows)[number]);
  const data = limitTraining(loadTable(csv([["x", "y", "class"], ...order])), { trainExamples: 20, labelNoise: 0.4, dataSeed: 4 });
  expect(data.notes?.join()).toContain("no example is trained on of class c");
  expect(data.wrongLabels?.examples).toHaveLength(8);
  expect(new Set(data.train.labels.subarray(data.heldOut))).toEqual(new Set([0, 1]));
});

test("13.23: columns of the test file in another order are taken by their names", () => {
  const rows = times(60, (n) => [n % 2 ? 10 + uniform() : 20 + uniform(), uniform(), n % 2]);
  const text = csv([["height", "width", "class"], ...rows]);
  const swapped = csv([["width", "height", "class"], ...rows.map(([height, width, label]) => [width, height, label])]);
  const [straight, other] = [text, swapped].map((test) => loadTable(text, {}, test));
  expect(other?.test).toEqual(straight?.test);
  expect(other?.notes?.join()).toContain("its columns stand in another order, and are taken by their names");
});

test("13.22: whatever lies beside the points of a grid is not said to be known", () => {
  const table = csv([["x", "class"], ...times(35, (n) => [n / 35, Math.floor(2 * random.uniform())])]);
  const tested = csv([["x", "class"], ...times(100, () => [random.uniform(), Math.floor(2 * random.uniform())])]);
  expect(loadTable(table, {}, tested).notes?.join()).not.toContain("digits that were rounded");
});

test("13.22: a column that is left out since it tells the class does not know the test rows", () => {
  const kinds = ["setosa", "versicolor", "virginica"];
  const rows = (count: number) =>
    csv([["a", "b", "target", "species"], ...times(count, (n) => [random.uniform(), random.uniform(), n % 3, kinds[n % 3]])]);
  const notes = loadTable(rows(110), { label: "target", ignore: "species" }, rows(40)).notes?.join();
  expect(notes).not.toMatch(/knows \d+|names groups/);
});

test("13.23: three numbers that no calendar has are words", () => {
  const kinds = ["10-26-26", "14-35-14", "17-17-17", "20-20-20"];
  const rows = times(80, (n) => [n % 7, n % 5, kinds[(n * 7) % 4]]);
  expect(loadTable(csv([["n", "p", "fertilizer"], ...rows])).classNames).toEqual(kinds);
});

test("13.22: where all rows that are trained on are of one class, nothing is said to tell it", () => {
  const normal = times(200, (n) => [drawn(), "ABCD"[n % 4], n % 2, "normal"]);
  const tested = times(60, (n) => [drawn(), "ABCD"[n % 4], (n * 7) % 2, n % 3 ? "normal" : "anomaly"]);
  const header = ["a", "machine", "on", "class"];
  const { notes } = loadTable(csv([header, ...normal]), {}, csv([header, ...tested]));
  expect(notes).toContain('no row is trained on of "anomaly"');
  expect(notes?.join()).not.toContain("tells the class");
});
