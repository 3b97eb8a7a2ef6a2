import { expect, test } from "vitest";
import type { ConfigurationRow } from "../src/web/api/shapes.ts";
import { isShown, ordered } from "../src/web/dashboard/views/resultsOrder.ts";

const chosen = { baseline: 0, selected: [], filter: "", verdict: "", sort: "", isLinear: false };
const fields = ["dropout", "maxNorm"];
const row = (index: number, dropout: number, limit: number, difference: object | null): ConfigurationRow =>
  ({
    ...{ index, name: `dropout ${dropout}, maxNorm ${limit}`, values: [String(dropout), limit ? String(limit) : "no limit"], notes: "" },
    ...{ numbers: [dropout, limit || null], difference: difference && { verdict: "worse", ...difference }, lost: 0, diverged: 0 },
  }) as unknown as ConfigurationRow;
const rows = [
  row(0, 0, 0, null),
  row(1, 0.1, 1, { mean: -3, p: 0.01 }),
  row(2, 0, 10, { mean: null, p: null }),
  row(3, 0.5, 1, { mean: 2, p: 0.5 }),
];

test("what was not compared comes last, whichever way a table is sorted", () => {
  const by = (sort: string) => ordered(rows, sort, fields, 0).map(({ index }) => index);
  expect([by("difference"), by("-difference")]).toEqual([
    [1, 0, 3, 2],
    [3, 0, 1, 2],
  ]);
  expect([by("verdict").slice(0, 2), by("-verdict").slice(0, 2)]).toEqual([
    [1, 3],
    [3, 1],
  ]);
});

test("a field and its value ask for that value alone, other words for what holds them", () => {
  const shown = (q: string) => rows.filter((one) => isShown(one, { ...chosen, filter: q }, 0, fields)).map(({ index }) => index);
  expect([
    shown("dropout 0"),
    shown("maxnorm 1"),
    shown("maxNorm 0"),
    shown("dropout 0, maxNorm 10"),
    shown("0.1"),
    shown("worse"),
  ]).toEqual([[0, 2], [1, 3], [0], [2], [1], [1, 2, 3]]);
});
