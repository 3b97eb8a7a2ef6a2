import { describe, expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { csv, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(61, "noise");
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));

describe("13.23: columns that are numbered, in another order than they stand", () => {
  const shuffle = [3, 1, 0, 2, 4];
  const rows = times(60, (n) => [...times(4, (f) => (random.normal() + f).toFixed(3)), n % 3]);
  const inOrder = (order: readonly number[]) => csv([order, ...rows.map((row) => order.map((place) => row[place]))]);

  test("of the test file are the table's", () => {
    const [straight, shuffled] = [[0, 1, 2, 3, 4], shuffle].map((order) => loadTable(inOrder([0, 1, 2, 3, 4]), {}, inOrder(order)));
    expect(shuffled?.test).toEqual(straight?.test);
  });

  test("and what is wrong there is named by its place in that file", () => {
    const spoilt = inOrder(shuffle).replace(/^(\S+\n\S+?),/, "$1x,");
    expect(() => loadTable(inOrder([0, 1, 2, 3, 4]), {}, spoilt)).toThrow(/table_test\.csv: line 2, column 1 \("3"\)/);
  });

  test("as texts sort them are a header", () => {
    const names = times(13, String).sort();
    const wide = times(80, (n) => [n % 2, ...times(12, (f) => Math.floor(9 * random.uniform()) + f)]);
    const data = loadTable(csv([names, ...wide]), { label: "0" });
    expect(data.train.count + data.test.count).toBe(80);
    expect(data.classNames).toEqual(["0", "1"]);
  });

  test("but rows of ranks have none", () => {
    const ranks = times(60, (n) => {
      const order = times(10, (i) => i + 1).sort(() => random.uniform() - 0.5);
      return [...order, "ab"[n % 2]];
    });
    const data = loadTable(csv(ranks));
    expect(data.train.count + data.test.count).toBe(60);
  });
});

test("13.23: the first row of a test file is none of the names of labels where it is a row of the table", () => {
  const row = (n: number, label: string) => [(n / 7).toFixed(3), (-n / 9).toFixed(3), label];
  const table = csv(times(80, (n) => row(n, "yn"[n % 2] as string)));
  const tested = csv([row(1, "y"), ...times(20, (n) => row(n, "n"))]);
  expect(loadTable(table, {}, tested).test.count).toBe(21);
});

test("13.22: of a panel, in which time begins anew for each of several, that is said", () => {
  const said = (years: (n: number) => number) =>
    loadTable(csv([["year", "value", "gas"], ...times(300, (n) => [years(n), (random.normal() + 1).toFixed(3), Math.floor(n / 100)])]), {
      label: "gas",
    }).notes?.join("\n");
  expect(said((n) => 1720 + n)).toContain('column 1 ("year") has the rows in the order of time, in which the class changes 2 times');
  expect(said((n) => 20 + 20 * (n % 100))).toMatch(
    /in the order of time, which begins anew 2 times, in which .+ put the last rows of each series into/,
  );
});

test("13.23: R's names of rows before a column that is called inf", () => {
  const lines = [
    '"inf" "unem" "regime"',
    ...times(40, (n) => `"${n + 1}" ${(random.normal() + 2).toFixed(2)} ${n % 7} "${"hl"[n % 2]}oh"`),
  ];
  const { train, test: tested, classNames } = loadTable(`${lines.join("\n")}\n`);
  expect([train.count + tested.count, classNames]).toEqual([40, ["hoh", "loh"]]);
});
