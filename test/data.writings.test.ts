import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { loadCsv } from "#data/files";
import { complaint, dataFolder } from "./dataFolder.ts";

/**
 * A way to write the numbers of a column, and the same numbers with four digits behind the point or none, which are read in one way only.
 */
interface Writing {
  readonly cell: (n: number) => string;
  readonly plain: (n: number) => string;
}

/** Whole numbers from 40 to 60,000 in no order, and fractions from 1 to 100. */
const whole = (n: number) => Math.round(40 * 1.13 ** ((n * 17) % 60)) * (n % 7 === 0 ? 10 : 1);
const fraction = (n: number) => ((1001 + ((n * 2731) % 8000)) * (1 + (n % 11))) / 1000;
const grouped = (value: number, mark: string) => String(value).replace(/(?<=\d)(?=(?:\d{3})+$)/g, mark);
const written = (value: (n: number) => number, cell: (value: number) => string, digits = 0): Writing => ({
  cell: (n) => cell(value(n)),
  plain: (n) => Number(cell(value(n)).replace(digits ? "," : /[.,]/g, digits ? "." : "")).toFixed(digits && 4),
});
const writings: { readonly [name: string]: Writing } = {
  plain: written(whole, String),
  "English thousands": written(whole, (value) => grouped(value, ",")),
  "German thousands": written(whole, (value) => grouped(value, ".")),
  "tenths with a comma": written(fraction, (value) => value.toFixed(1).replace(".", ","), 1),
  "three digits behind a point": written(fraction, (value) => value.toFixed(3), 3),
  "three digits behind a comma": written(fraction, (value) => value.toFixed(3).replace(".", ","), 3),
};

const table = (count: number, separator: string, cell: (n: number) => string) =>
  ["size,age,class".replaceAll(",", separator)]
    .concat(
      Array.from({ length: count }, (_, n) =>
        [cell(n), n % 7, n % 2 ? "a" : "b"].map((text) => (separator === "," ? JSON.stringify(String(text)) : text)).join(separator),
      ),
    )
    .join("\n");
const pair = (training: string, testing: string) => join(dataFolder({ "q.csv": training, "q_test.csv": testing }), "q.csv");
const examples = ({ train, test, standardization }: ImageDataset) => ({ train, test, standardization });
const notesOf = ({ notes = [] }: ImageDataset) => notes.filter((note) => /(?:dots|commas) in its numbers/.test(note));
const BETWEEN = "in its numbers stand between thousands";
const refusal =
  /q(?:_test)?\.csv: line \d+, column 1 \("size"\): "[\d.,]+" has a (?:dot|comma) that may be decimal or stand between thousands/;

describe("13.23: a training and a test part, each written in any way, are read as they were meant, or refused, or the other reading is said", () => {
  /** Both parts fit either reading; what is taken is said: a writer of three digits beside one of thousands is told by nothing. */
  const undecided = new Set(
    [".", ","].flatMap((mark) => {
      const [thousands, digits] =
        mark === "." ? ["German thousands", "three digits behind a point"] : ["English thousands", "three digits behind a comma"];
      return [`${thousands} × ${digits}`, `${digits} × ${thousands}`];
    }),
  );

  test.each([
    [";", ";"],
    [",", ";"],
  ])("cells between %j and between %j", (one, other) => {
    let [right, refused] = [0, 0];
    for (const [nameOfTraining, training] of Object.entries(writings))
      for (const [nameOfTest, testing] of Object.entries(writings)) {
        const path = pair(table(60, one, training.cell), table(20, other, testing.cell));
        let data: ImageDataset;
        try {
          data = loadCsv(path);
        } catch (error) {
          expect(String(error)).toMatch(refusal);
          refused++;
          continue;
        }
        const what = `${nameOfTraining} × ${nameOfTest}`;
        const truth = loadCsv(pair(table(60, ",", training.plain), table(20, ",", testing.plain)));
        if (one === other && undecided.has(what)) {
          const word = what.includes("German") ? "dots" : "commas";
          expect(notesOf(data), what).toEqual([`${word} ${BETWEEN}`, `of q_test.csv: ${word} ${BETWEEN}`]);
        } else {
          expect(examples(data), what).toEqual(examples(truth));
          right++;
        }
      }
    // what nothing tells apart is little
    expect({ right, refused }).toEqual(one === other ? { right: 20, refused: 12 } : { right: 21, refused: 15 });
  });

  test("a plain training part says nothing of the test part's thousands, nor the other way round", () => {
    const cell = ({ cell }: Writing) => cell;
    const [plain, german] = [writings["plain"], writings["German thousands"]].map((one) => cell(one as Writing)) as [
      Writing["cell"],
      Writing["cell"],
    ];
    const truth = examples(loadCsv(pair(table(60, ",", plain), table(20, ",", plain))));
    const [some, others] = [pair(table(60, ",", plain), table(20, ";", german)), pair(table(60, ";", german), table(20, ",", plain))].map(
      (path) => loadCsv(path),
    ) as [ImageDataset, ImageDataset];
    expect(examples(some)).toEqual(truth);
    expect(examples(others)).toEqual(truth);
    expect(notesOf(some)).toEqual([`of q_test.csv: dots ${BETWEEN}`]);
    expect(notesOf(others)).toEqual([`dots ${BETWEEN}`]);
  });

  test.each([
    ["one cell of a way of its own", ["133.250"], 1],
    ["quarters among whole weights", ["133.250", "150.500", "120.750"], 5],
  ])("%s is no evidence of thousands", (_, cells, every) => {
    const cell = (n: number) => (n % (60 / every) === 3 ? (cells[n % cells.length] as string) : String(100 + ((n * 7) % 101)));
    for (const mark of [".", ","]) {
      const path = join(dataFolder({ "q.csv": table(60, ";", (n) => cell(n).replace(".", mark)) }), "q.csv");
      expect(complaint(path, () => loadCsv(path))).toMatch(/has a (?:dot|comma) that may be decimal or stand between thousands/);
    }
  });

  test("a zero at the end of 4.670 beside thousands without a dot is neither a fraction's nor a thousand's", () => {
    const path = join(dataFolder({ "q.csv": table(60, ";", (n) => ["4.670", "7880", "320"][n % 3] as string) }), "q.csv");
    expect(complaint(path, () => loadCsv(path))).toContain('"4.670" has a dot that may be decimal or stand between thousands');
  });
});

describe("13.23: what the other part tells is asked of the same column", () => {
  const rows = (count: number, cells: (n: number) => string) =>
    ["size;weight;class", ...Array.from({ length: count }, (_, n) => `${cells(n)};${n % 2 ? "a" : "b"}`)].join("\n");

  test("where it goes beyond a thousand with a decimal point, thousands of the other file are in doubt", () => {
    const floats = rows(60, (n) => `${1100 + ((n * 2731) % 8000)}.0;1`);
    const dotted = rows(20, (n) => `${grouped(1100 + ((n * 1733) % 8000), ".")};1`);
    for (const [training, testing] of [
      [floats, dotted],
      [dotted, floats],
    ] as const) {
      const path = pair(training, testing);
      expect(complaint(testing === dotted ? path.replace("q.csv", "q_test.csv") : path, () => loadCsv(path))).toContain(
        "may be decimal or stand between thousands",
      );
    }
  });

  test("where it has thousands with another mark, or between other separators, they are in doubt, too", () => {
    const values = (n: number) => 200 + ((n * 2731) % 8000) + (n % 5 ? 0 : 10 - ((n * 2731) % 10));
    for (const mark of [",", "."]) {
      const training = rows(60, (n) => `${grouped(values(n), mark)};1`).replaceAll(";", "\t");
      const path = pair(
        training,
        rows(20, (n) => `${grouped(1100 + ((n * 1733) % 8000), ".")};1`),
      );
      expect(complaint(path.replace("q.csv", "q_test.csv"), () => loadCsv(path))).toContain("may be decimal or stand between thousands");
    }
  });

  test("thousands of another column do not make thousands of three digits behind a point", () => {
    const digits = rows(60, (n) => `${1 + (n % 9)}.000;${1000 + n}`);
    const german = rows(20, (n) => `${1 + (n % 9)},00;${grouped(1000000 + n, ".")}`);
    const path = pair(digits, german);
    expect(complaint(path, () => loadCsv(path))).toContain('column 1 ("size"): "1.000" has a dot that may be decimal');
  });
});
