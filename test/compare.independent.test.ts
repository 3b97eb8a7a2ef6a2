import { expect, test } from "vitest";
import { base, compared, plus, series } from "./madeUpSeries.ts";

const elsewhere = (values: readonly number[]) => new Map(values.map((value, seed) => [seed + 500, value]));
const apart = plus(() => 5);

test("13.28: runs without a seed in common that share what --vary held have no p", () => {
  const held = "initial weights and dropout masks";
  const { sentences, comparisons } = compared([series("a", base, { held }), series("b", apart, { held, bySeed: elsewhere(apart) })]);
  expect(sentences[0]).toBe(
    "b: no seed in common with a; as independent samples of 10 and 10 runs they differ by +5.00 points, and no p is given, since runs share the initial weights and dropout masks (--vary) and are of one draw, and another draw may say otherwise.",
  );
  expect(comparisons[0]?.independent).toMatchObject({ welchP: Number.NaN, mannWhitneyP: Number.NaN });
});

test("13.28: nor have runs of which --prune gave some up", () => {
  const few = apart.slice(0, 6);
  const { sentences } = compared([series("a", base), series("b", few, { bySeed: elsewhere(few), pruned: 4, planned: 10 })]);
  expect(sentences[0]).toContain("points, and no p is given, since how many runs there are was decided by looking at them (--prune).");
});

test("13.28: of a test that was not made there is no number", () => {
  const none = { signFlip: { p: Number.NaN, draws: Number.NaN }, pairedT: { t: Number.NaN, p: Number.NaN }, wilcoxonP: Number.NaN };
  const beside = series("b", apart, { bySeed: elsewhere(apart) });
  const oneSeed = series("b", apart.slice(0, 1));
  const diverged = series("b", [], { bySeed: new Map(), diverged: 10 });
  for (const other of [beside, oneSeed, diverged]) expect(compared([series("a", base), other]).comparisons[0]?.paired).toMatchObject(none);
});
