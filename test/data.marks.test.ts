import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ImageDataset, TableOptions } from "#data";
import { loadCsv } from "#data/files";
import { complaint, csv, dataFolder, expectConsistent } from "./dataFolder.ts";

type Cell = string | number;
const COUNT = 60;
const rows = (row: (n: number) => readonly Cell[], count = COUNT) => Array.from({ length: count }, (_, n) => row(n));
const noise = (n: number) => `${(n * 37) % 101}.${(n * 13) % 10}5`;
function load(text: string | Uint8Array, options: TableOptions = {}, name = "q.csv", test?: string): ImageDataset {
  const data = loadCsv(join(dataFolder({ [name]: text, ...(test !== undefined && { "q_test.csv": test }) }), name), options);
  expectConsistent(data);
  return data;
}
const refusal = (text: string, name = "q.csv") => {
  const path = join(dataFolder({ [name]: text }), name);
  return complaint(path, () => loadCsv(path));
};
const examples = ({ train, test, classNames }: ImageDataset) => ({ train, test, classNames });

describe("13.23: marks that nobody sees hide no name", () => {
  const body = csv(rows((n) => [n % 2, noise(n), n % 3]));
  const plain = () => load(`class,a,grade\n${body}`);
  const latin = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
  test.each<[string, string | Uint8Array]>([
    ["two byte-order marks", `\ufeff\ufeffclass,a,grade\n${body}`],
    ["the mark as windows-1252 has it", `ï»¿class,a,grade\n${body}`],
    ["the mark before bytes that are no UTF-8", latin(`ï»¿class,a,gr\u00e4de\n${body}`)],
    ["a blank that does not break", `class\u00a0,a,grade\n${body}`],
    ["a mark of writing direction", `\u200eclass,a,grade\n${body}`],
    ["quotation marks of one stroke", `'class','a','grade'\n${body}`],
    ["a colon", `class:,a,grade\n${body}`],
  ])("%s", (_, text) => {
    const data = load(text);
    expect(data.notes?.[0]).toContain("labels are column 1 (");
    expect(examples(data)).toEqual(examples(plain()));
  });

  test("nor the header of a file that was put behind another", () => {
    const [header, words] = [
      "colour,class,size\n",
      csv(rows((n) => [["red", "blue"][n % 2] as string, ["p", "q"][n % 2] as string, ["s", "l"][(n >> 1) % 2] as string])),
    ];
    expect(examples(load(`\ufeff${header}${words}\ufeff${header}${words}`))).toEqual(examples(load(`${header}${words}${header}${words}`)));
  });

  test.each(["# target a grade", "% target a grade"])("nor does the comment %j, as NumPy writes a header", (header) => {
    const body = rows((n) => [n % 4, noise(n), n % 3])
      .map((row) => row.join(" "))
      .join("\n");
    const data = load(`${header}\n${body}\n`, {}, "q.txt");
    expect(data.notes?.[0]).toContain('labels are column 1 ("target"), by its name');
    expect(examples(data)).toEqual(examples(load(`${header.slice(2)}\n${body}\n`, {}, "q.txt")));
    expect(data.notes?.join()).not.toContain("comment");
    expect(load(`# made by a program\n${body}\n`, {}, "q.txt").notes).toContain("1 line is a comment");
  });
});

describe("13.23: lines that are switched off, or are of another format, are no rows in silence", () => {
  test.each(["#", "%", "//", ";", "!"])("rows that begin with %j are said", (mark) => {
    const data = load(
      csv([
        ["a", "b", "kind"],
        ...rows((n) => [`${n % 15 === 0 ? mark : ""}${["red", "blue"][n % 2]}`, noise(n), ["p", "q"][n % 2] as string]),
      ]),
    );
    expect(data.notes).toContain(`4 rows begin with ${mark} and are taken for data; take out what is a comment`);
  });

  test("a row among tags that has a comma too many is no comment", () => {
    expect(
      refusal(
        csv([
          ["tag", "n", "class"],
          ...rows((n) => (n === 8 ? ["#t1", " really", 2, "q"] : [`#t${n % 3}`, n % 7, ["p", "q"][n % 2] as string])),
        ]),
      ),
    ).toBe("line 10 has 4 cells, line 1 has 3; every line must have equally many");
  });

  test("LIBSVM's pairs and a program's lists are refused", () => {
    const pairs = rows((n) => [n % 3, `1:${n % 5}`, `2:${n % 4}`]).map((row) => row.join(" "));
    expect(refusal(pairs.join("\n"), "q.data")).toBe(
      "its lines are pairs of index and value, as LIBSVM writes them; write a table with one column for each index",
    );
    const tuples = rows((n) => [`(${n % 5}`, noise(n), `'${["p", "q"][n % 2]}'),`]);
    expect(refusal(tuples.map((row) => row.join(", ")).join("\n"))).toMatch(/^its lines are in brackets/);
  });
});

describe("13.23: the test file beside a table", () => {
  const body = ["a,b,class\n", csv(rows((n) => [n % 7, noise(n), ["p", "q"][n % 2] as string]))].join("");
  test.each([
    ["Train.csv", "Test.csv"],
    ["q_TRAIN.tsv", "q_TEST.tsv"],
    ["r.train.csv", "r.test.csv"],
    ["Q.csv", "q_Test.csv.gz"],
    ["train.csv", "test.csv"],
  ])("of %s is %s", (name, other) => {
    const path = join(dataFolder({ [name]: body, [other]: body }), name);
    expect(loadCsv(path).notes?.[0]).toContain(`the 60 of ${other} are the test part`);
  });

  test("is said where it is not read", () => {
    const path = join(dataFolder({ "Train_s.csv": body, "Test_s.csv": body }), "Train_s.csv");
    expect(loadCsv(path).notes).toContain("Test_s.csv lies beside it and is not read; call it train_s_test.csv to test on it");
  });

  test("is said to have numbers of nines, as the table itself", () => {
    const spoilt = csv([["a", "b", "class"], ...rows((n) => [n % 6 ? n % 7 : -999, noise(n), ["p", "q"][n % 2] as string])]);
    expect(load(body, {}, "q.csv", spoilt).notes).toContain(
      'of q_test.csv: column 1 ("a") has -999 in 10 rows, far from its other values; if it means a missing value, write NA',
    );
  });

  test("has whole numbers among its words that are one class, however they are written", () => {
    const labels = (all: readonly Cell[]) => csv([["a", "b", "class"], ...rows((n) => [n % 7, noise(n), all[n % 3] as Cell])]);
    expect(load(labels(["1", "2", "X"]), {}, "q.csv", labels(["1.000", "2.0", "X"])).classNames).toEqual(["1", "2", "X"]);
  });

  test("has labels that can be compared with those of the table", () => {
    const labels = (all: readonly Cell[]) => csv([["a", "b", "class"], ...rows((n) => [n % 7, n % 5, all[n % 3] as Cell])]);
    expect(() => load(labels(["1.000", "2.000", "3.000"]), {}, "q.csv", labels([1000, 2000, 3000]))).toThrow(
      /q\.csv: line 2, column 3 \("class"\): "1\.000" has a dot that may be decimal or stand between thousands/,
    );
    expect(load(labels([1, 2, 3]), {}, "q.csv", labels(["1.000", "2.000", "3.000"])).classNames).toEqual(["1", "2", "3"]);
  });
});

describe("13.22: hints can be followed, and what is said of an index is true", () => {
  test("a column is left out by its name where another is called by its number", () => {
    const table = csv([
      [0, 1, 2, 3, 4, "target"],
      ...rows((n) => [noise(n), noise(n + 1), noise(n + 2), `w${n % 55}`, noise(n + 3), ["p", "q"][n % 2] as string]),
    ]);
    const hint = /--ignore (\S+)$/.exec(refusal(table) as string)?.[1];
    expect(hint).toBe("3");
    expect(load(table, { ignore: hint as string }).shape).toEqual([4]);
  });

  test.each<[string, number, string]>([
    ["index", 3, 'column 1 ("index") is named as an index and taken for a feature; --ignore 1 leaves it out'],
    ["obs", 3, 'column 1 ("obs") is named as an index and taken for a feature; --ignore 1 leaves it out'],
    ["visitor_id", 2, 'column 1 ("visitor_id") seems to name rows, some of them by one name, and is left out; --ignore none keeps it'],
    ["User ID", 2, 'column 1 ("User ID") seems to name rows, some of them by one name, and is left out; --ignore none keeps it'],
  ])("whole numbers called %s that come again do not number the rows", (name, features, note) => {
    const data = load(csv([[name, "a", "b", "class"], ...rows((n) => [((n * 7) % 50) * 9, noise(n), noise(n + 1), n % 2])]));
    expect([data.shape, data.notes?.includes(note)]).toEqual([[features], true]);
  });

  test("ids in capitals, and ids of a first column without a name", () => {
    const id = (n: number) => 4_000_000 + ((n * 7919) % 60_013);
    for (const name of ["User ID", "CUSTOMER_ID"])
      expect(load(csv([[name, "a", "b", "class"], ...rows((n) => [id(n), noise(n), noise(n + 1), n % 2])])).shape).toEqual([2]);
    expect(load(csv(rows((n) => [id(n), noise(n), noise(n + 1), ["p", "q"][n % 2] as string]))).notes).toContain(
      "column 1 has other whole numbers in every row, as an index has, and is taken for a feature; --ignore 1 leaves it out",
    );
  });

  test("a last column that could hold the labels as well as a first one of words is refused", () => {
    const text = csv([["sex", "age", "disease"], ...rows((n) => [["f", "m"][n % 2] as string, noise(n), (n >> 1) % 2])]);
    expect(() => load(text)).toThrow(
      /column 1 \("sex"\) and column 3 \("disease"\) of .*, the first and the last, could both be the labels, and no name tells; choose with --label 1 or --label 3$/,
    );
  });

  test("numbers with blanks between thousands are no classes, last column or not", () => {
    const income = ["1 249,99", "7 083,33", "2 083,33", "12 500,00"];
    const table = [["mode", "price", "income"], ...rows((n) => [["boat", "pier"][n % 2] as string, n % 9, income[n % 4] as string])];
    expect(refusal(table.map((row) => row.join(";")).join("\n"))).toMatch(
      /^line 2, column 3 \("income"\): "1 249,99" is a number with marks between thousands/,
    );
  });
});

describe("13.21: what Excel in other languages, databases, Stata, SAS and Julia write for a missing value", () => {
  test.each([
    "#NV",
    "#N/D",
    "#N/B",
    "#WERT!",
    "#BEZUG!",
    "#DIV/0",
    "(null)",
    "[NULL]",
    "<null>",
    ".a",
    "._",
    "undefined",
    "(blank)",
    "missing",
    "n. a.",
    "N.A",
    "na.",
  ])("%j", (text) => {
    const table = (lost: string) =>
      csv([["a", "b", "class"], ...rows((n) => [n % 9 ? noise(n) : lost, n % 7, ["p", "q"][n % 2] as string])]);
    expect(examples(load(table(text), { missing: "mean" }))).toEqual(examples(load(table("NA"), { missing: "mean" })));
  });
});

describe("13.23: dates, times, money and hexadecimal numbers are no words", () => {
  test.each([
    ..."5-Jan-24|January 5 2024|20 March 2020|2024-01-05Z|2024年1月5日|20240105T101500|10:30 Uhr|10:30Z|12h30".split("|"),
    ..."R$ 5|US$5|₩500|₽5|$5M|5¢|5 zł|5‰|1Fh".split("|"),
  ])("%j is refused", (text) => {
    const table = csv([["a", "b", "class"], ...rows((n) => [n % 3 ? text : "other", noise(n), ["p", "q"][n % 2] as string])]);
    expect(refusal(table)).toMatch(
      /^line 3, column 1 \("a"\): ".*" is (?:a date|a time|an amount of money|a percentage|hexadecimal); write a plain number/,
    );
  });

  test.each(["May", "$10-$20", "10-20%", "Jan", "12h", "bad", "March 2020 report"])("%j is a word", (text) => {
    const table = csv([["a", "b", "class"], ...rows((n) => [n % 3 ? text : "other", noise(n), ["p", "q"][n % 2] as string])]);
    expect(load(table).shape).toEqual([3]);
  });
});
