import { describe, expect, test } from "vitest";
import { csv, loadTable } from "./dataFolder.ts";
import { type Cell, COUNT, english, german, of } from "./twoWritings.ts";

const one: Cell = (n) => String(n % 7);
const word: Cell = (n) => ["p", "q"][n % 2] as string;
const said = (table: string, of: RegExp) => loadTable(table).notes?.filter((note) => of.test(note));

describe("13.23: a file has one decimal mark", () => {
  test("decimal dots beside decimal commas are said, and the other way round", () => {
    expect(said(german(of(["21.10", "9.04", "13.12"]), word), /one decimal mark/)).toEqual([
      'dots are decimal in column 2 ("size"), as "21.10", and commas elsewhere, though a file has one decimal mark; if this is a column of dates, times, versions or lists, leave it out with --ignore 2',
    ]);
    expect(said(english(of(['"1,2"', "2", '"1,3"']), word), /one decimal mark/)).toEqual([
      'commas are decimal in column 2 ("size"), as "1,2", and dots elsewhere, though a file has one decimal mark; if this is a column of dates, times, versions or lists, leave it out with --ignore 2',
    ]);
  });

  test("are not said of thousands, or of one mark", () => {
    for (const size of [of(["9.500", "1.250", "320", "410"]), of(["9,5", "3,25"]), one])
      expect(said(german(size, word), /one decimal mark/)).toEqual([]);
  });

  test.each(["09.04", "00.23"])("a zero before %s is said", (text) => {
    expect(said(english(of([text, "17.37", "21.10"]), word), /which is read as/)).toEqual([
      `column 2 ("size") has "${text}", which is read as the number ${Number(text)}; if these are dates, times or codes, write plain numbers, as the days since a first one, or leave them out with --ignore 2`,
    ]);
  });
});

describe("13.23: two cells that become one number are said where what stands behind the marks counts", () => {
  const upTo = (whole: readonly number[], most: number) => whole.flatMap((n) => Array.from({ length: most }, (_, k) => `${n}.${k + 1}`));
  const months = upTo([2021, 2022], 12);
  const lost = / which is read as the number/;
  test.each<[string, readonly string[], string]>([
    [
      "months of a year",
      months,
      '"2021.10", which is read as the number 2021.1, as "2021.1" is; if these are months or versions, write two digits',
    ],
    [
      "versions by year",
      ["2022.1", "2022.3", "2023.1", "2023.2", "2023.10"],
      '"2023.10", which is read as the number 2023.1, as "2023.1" is',
    ],
    [
      "many chapters",
      upTo([1, 2, 3, 4, 5, 6], 12),
      '"1.10", which is read as the number 1.1, as "1.1" is; if these are versions or chapters',
    ],
    ["answers", ["1.1", "1.10", "2.1"], '"1.10", which is read as the number 1.1, as "1.1" is'],
  ])("%s", (_, texts, note) => {
    expect(said(english(of(texts), word), lost)).toEqual([expect.stringContaining(note)]);
    const commas = said(german(of(texts.map((text) => text.replace(".", ","))), word), lost);
    expect(commas).toEqual([expect.stringContaining(`"${(note.split('"')[1] as string).replace(".", ",")}", which is read as`)]);
  });

  test.each<[string, readonly string[]]>([
    ["two digits each", ["2021.01", "2021.02", "2021.10", "2021.12"]],
    ["prices of which some end in a zero", ["1.5", "1.50", "2.25", "3.1", "2.75"]],
    ["tenths that two people write", upTo([1, 2], 9).concat("1.10", "1.50", "2.90")],
    ["fractions below a tenth", ["1.1", "1.10", "1.05", "1.2"]],
  ])("not of %s", (_, texts) => {
    expect(said(english(of(texts), word), lost)).toEqual([]);
  });
});

test("13.23: whole numbers that float64 rounds are said", () => {
  const large = (n: number) => String(2n ** 60n + BigInt((n * 37) % 1000));
  expect(said(english(large, word), /beyond/)).toEqual([
    'column 2 ("size") has 1152921504606847013, which is read as 1152921504606846976, as whole numbers beyond 2^53 are rounded; write what they are more than the least one, or leave them out with --ignore 2',
  ]);
  expect(
    said(
      english((n) => `${(n * 37) % 1000}000000000000000000`, word),
      /beyond/,
    ),
  ).toEqual([]);
});

test("13.23: a first line that counts the columns and is taken for data is said", () => {
  const rows = Array.from({ length: COUNT }, (_, n) => [18 + ((n * 37) % 70), n % 2]);
  const note =
    "the first line is taken for data, though it counts the columns, as no other line does; if it is a header, write names in it";
  expect(loadTable(csv([[0, 1], ...rows])).notes).toContain(note);
  expect(loadTable(csv([[0, 1], ...rows, [0, 1]])).notes).not.toContain(note);
});
