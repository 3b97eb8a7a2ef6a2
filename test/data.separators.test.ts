import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { TableOptions } from "#data";
import { loadCsv } from "#data/files";
import { complaint, dataFolder, expectConsistent } from "./dataFolder.ts";

const COUNT = 60;
const weather = (n: number) => ["sunny", "rain", "fog"][n % 3] as string;
const wind = (n: number) => ["weak", "strong"][(n >> 1) % 2] as string;
const region = (n: number) => `Region ${1 + ((n * 7) % 4)}`;
const table = (names: readonly string[], cells: (n: number) => readonly string[]) => [
  names,
  ...Array.from({ length: COUNT }, (_, n) => cells(n)),
];
const text = (rows: readonly (readonly string[])[], separator: string) => rows.map((row) => row.join(separator)).join("\n");

function load(content: string, name = "table.csv", options: TableOptions = {}) {
  const data = loadCsv(join(dataFolder({ [name]: content }), name), options);
  expectConsistent(data);
  return data;
}

const separators = [
  [",", "commas"],
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "bars"],
] as const;

describe.each(separators)("13.23: blanks within cells separate nothing where %j separates all lines", (separator, word) => {
  const words = table(["weather", "wind", "place"], (n) => [weather(n), wind(n), region(n)]);

  test("words with a number after a blank", () => {
    const data = load(text(words, separator));
    expect(data.classNames).toEqual(["Region 1", "Region 2", "Region 3", "Region 4"]);
    expect(data.notes?.[0]).toContain(`${COUNT} rows of 3 columns between ${word}, the first line is a header`);
  });

  test("also without a header, with more blanks, before the other columns, after the separator", () => {
    expect(load(text(words.slice(1), separator), "table.csv", { label: 3 }).notes?.[0]).toContain(
      `${COUNT} rows of 3 columns between ${word}`,
    );
    const many = words.map(([a, b, c]) => [a, b, `${c} of 4 in 7`] as string[]);
    expect(load(text(many, separator)).classNames?.[0]).toBe("Region 1 of 4 in 7");
    const before = words.map(([a, b, c]) => [c, a, b] as string[]);
    expect(load(text(before, separator)).notes?.[0]).toContain(`3 columns between ${word}`);
    expect(load(text(words, `${separator} `)).notes?.[0]).toContain(`3 columns between ${word}`);
  });

  test("an index and names that are one word and a number, as voice parts", () => {
    const voices = table(["rownames", "height", "voice.part"], (n) => [
      String(n + 1),
      String(60 + ((n * 5) % 17)),
      `${["Soprano", "Alto"][n % 2]} ${1 + ((n >> 1) % 2)}`,
    ]);
    const data = load(text(voices, separator));
    expect([data.classNames, data.shape]).toEqual([["Alto 1", "Alto 2", "Soprano 1", "Soprano 2"], [1]]);
  });

  test("points of time", () => {
    const times = table(["time", "weather", "sold"], (n) => [`2024-01-0${1 + (n % 3)} 0${n % 2}:00`, weather(n), wind(n)]);
    const path = join(dataFolder({ "table.csv": text(times, separator) }), "table.csv");
    expect(complaint(path, () => loadCsv(path))).toContain('column 1 ("time"): "2024-01-01 00:00" is a date;');
  });
});

describe("13.23: the separator that parts all lines wins over what stands within cells", () => {
  test("decimal commas between blanks, semicolons, tabs and bars, with and without a header", () => {
    const numbers = table(["a", "b", "colour"], (n) => [`${n % 7},${1 + (n % 9)}`, `${(n * 3) % 11},${1 + (n % 8)}5`, `c${n % 3}`]);
    for (const [separator, word] of [...separators.slice(1), [" ", "blanks"]] as const)
      for (const rows of [numbers, numbers.slice(1)]) {
        const data = load(text(rows, separator));
        expect(data.notes?.[0]).toContain(`${COUNT} rows of 3 columns between ${word}`);
        expect(data.shape).toEqual([2]);
      }
  });

  test("numbers between blanks in a file with tabs here and there", () => {
    const lines = table([], (n) => [`${n % 7}.5  ${n % 11}.25 \t${weather(n)}`]).slice(1);
    expect(load(text(lines, "")).notes?.[0]).toContain(`${COUNT} rows of 3 columns between blanks`);
  });

  test.each([
    [",", ";", "commas"],
    [",", "|", "commas"],
    [";", ",", "semicolons"],
    ["\t", ",", "tabs"],
    ["\t", ";", "tabs"],
    ["|", ",", "bars"],
  ])("lists within the cells between %j, with %j in every row", (separator, inner, word) => {
    const lists = table(["tags", "size", "place"], (n) => [`${weather(n)}${inner}${wind(n)}`, wind(n + 1), region(n)]);
    expect(load(text(lists, separator)).notes?.[0]).toContain(`3 columns between ${word}`);
    const two = lists.map(([a, , c]) => [a, c] as string[]);
    expect(load(text(two, separator)).notes?.[0]).toContain(`2 columns between ${word}`);
  });

  test("a first column whose words come again holds no names of rows", () => {
    const lines = ["kind size", ...Array.from({ length: COUNT }, (_, n) => `${weather(n)} ${n % 5} ${n % 3}`)];
    const path = join(dataFolder({ "table.txt": lines.join("\n") }), "table.txt");
    expect(complaint(path, () => loadCsv(path))).toBe("line 1 has 2 cells, line 2 has 3; every line must have equally many");
  });
});

test.each(["| balance scale weight distance", "// export of the whole lab"])("13.23: under %s a comma and a blank are commas", (note) => {
  const rows = Array.from({ length: COUNT }, (_, n) => [n % 7, n % 5, n % 11, "LRB"[n % 3]].join(", "));
  const { shape, classNames } = load([note, ...rows].join("\n"));
  expect([shape, classNames]).toEqual([[3], ["B", "L", "R"]]);
});

test.each([
  ['="%"', ","],
  ['="%"', ";"],
  ['"=""%"""', ","],
  [' ="%" ', "\t"],
])("13.23: %s between %j is the text that a spreadsheet keeps as it is", (writing, separator) => {
  const written = (name: (text: string) => string) =>
    [
      ["code", "size", "class"],
      ...Array.from({ length: COUNT }, (_, n) => [name(`A,${n % 4}`), String(n % 7), name("xy"[n % 2] as string)]),
    ]
      .map((cells) => cells.join(separator))
      .join("\n");
  const { train, test: tested, classNames } = load(written((text) => writing.replace("%", text)));
  const plain = load(written((text) => `"${text}"`));
  expect({ train, tested, classNames }).toEqual({ train: plain.train, tested: plain.test, classNames: ["x", "y"] });
});
