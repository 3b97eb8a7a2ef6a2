import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeText, type ImageDataset } from "#data";
import { loadCsv, loadDataset } from "#data/files";
import { type QuoteFault, readCells } from "../src/data/csvCells.ts";
import { complaint, csv, dataFolder, expectConsistent } from "./dataFolder.ts";

function load(content: string | Uint8Array, name = "table.csv"): ImageDataset {
  const data = loadDataset(join(dataFolder({ [name]: content }), name));
  expectConsistent(data);
  return data;
}

/** Both parts without what they are called and what was said. */
const examples = ({ train, test, heldOut, classNames, shape, scale }: ImageDataset) => ({ train, test, heldOut, classNames, shape, scale });

const rows = Array.from({ length: 60 }, (_, n) => [
  `${(n * 7) % 11}.${n % 10}`,
  `${n % 2 ? "-" : ""}${(n * 3) % 13}.25`,
  ["red", "green", "blue"][n % 3] as string,
]);
const header = ["a", "b", "colour"];
const plain = () => examples(load(csv([header, ...rows])));
const lines = (table: readonly (readonly string[])[], separator: string, end = "\n") =>
  table.map((row) => row.join(separator) + end).join("");
const commas = (table: readonly (readonly string[])[]) =>
  table.map((row) => row.map((cell) => (/\d/.test(cell) ? cell.replace(".", ",") : cell)));

/** UTF-16 with the high byte first. */
const bigEndian = (text: string) => Buffer.from(text, "utf16le").swap16();

describe("13.23: a table is read as its maker meant it", () => {
  test.each<[string, string | Uint8Array, string?]>([
    ["semicolons", lines([header, ...rows], ";")],
    ["tabs", lines([header, ...rows], "\t"), "table.tsv"],
    ["bars", lines([header, ...rows], "|"), "table.txt"],
    [
      "blanks, many and few, before a line too",
      rows.map(([a, b, c]) => `   ${a?.padStart(8)}  ${b?.padEnd(9)}\t${c}  \n`).join(""),
      "table.data",
    ],
    ["a line sep=;", `sep=;\n${lines([header, ...rows], ";")}`],
    ["a line sep= and a tab", `\ufeffsep=\t\r\n${lines([header, ...rows], "\t", "\r\n")}`],
    ["semicolons and decimal commas", lines(commas([header, ...rows]), ";")],
    ["tabs and decimal commas", lines(commas([header, ...rows]), "\t")],
    ["quoted decimal commas between commas", csv([header, ...commas(rows).map((row) => row.map((cell) => `"${cell}"`))])],
    ["semicolons, and commas in quoted names", lines([['"a, mm"', '"b, mm"', '"colour"'], ...rows], ";")],
    ["a separator at the end of every line", lines([header, ...rows], ",", ",\n")],
    ["three of them", lines([header, ...rows], ",", ",,,\n")],
    ["one at the end of the header only", `a,b,colour,\n${csv(rows)}`],
    ["one at the end of the rows only", `a,b,colour\n${lines(rows, ",", ",\n")}`],
    [
      "names of rows that the header does not name, as R writes",
      `"a" "b" "colour"\n${rows.map((row, n) => `"${n + 1}" ${row.join(" ")}\n`).join("")}`,
    ],
    ["an index that pandas wrote", csv([["", ...header], ...rows.map((row, n) => [n, ...row])])],
    ["a header of numbers", csv([["0", "1", "2"], ...rows])],
    ["a header of numbers from 1", csv([["1", "2", "3"], ...rows])],
    ["an index and a header of numbers", csv([["", "0", "1", "2"], ...rows.map((row, n) => [n, ...row])])],
    ["a header of numbers that begins anew", csv([["0", "1", "0"], ...rows])],
    ["a header that comes again", csv([header, ...rows.slice(0, 20), header, ...rows.slice(20), header])],
    ["lines of comments", `# made by hand\n% in 2020\n${csv([header, ...rows.slice(0, 9)])}# half\n${csv(rows.slice(9))}`],
    ["a header that is a comment, as NumPy writes", `# ${csv([header, ...rows])}`],
    ["lines of separators only", `${csv([header, ...rows])},,\n,,\n`],
    ["UTF-16, low byte first, with its mark", Buffer.from(`\ufeff${csv([header, ...rows])}`, "utf16le")],
    ["UTF-16, high byte first, with its mark", bigEndian(`\ufeff${csv([header, ...rows])}`)],
    ["UTF-16, low byte first, without a mark", Buffer.from(csv([header, ...rows]), "utf16le")],
    ["UTF-16, high byte first, without a mark", bigEndian(csv([header, ...rows]))],
    ["a byte-order mark", `\ufeff${csv([header, ...rows])}`],
    ["gzip and .data", gzipSync(csv(rows)), "table.data.gz"],
    ["gzip and .tsv", gzipSync(lines(rows, "\t")), "TABLE.TSV.GZ"],
    ["line ends of old Macs", lines([header, ...rows], ",", "\r")],
    ["blanks that do not break after numbers", csv([header, ...rows.map(([a, b, c]) => [`${a}\u00a0`, b, c])])],
    ["minus signs of typesetters", csv([header, ...rows]).replaceAll("-", "−")],
  ])("%s", (_, content, name) => {
    expect(examples(load(content, name))).toEqual(plain());
  });

  test("commas between thousands, where a comma cannot be decimal", () => {
    const table = (grouped: boolean) =>
      csv([header, ...rows.map((row, n) => [grouped ? `"${(1000 + 37 * n).toLocaleString("en-US")}"` : 1000 + 37 * n, row[1], row[2]])]);
    const data = load(table(true));
    expect(examples(data)).toEqual(examples(load(table(false))));
    expect(data.notes).toContain("commas in its numbers stand between thousands");
    const german = rows.map((row, n) => [(1000.5 + 37 * n).toLocaleString("de-DE"), row[1]?.replace(".", ","), row[2]] as string[]);
    const english = rows.map((row, n) => [`${1000.5 + 37 * n}`, row[1], row[2]] as string[]);
    expect(examples(load(lines([header, ...german], ";")))).toEqual(examples(load(csv([header, ...english]))));
  });

  test("a comma that can be either is refused where nothing tells", () => {
    const table = csv([header, ...rows.map((row, n) => [`"${1 + (n % 9)},${100 + n}"`, n % 7, row[2]])]);
    expect(() => load(table)).toThrow(/column 1 \("a"\): "1,100" has a comma that may be decimal or stand between thousands;/);
    // a point elsewhere in a German table
    const points = lines([header, ...rows.map((row, n) => [`${1 + (n % 9)}.${100 + n}`, "0,5", row[2] as string])], ";");
    expect(() => load(points)).toThrow(/column 1 \("a"\): "1\.100" has a dot that may be decimal or stand between thousands;/);
  });

  test("a header that pandas made of a row, with equal numbers made different, is no row", () => {
    const whole = Array.from({ length: 60 }, (_, n) => [n % 7, (n * 3) % 5, n % 4, (n * 5) % 6, n % 2 ? "p" : "q"]);
    const data = load(csv([["5", "0", "0.1", "0.2", "p"], ...whole]));
    expect(data.notes?.[0]).toContain("the first line is data");
    const mangled = load(csv([["0", "0.1", "0.2", "0.3", "p"], ...whole]));
    expect(mangled.notes?.[0]).toContain("60 rows of 5 columns between commas, the first line is a header");
    const fractions = whole.map((row) => row.with(1, "1.5"));
    expect(load(csv([["0", "0.1", "0.2", "0.3", "p"], ...fractions])).notes?.[0]).toContain("the first line is data");
  });

  test.each([["0,1,0,0,1,p"], ["1,2,3,1,2,p"], ["2,3,1,4,5,p"], ["0,1,2,0,0,p"]])(
    "a first row of small whole numbers, as %s, is data",
    (first) => {
      const small = Array.from({ length: 60 }, (_, n) => [n % 3, (n * 2) % 5, n % 4, (n * 3) % 5, n % 2, n % 2 ? "p" : "q"].join());
      expect(load(`${first}\n${small.join("\n")}`).notes?.[0]).toContain("61 rows of 6 columns between commas, the first line is data;");
    },
  );

  test("few words among numbers that come again and again are words all of them, a slip is refused", () => {
    const doors = rows.map((row, n) => row.with(0, ["2", "3", "4", "5more"][n % 4] as string));
    expect(load(csv([header, ...doors])).shape).toEqual([5]);
    expect(() => load(csv([header, ...rows.with(9, ["oops", "1", "red"])]))).toThrow(/line 11, column 1 \("a"\): "oops" is no number/);
  });

  test("a test part's first line is a header where it is that of the training part", () => {
    const words = Array.from({ length: 60 }, (_, n) => [["S", "M", "L"][n % 3], ["round", "flat"][n % 2], ["p", "q"][n % 2]]);
    const names = ["size", "shape", "sort"];
    const folder = dataFolder({ "table.csv": csv([names, ...words]), "table_test.csv": csv([names, ...words.slice(0, 2)]) });
    const data = loadCsv(join(folder, "table.csv"));
    expect([data.test.count, data.classNames]).toEqual([2, ["p", "q"]]);
  });

  test("a test part is read with the decimal marks of the training part where its own are in doubt, and its encoding is said", () => {
    const german = rows.map(([a, b, c]) => [a?.replace(".", ","), b?.replace(".", ","), c] as string[]);
    const few = [
      ["1,234", "2,345", "red"],
      ["3,456", "4,567", "gr\xfcn"],
    ];
    const files = { "table.csv": lines([header, ...german], "\t"), "table_test.csv": Buffer.from(lines([header, ...few], "\t"), "latin1") };
    const data = loadCsv(join(dataFolder(files), "table.csv"));
    const english = [
      ["1.234", "2.345", "red"],
      ["3.456", "4.567", "grün"],
    ];
    const plainFiles = { "table.csv": csv([header, ...rows]), "table_test.csv": csv([header, ...english]) };
    expect(examples(data)).toEqual(examples(loadCsv(join(dataFolder(plainFiles), "table.csv"))));
    expect(data.notes).toContain(
      "of table_test.csv: its bytes are not UTF-8, and are read as windows-1252; if letters look wrong, save it as UTF-8",
    );
  });

  test("true and false are 1 and 0, in any case", () => {
    const table = (words: readonly string[]) => csv([header, ...rows.map((row, n) => [row[0], words[n % 2], row[2]])]);
    for (const words of [
      ["True", "False"],
      ["TRUE", "FALSE"],
      ["true", "false"],
    ])
      expect(examples(load(table(words)))).toEqual(examples(load(table(["1", "0"]))));
  });

  test("the first line of scikit-learn's files gives the names of the classes", () => {
    const numbered = rows.map((row, n) => [...row.slice(0, 2), String(n % 3)]);
    const data = load(`60,2,red,green,blue\n${csv(numbered)}`);
    expect([data.classNames, data.train.count + data.test.count, data.shape]).toEqual([["red", "green", "blue"], 60, [2]]);
    const wide = numbered.map(([a, b, label]) => [a, b, a, b, a, label]);
    expect(load(`60,5,red,green,blue\n${csv(wide)}`)).toMatchObject({ classNames: ["red", "green", "blue"], shape: [5] });
  });

  test("13.23: names of the classes in another order in the test file, or a number without a name there", () => {
    const tested = (first: string, labels: readonly number[]) =>
      dataFolder({
        "t.csv": `30,2,red,blue\n${csv(Array.from({ length: 30 }, (_, n) => [n, n % 7, n % 2]))}`,
        "t_test.csv": `${first}${csv(labels.map((label, n) => [n, n % 7, label]))}`,
      });
    const labels = (folder: string) => {
      const { classNames, test } = loadCsv(join(folder, "t.csv"));
      return [...test.labels].map((label) => classNames?.[label]);
    };
    expect(labels(tested("4,2,blue,red\n", [0, 0, 1, 1]))).toEqual(["blue", "blue", "red", "red"]);
    expect(labels(tested("", [0, 0, 1, 1]))).toEqual(["red", "red", "blue", "blue"]);
    const folder = tested("", [0, 1, 2]);
    expect(complaint(join(folder, "t_test.csv"), () => loadCsv(join(folder, "t.csv")))).toMatch(
      /^line 3, column 3: "2" is the number of no class; the first line of \S+t\.csv names 2, numbered from 0$/,
    );
  });
});

describe("13.23: labels that are alike are kept apart", () => {
  const labelled = (labels: readonly string[]) =>
    load(csv([["a", "label"], ...rows.map(([a], n) => [a, labels[n % labels.length]])])).classNames;
  test.each([
    ["beyond 2⁵³", ["9007199254740992", "9007199254740993", "9007199254740994"]],
    ["hexadecimal", ["0x10", "0x11", "16", "17"]],
    ["with zeros before them", ["007", "07", "7"]],
    ["with an E between digits, as rooms and tariffs have it", ["10", "12E4", "1E1", "2E1"]],
    ["of more digits than float64 has", ["12345678901234567890", "12345678901234567891"]],
  ])("%s", (_, labels) => {
    expect([...(labelled(labels) ?? [])].sort()).toEqual([...labels].sort());
  });

  test("and numbers that are written otherwise are one", () => {
    expect(labelled(["1.000000000000000000e+00", "1", "+1", "0.0", "-0", "-1"])).toEqual(["-1", "0", "1"]);
  });

  test("bytes that are not UTF-8: three classes stay three, and the encoding is named", () => {
    const table = csv([header, ...rows.map(([a, b], n) => [a, b, ["caf\xe8", "caf\xe9", "x"][n % 3]])]);
    const data = load(Buffer.from(table, "latin1"));
    expect(data.classNames).toEqual(["cafè", "café", "x"].sort());
    expect(data.notes).toContain("its bytes are not UTF-8, and are read as windows-1252; if letters look wrong, save it as UTF-8");
    const bytes = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => ![0, 9, 10, 13, 32, 34, 44].includes(byte));
    const all = decodeText(Uint8Array.from(bytes), "x");
    expect(all.encoding).toBe("windows-1252");
    expect(new Set(all.text).size).toBe(bytes.length - 1);
    expect(all.text).toContain("<AD>"); // which nobody would see
  });

  test("letters that were lost before are said", () => {
    expect(load(csv([header, ...rows]).replaceAll("red", "r\ufffdd")).notes?.join("\n")).toContain("by which letters were lost before");
  });
});

describe("13.23: what is no table is refused in a sentence", () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  test.each<[string, string | Uint8Array, string]>([
    [
      "a workbook of Excel",
      bytes(0x50, 0x4b, 3, 4, 0, 0, 0, 1, 2, 0xff),
      "it holds bytes of 0, so it is no text; save it as text in UTF-8",
    ],
    ["UTF-16 that breaks off", bytes(0xff, 0xfe, 0x61, 0, 0x00, 0xd8), "it begins as UTF-16LE and is not; save it as UTF-8"],
    [
      "a title over the header",
      `Results\n\n${csv([header, ...rows])}`,
      "line 1 has 1 cell, line 3 has 3; every line must have equally many",
    ],
    [
      "two titles",
      `Results\nof 2020\n${csv([header, ...rows])}`,
      "line 2 has 1 cell, most lines have 3; every line must have equally many",
    ],
    ["a sum under the rows", `${csv([header, ...rows])}Sum,17\n`, "line 62 has 2 cells, line 1 has 3; every line must have equally many"],
  ])("%s", (_, content, says) => {
    const path = join(dataFolder({ "table.csv": content }), "table.csv");
    expect(complaint(path, () => loadCsv(path))).toBe(says);
  });
});

describe("readCells", () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 6 }).map((text) => text.replace(/[",\r\n]/g, "_").replace(/[^\S ]/g, "_")),
    fc.string({ maxLength: 6 }).map(
      (text) =>
        `"${text
          .replace(/[^\S ,\n]/g, "_")
          .replaceAll('"', '""')
          .trim()}"`,
    ),
    fc.constantFrom('""', '"a""b"', '"x\ny"', '"1,5"', " ", " 7 "),
  );

  test("gives the cells and lines that csv-parse gives", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
        fc.constantFrom("\n", "\r\n"),
        (table, end) => {
          const text = csv(table, end);
          const found: string[][] = [];
          expect(
            readCells(text, ",", (cells) => {
              found.push(cells);
              return true;
            }),
          ).toBeUndefined();
          const expected = parse(text, { relax_column_count: true, skip_empty_lines: true, trim: true, record_delimiter: ["\r\n", "\n"] });
          expect(found).toEqual(expected.map((row: string[]) => row.map((one) => one.replace(/^[ \t]+|[ \t]+$/g, ""))));
        },
      ),
      { numRuns: 2000, seed: 1 },
    );
  });

  test("ends on any text, with rows or a fault", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: "binary" }), fc.constantFrom(",", ";", "\t", "|", " "), (text, separator) => {
        let rowsSeen = 0;
        const fault: QuoteFault | undefined = readCells(text, separator as ",", () => {
          rowsSeen++;
          return true;
        });
        expect(rowsSeen).toBeLessThanOrEqual(text.length);
        if (fault) expect(fault.line).toBeGreaterThan(0);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
