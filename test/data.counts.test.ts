import { describe, expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { csv, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(71, "noise");
const drawn = () => random.uniform().toFixed(3);
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const notesOf = (rows: readonly (readonly unknown[])[]) => (loadTable(csv(rows)).notes ?? []).join("\n");

describe("13.22: numbers of cases of which some come again are said", () => {
  /** Numbers up to 13 millions of 200 cases, of which the last ten were seen before. */
  const numbers = times(190, (n) => 61_634 + ((n * 7_919_993) % 13_000_000));
  const caseOf = (n: number) => numbers[n % 190];
  const withCase = (n: number) => [caseOf(n), drawn(), drawn(), (n * 7) % 2];

  test("without a header", () => {
    expect(notesOf(times(200, withCase))).toContain(
      "column 1 seems to number rows, some of them by one number, and is taken for a feature",
    );
  });

  test.each(["Sample code number", "patient", "mrn", "caseNo", "ID"])("called %s", (name) => {
    expect(notesOf([[name, "a", "b", "class"], ...times(200, withCase)])).toMatch(
      /column 1 \(".*"\) seems to (?:number|name) (?:the )?rows/,
    );
  });

  test.each(["income", "folic acid", "piano"])("not what is measured: %s", (name) => {
    expect(notesOf([[name, "a", "b", "class"], ...times(200, withCase)])).not.toContain("seems to number rows");
  });
});

describe("13.22: counts that begin anew, where tables were put one behind another, are said", () => {
  const rows = (header: readonly string[] | undefined, count: (n: number) => number) =>
    notesOf([...(header ? [header] : []), ...times(200, (n) => [drawn(), count(n), (n * 7) % 2])]);
  const counted = (n: number) => (n < 120 ? n + 1 : n - 119);

  test.each([[undefined], [["a", "recno", "class"]], [["a", "n", "class"]]])("%j", (header) => {
    expect(rows(header, counted)).toMatch(/column 2.* seems to number rows, some of them by one number/);
  });

  test("not times, and not the places of a plan", () => {
    expect(rows(["a", "week", "class"], counted)).not.toContain("seems to number");
    expect(rows(["a", "dose", "class"], (n) => n % 10)).not.toContain("seems to number");
  });
});

describe("13.22: a table that was counted is said", () => {
  /** As R's as.data.frame(Titanic): each combination once, and how often it was seen. */
  const counted = times(32, (n) => [
    ["1st", "2nd", "3rd", "crew"][n % 4],
    n & 4 ? "f" : "m",
    n & 8 ? "child" : "adult",
    n & 16 ? "yes" : "no",
  ]);
  const freq = (n: number) => (n * 37) % 190;

  test.each(["Freq", "count", "n", "COUNT(*)"])("by %s", (name) => {
    expect(notesOf([["class", "sex", "age", name, "survived"], ...counted.map((row, n) => row.toSpliced(3, 0, `${freq(n)}`))])).toContain(
      `column 4 ("${name}") seems to say how often each row was seen`,
    );
  });

  test.each(["Freq", "count", "n", "0", "size", "Count of sex", "n()"])("by the last column, %s, which holds no labels", (name) => {
    const rows = counted.map((row, n) => [...row, `${freq(n)}`]);
    expect(() => loadTable(csv([["class", "sex", "age", "survived", name].with(0, "berth"), ...rows]), { label: "sex" })).not.toThrow();
    expect(() =>
      loadTable(csv([["berth", "sex", "age", "alive", name], ...rows.map((row) => row.with(4, `${Number(row[4]) % 9}`))])),
    ).toThrow(`("${name}"), the last, is called as labels rarely are`);
  });

  test("not a count of something beside what was measured", () => {
    const rows = times(100, (n) => [drawn(), "mf"[n % 2], freq(n), (n * 7) % 2]);
    expect(notesOf([["height", "sex", "count", "class"], ...rows])).not.toContain("how often");
    const doubled = times(100, (n) => [n % 4, "mf"[n % 2], freq(n), (n >> 3) % 2]);
    expect(notesOf([["kind", "sex", "count", "class"], ...doubled])).not.toContain("how often");
  });
});
