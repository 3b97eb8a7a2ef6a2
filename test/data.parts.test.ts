import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { loadCsv } from "#data/files";
import { complaint, csv, dataFolder, expectConsistent } from "./dataFolder.ts";

const [COUNT, TESTED] = [60, 20];
/** Whole numbers from 1,000 to 9,000, in no order; in the test part also some from 200. */
const big = (n: number) => 1000 + ((n * 2731) % 8000) + (n % 10 === 0 ? 500 - ((n * 2731) % 10) : 0);
const small = (n: number) => (n % 2 === 0 ? 200 + 7 * n : big(n));
const grouped = (value: number, mark: string) => String(value).replace(/(?<=\d)(?=(?:\d{3})+$)/g, mark);

type Cell = (n: number) => string;
const lines = (count: number, cell: Cell, value: (n: number) => number, other: Cell = (n) => String(n % 7)) =>
  Array.from({ length: count }, (_, n) => `${cell(n)};${other(n)};${value(n) > 3000 ? "big" : "small"}`);
const table = (rows: readonly string[]) => ["population;age;class", ...rows, ""].join("\n");

function load(training: string, testing: string): ImageDataset {
  const data = loadCsv(join(dataFolder({ "q.csv": training, "q_test.csv": testing }), "q.csv"));
  expectConsistent(data);
  return data;
}
const examples = ({ train, test, standardization }: ImageDataset) => ({ train, test, standardization });
const written = (value: (n: number) => number, mark: string): Cell => {
  return (n) => grouped(value(n), mark);
};

describe("13.23: a training part and its test part decide together how numbers are written", () => {
  const plain = () => load(table(lines(COUNT, written(big, ""), big)), table(lines(TESTED, written(small, ""), small)));

  test.each([
    [".", "dots"],
    [",", "commas"],
  ])("all numbers are beyond a thousand in one of them, %j between thousands", (mark, word) => {
    const data = load(table(lines(COUNT, written(big, mark), big)), table(lines(TESTED, written(small, mark), small)));
    expect(examples(data)).toEqual(examples(plain()));
    expect(data.notes).toContain(`${word} in its numbers stand between thousands`);
    const [train, tested] = [lines(COUNT, written(small, mark), small), lines(TESTED, written(big, mark), big)];
    const other = load(table(train), table(tested));
    expect(examples(other)).toEqual(
      examples(load(table(lines(COUNT, written(small, ""), small)), table(lines(TESTED, written(big, ""), big)))),
    );
  });

  test("what is doubtful in both is refused, whichever of them has the doubt", () => {
    const cells = ["1.125", "2.375", "4.875", "1.625"];
    const doubtful: Cell = (n) => cells[n % cells.length] as string;
    const folder = dataFolder({
      "q.csv": table(lines(COUNT, doubtful, big)),
      "q_test.csv": table(lines(TESTED, (n) => (n % 2 ? "3" : doubtful(n)), big)),
    });
    const path = join(folder, "q.csv");
    expect(complaint(path, () => loadCsv(path))).toContain(
      '"1.125" has a dot that may be decimal or stand between thousands; write numbers',
    );
  });

  test("a mark that is surely decimal in one of them is so in the other", () => {
    const [tenths, eighths]: Cell[] = [(n) => `${1 + (n % 9)}.${n % 10}`, (n) => ["1.125", "2.375", "3"][n % 3] as string];
    const longer: Cell = (n) => (eighths as Cell)(n).replace(/\.(\d+)/, ".$10");
    for (const mark of [".", ","]) {
      const by =
        (cell: Cell | undefined): Cell =>
        (n) =>
          (cell as Cell)(n).replace(".", mark);
      expect(examples(load(table(lines(COUNT, by(tenths), big)), table(lines(TESTED, by(eighths), big))))).toEqual(
        examples(load(table(lines(COUNT, by(tenths), big)), table(lines(TESTED, by(longer), big)))),
      );
      expect(examples(load(table(lines(COUNT, by(eighths), big)), table(lines(TESTED, by(tenths), big))))).toEqual(
        examples(load(table(lines(COUNT, by(longer), big)), table(lines(TESTED, by(tenths), big)))),
      );
    }
  });

  test("two that surely differ are read each in its own way", () => {
    const tenths: Cell = (n) => `${1 + (n % 9)}.${n % 10}`;
    const comma: Cell = (n) => tenths(n).replace(".", ",");
    expect(examples(load(table(lines(COUNT, comma, big)), table(lines(TESTED, tenths, big))))).toEqual(
      examples(load(table(lines(COUNT, tenths, big)), table(lines(TESTED, tenths, big)))),
    );
  });

  test("a minus beside a plus is a value in both", () => {
    const sign =
      (words: readonly string[]): Cell =>
      (n) =>
        words[n % words.length] as string;
    const words = (plus: string, minus: string) =>
      load(table(lines(COUNT, written(big, ""), big, sign([plus, minus]))), table(lines(TESTED, written(small, ""), small, sign([minus]))));
    expect(examples(words("+", "-"))).toEqual(examples(words("a", "b")));
  });

  test("true and false are so in both, however each of them writes", () => {
    const truth =
      (words: readonly string[]): Cell =>
      (n) =>
        words[n % words.length] as string;
    const load4 = (own: readonly string[], others: readonly string[]) =>
      examples(
        load(table(lines(COUNT, written(big, ""), big, truth(own))), table(lines(TESTED, written(small, ""), small, truth(others)))),
      );
    const bits = load4(["1", "0"], ["1", "0"]);
    expect(load4(["T", "F"], ["True", "False"])).toEqual(bits);
    expect(load4(["TRUE", "FALSE"], ["T", "F"])).toEqual(bits);
    expect(load4(["1", "0"], ["true", "f"])).toEqual(bits);
  });
});

describe("13.23: what is decided without being sure is said", () => {
  const one = (cell: Cell, last = "") => {
    const rows = Array.from({ length: COUNT }, (_, n) => `${cell(n)},${n % 7},${n % 2 ? "a" : "b"}`);
    const data = loadCsv(join(dataFolder({ "q.csv": `${["x,y,class", ...rows].join("\n")}\n${last}` }), "q.csv"));
    expectConsistent(data);
    return data;
  };

  test("points that may stand between thousands, for all that the numbers tell", () => {
    const note = "dots in its numbers are decimal; if they stand between thousands, write 1000 for 1.000";
    expect(one((n) => `${1 + (n % 9)}.${String(n * 13).padStart(3, "0")}`).notes).toContain(note);
    for (const cell of [(n: number) => `${n % 9}.${100 + n}`, (n: number) => `${1 + (n % 9)}.${n}`, (n: number) => String(n)])
      expect(one(cell).notes?.join()).not.toContain("are decimal");
  });

  test("words that only the last row has", () => {
    const word: Cell = (n) => ["red", "blue"][n % 2] as string;
    expect(one(word, "Total,210,a\n").notes).toContain(
      'the last row, line 62, has "Total", which no other row has; if it is a sum or a note, take it out',
    );
    expect(one(word, "red,3,a\n").notes?.join()).not.toContain("the last row");
  });

  test("true and false in several writings are one feature", () => {
    const words = (all: readonly string[]) => examples(one((n) => all[n % all.length] as string));
    const bits = words(["1", "0", "0", "1"]);
    expect(words(["True", "False", "0", "1"])).toEqual(bits);
    expect(words(["true", "f", "false", "T"])).toEqual(bits);
  });

  test("classes that are tested on nowhere", () => {
    const rows = Array.from({ length: COUNT }, (_, n) => [n % 11, n % 7, ["a", "b", "c"][n % 3]]);
    const tested = rows.filter(([, , label]) => label !== "c");
    const folder = dataFolder({ "q.csv": csv([["x", "y", "class"], ...rows]), "q_test.csv": csv([["x", "y", "class"], ...tested]) });
    expect(loadCsv(join(folder, "q.csv")).notes).toContain('no row is tested on of "c"');
  });

  test("missing values of both files are counted as of both", () => {
    const rows = (lacking: number) => Array.from({ length: COUNT }, (_, n) => [n < lacking ? "" : n % 11, n % 7, n % 2]);
    const folder = dataFolder({ "q.csv": csv([["x", "y", "class"], ...rows(2)]), "q_test.csv": csv([["x", "y", "class"], ...rows(3)]) });
    expect(loadCsv(join(folder, "q.csv"), { missing: "mean" }).notes).toContain(
      "5 missing values in 1 column of q.csv and q_test.csv are the mean of the training rows",
    );
  });
});

test.each([
  ["x.csv", "x_test.csv"],
  ["X.csv", "X_test.csv"],
  ["train.csv", "test.csv"],
  ["TRAIN.csv", "TEST.csv"],
])("13.23: the test part of %s is %s, where names differ in case only", (name, testName) => {
  const rows = (count: number) => csv([["a", "b", "class"], ...Array.from({ length: count }, (_, n) => [n % 7, n % 5, n % 2])]);
  const tests = { "x_test.csv": 21, "X_test.csv": 22, "test.csv": 23, "TEST.csv": 24 };
  const tables = Object.fromEntries(["x.csv", "X.csv", "train.csv", "TRAIN.csv"].map((file) => [file, rows(60)]));
  const folder = dataFolder({ ...tables, ...Object.fromEntries(Object.entries(tests).map(([file, count]) => [file, rows(count)])) });
  expect(loadCsv(join(folder, name)).test.count).toBe(tests[testName as keyof typeof tests]);
});

describe("13.23: a name that comes again, and what programs make of it in the part beside it", () => {
  const part = (header: string, count: number, from: number) =>
    [header, ...Array.from({ length: count }, (_, n) => `${(n * 7 + from) % 31},${(n * 11 + from) % 37},${n % 2 ? "a" : "b"}`), ""].join(
      "\n",
    );
  const read = (training: string, testing: string) =>
    loadCsv(join(dataFolder({ "train.csv": part(training, 60, 0), "test.csv": part(testing, 20, 5) }), "train.csv"));
  const plain = () => read("p,q,class", "p,q,class");

  test.each(["p.1", "p_1", "p...2", "p_duplicated_0", "p2"])("p and %s are p and p, place by place", (again) => {
    const data = read("p,p,class", `p,${again},class`);
    expect(examples(data)).toEqual(examples(plain()));
    expect(data.notes?.join()).toContain(`"${again}" for "p", as names that come again are written`);
    expect(examples(read(`p,${again},class`, "p,p,class"))).toEqual(examples(plain()));
  });

  test("any other name is refused", () => {
    expect(() => read("p,p,class", "p.1,p,class")).toThrow("several have one name; put them in one order");
    expect(() => read("p1,p1,class", "p1,p10,class")).toThrow("several have one name; put them in one order");
    expect(() => read("p,p,class", "p,pq,class")).toThrow("several have one name; put them in one order");
    expect(() => read("p,q,class", "p,p,class")).toThrow('it has no "q", as ');
    expect(() => read("p,q,class", "p,p,class")).not.toThrow("instead");
  });
});
