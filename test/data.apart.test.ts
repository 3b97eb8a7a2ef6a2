import { describe, expect, test } from "vitest";
import { csv, loadTable, tableRefusal } from "./dataFolder.ts";
import { drawn, rows, table, upTo } from "./drawnTable.ts";

/** What is said of a column of the table and of its test part beside one that is drawn. */
function said(own: (n: number) => string | number, other: (n: number) => string | number, tested = 200): string[] {
  const part = (count: number, from: number, cell: (n: number) => string | number) =>
    table(
      "code,z,class",
      rows(count, (n) => [cell(n + from), drawn(n + from, 2).toFixed(3), drawn(n + from, 3) < 0.5 ? "a" : "b"]),
    );
  const notes = loadTable(part(800, 0, own), {}, part(tested, 800, other)).notes ?? [];
  return notes.filter((note) => note.startsWith('column 1 ("code")') && note.includes("table_test.csv"));
}
const alike = "; if the unit, the codes or the column are others, write both files alike";

describe("13.22: codes that only one of two parts has are said", () => {
  test.each<[string, number, number, string]>([
    [
      "count from 1 in the test part",
      0,
      1,
      'has "4" in table_test.csv, which no other row has, and has "0", which no row of table_test.csv has',
    ],
    [
      "count from 0 in the test part",
      1,
      0,
      'has "0" in table_test.csv, which no other row has, and has "4", which no row of table_test.csv has',
    ],
  ])("that %s", (_, own, other, text) => {
    expect(said(upTo(4, own), upTo(4, other))).toEqual([`column 1 ("code") ${text}${alike}`]);
  });

  test("words that no test row has", () => {
    const word = (n: number) => "abcde"[upTo(5)(n)] as string;
    expect(said(word, (n) => (word(n) === "a" ? "b" : word(n)))).toEqual([
      `column 1 ("code") has "a", which no row of table_test.csv has${alike}`,
    ]);
  });

  test("but not a code that is rare, one that few test rows could have, or one of equal parts", () => {
    expect(said(upTo(4), upTo(4))).toEqual([]);
    expect(said((n) => (n % 100 === 0 ? 9 : upTo(4)(n)), upTo(4))).toEqual([]);
    expect(said(upTo(4), upTo(3, 1), 6)).toEqual([]);
    expect(said(upTo(4), (n) => (n === 805 ? 4 : upTo(4)(n)))).toEqual([]);
    // numbers with words among them, which are more than half of the rows of one part only
    const pair = (n: number) => (drawn(n, 7) < (n < 800 ? 0.6 : 0.4) ? `1/${upTo(5)(n)}` : 3 + (n % 30));
    expect(said(pair, pair)).toEqual([]);
  });
});

describe("13.22: numbers of the test part that are others are said from a smaller distance on, where chance never makes it", () => {
  const normal = (n: number) => Number(((drawn(n, 1) + drawn(n, 4) + drawn(n, 5) - 1.5) * 2).toFixed(3));

  test("one number in all test rows", () => {
    const [note, ...others] = said(normal, () => "0.0");
    expect(note).toMatch(/^column 1 \("code"\) is 0 in all rows of table_test\.csv, and -\d.* in table\.csv; if the unit, the codes/);
    expect(others).toEqual([]);
    expect(
      said(
        (n) => (n % 50 === 0 ? normal(n) : 0),
        () => 0,
      ),
    ).toEqual([]);
  });

  test.each<[string, (n: number) => number]>([
    ["no minus signs", (n) => Math.abs(normal(n))],
    ["1.2 deviations lower", (n) => normal(n) - 1.2],
  ])("%s", (_, cell) => {
    expect(said(normal, cell)).toHaveLength(1);
    // of so few rows it may be chance
    expect(said(normal, cell, 10)).toEqual([]);
    expect(said(normal, normal)).toEqual([]);
  });

  test("13.23: true and false are compared with 1 and 0 as what they are", () => {
    const bit = (n: number) => upTo(2)(n);
    expect(said((n) => (bit(n) ? "True" : "False"), bit)).toEqual([]);
    expect(
      said(
        (n) => (bit(n) ? "True" : "False"),
        (n) => Number(n % 20 === 0),
      ),
    ).toEqual([
      expect.stringMatching(/^column 1 \("code"\) has "0" in 95%, "1" in 5% of the rows in table_test\.csv and "(?:True|False)" in 5\d%/),
    ]);
  });
});

test("13.22: of test rows that stand among the others it is said how many have another label there only", () => {
  const both = csv([["a", "class"], ...rows(40, (n) => [n % 10, n < 20 ? "x" : "y"]), ...rows(10, (n) => [10 + n, "x"])]);
  const tested = csv([["a", "class"], ...rows(10, (n) => [n, "x"]), ...rows(3, (n) => [10 + n, "y"])]);
  expect(loadTable(both, {}, tested).notes).toContain(
    "13 of the 13 test rows stand among the other rows too, 3 only with another label there",
  );
});

/** A table whose first column is this, beside a drawn number and a class. */
const withColumn = (cell: (n: number) => string | number) =>
  table(
    "v,z,class",
    rows(120, (n) => [cell(n), drawn(n, 2).toFixed(3), drawn(n, 3) < 0.5 ? "a" : "b"]),
  );
/** A table whose labels are this. */
const withLabels = (cell: (n: number) => string) =>
  table(
    "z,class",
    rows(120, (n) => [drawn(n, 2).toFixed(3), cell(n)]),
  );
const digit = (n: number) => Math.floor(6 * drawn(n, 1));

describe("13.22: what workbooks write for what they cannot show is missing, in any language", () => {
  const errors = [
    "#SAKNAS!",
    "#I/T",
    "#PUUTTUU!",
    "#Н/Д",
    "#YOK",
    "#N/D!",
    "#¡DIV/0!",
    "#¡VALOR!",
    "#VALORE!",
    "#ZAHL!",
    "#IME?",
    "#SPILL!",
  ];
  const others = [
    "#BUSY!",
    "Err:502",
    "Err:508",
    "########",
    "##",
    "(leer)",
    "(vide)",
    "(en blanco)",
    "NaN%",
    "#HIÁNYZIK",
    "\u2212",
    "\u2010",
  ];
  test.each([...errors, ...others])("%s", (word) => {
    expect(tableRefusal(withColumn((n) => (n % 7 === 3 ? word : digit(n))))).toContain(`the value is missing ("${word}")`);
    const labels = loadTable(
      withLabels((n) => (n % 7 === 3 ? word : ["p", "q"][digit(n) % 2]) as string),
      { missing: "drop" },
    );
    expect(labels.classNames).toEqual(["p", "q"]);
  });

  test.each([":", ": c", "n.d.", "n. d.", "k.A.", "k. A.", "*"])("%s among numbers, and is a word among words", (word) => {
    expect(tableRefusal(withColumn((n) => (n % 7 === 3 ? word : digit(n))))).toContain(`the value is missing ("${word}")`);
    expect(loadTable(withColumn((n) => (n % 7 === 3 ? word : ["p", "q"][digit(n) % 2]) as string)).shape).toEqual([4]);
  });

  test.each(["#love", "#a/b c", "#1", "Err:9", "n.d.x", "!", "#ok!"])("%s is not", (word) => {
    expect(loadTable(withLabels((n) => (n % 7 === 3 ? word : "p"))).classNames).toContain(word);
  });
});

describe("13.23: dashes and signs that are the values of a scale are not missing", () => {
  test.each([
    [["--", "-", "o", "+", "++"]],
    [["---", "--", "++", "+++"]],
    [["\u2013", "+"]],
    [["\u2014", "\u2212", "+"]],
    [["o", "-", "--"]],
    [["#", "##", "b"]],
  ])("%j", (words) => {
    const labels = loadTable(withLabels((n) => words[n % words.length] as string));
    expect(labels.classNames).toEqual([...words].sort());
  });

  test("but a dash beside other words is", () => {
    for (const words of [
      ["o", "x", "-"],
      ["p", "q", "--"],
    ])
      expect(tableRefusal(withLabels((n) => words[n % 3] as string))).toContain("the label is missing");
  });
});

describe("13.23: marks that nobody sees are no part of a number, and alone they are nothing", () => {
  const marks = ["\u200e", "\u202a", "\u202c", "\u200b", "\u2060", "\u00ad", "\u061c", "\u180e", "\ufe0f"];
  test.each(marks.map((mark) => [mark.charCodeAt(0).toString(16), mark] as const))("U+%s", (_, mark) => {
    const number = (n: number) => (1 + 9 * drawn(n, 1)).toFixed(2);
    const bare = loadTable(withColumn(number));
    const marked = loadTable(withColumn((n) => `${mark}${number(n)}${mark}`));
    expect(marked.train).toEqual(bare.train);
    const commas = (text: string) => `"${text.replace(".", ",")}"`;
    expect(loadTable(withColumn((n) => commas(`${number(n)}${mark}`))).train).toEqual(bare.train);
    const notes = loadTable(withLabels((n) => ["x", `x${mark}`, "y"][n % 3] as string)).notes ?? [];
    expect(notes.join()).toContain("differ in case, blanks, a full stop or marks that nobody sees only");
  });

  test.each(["\u00a0", "\u3000", "\u200b", "\u2060", "\u00a0\u200b "])("%j alone is an empty cell", (cell) => {
    expect(
      loadTable(
        withLabels((n) => (n % 7 === 3 ? cell : (["p", "q"][n % 2] as string))),
        { missing: "drop" },
      ).classNames,
    ).toEqual(["p", "q"]);
    expect(tableRefusal(withColumn((n) => (n % 7 === 3 ? cell : digit(n))))).toContain("the value is missing");
    expect(tableRefusal(withColumn((n) => (n % 7 === 3 ? cell : (["p", "q"][n % 2] as string))))).toContain("the value is missing");
  });
});

test("13.23: many different numbers beside a word are a column of numbers, however many rows have the word", () => {
  const number = (n: number) => (1 + 99 * drawn(n, 1)).toFixed(1);
  for (const share of [5, 2, 1.2])
    expect(tableRefusal(withColumn((n) => (drawn(n, 7) < 1 / share ? "<0.5" : number(n))))).toContain('"<0.5" is no number');
  // few of them are codes, and many words are words
  expect(loadTable(withColumn((n) => (drawn(n, 7) < 0.6 ? "never" : digit(n)))).shape).toEqual([8]);
  const words = loadTable(withColumn((n) => (n % 3 ? `w${n % 8}` : 100 + (n % 25))));
  expect(words.shape?.[0]).toBeGreaterThan(20);
});

test("13.23: a column's name is found however its letters with accents are written", () => {
  const [one, two] = ["größe".normalize("NFD"), "größe".normalize("NFC")];
  for (const [name, wanted] of [
    [one, two],
    [two, one],
  ]) {
    const text = table(
      `${name},z,sort`,
      rows(60, (n) => [digit(n), drawn(n, 2).toFixed(3), n % 2]),
    );
    expect(loadTable(text, { ignore: wanted as string }).shape).toEqual([1]);
    expect(loadTable(text, { label: wanted as string }).classes).toBe(6);
    const tested = table(
      `${wanted},z,sort`,
      rows(20, (n) => [digit(n), drawn(n, 2).toFixed(3), n % 2]),
    );
    expect(loadTable(text, {}, tested).test.count).toBe(20);
  }
});

test("13.21: limits of detection, however many, are words among numbers", () => {
  const cell = (n: number) => (n % 5 < 3 ? `<${["0.1", "0.2", "0.5", "1.0", "2.0"][n % 5]}` : (drawn(n, 1) * 9 + 2).toFixed(2));
  const rowsOf = rows(200, (n) => [cell(n * 7), drawn(n, 2).toFixed(3), n % 2 ? "a" : "b"]);
  expect(() => loadTable(table("lead,z,class", rowsOf))).toThrow(/"<[\d.]+" is no number .*; its column holds numbers/);
});
