import { describe, expect, test } from "vitest";
import { base, compared, plus, series, setup } from "./madeUpSeries.ts";

// what is the same nets under two names is one comparison

const fields = (changes: Readonly<Record<string, string>> = {}) => ({ layers: "[]", learningRate: "0.01", ...changes });
const baseline = series("slow", base, { setup: setup("a1,a2", { fields: fields({ learningRate: "0.001" }) }) });
const better = plus((i) => 0.3 + 0.01 * i);

describe("13.26: Holm counts each comparison of nets once", () => {
  test("of a configuration in two experiments with other numbers of runs", () => {
    const six = series("fast", better.slice(0, 6), { setup: setup("b1,b2", { fields: fields() }) });
    const eight = series("fast again", better.slice(0, 6), { setup: setup("b1,b2,b3", { fields: fields() }) });
    const { comparisons, warnings } = compared([baseline, six, eight]);
    expect(comparisons.map(({ adjustedP, comparisons: family }) => [adjustedP, family])).toEqual([
      [2 / 64, 1],
      [2 / 64, 1],
    ]);
    expect(warnings).not.toContain("the best of");
  });

  test("of nets that differ in how many thinned ones are asked", () => {
    const mc = (name: string, samples: string, values: readonly number[], learningRate: string) =>
      series(name, values, { setup: setup(name, { fields: fields({ mc: samples, learningRate }) }) });
    const { comparisons } = compared([
      baseline,
      mc("slow, mc 5", "5", base, "0.001"),
      mc("fast, mc 5", "5", better, "0.01"),
      mc("fast, mc 10", "10", better, "0.01"),
    ]);
    expect(comparisons.map(({ verdict, comparisons: family }) => [verdict, family])).toEqual([
      ["identical", 1],
      ["better", 1],
      ["better", 1],
    ]);
  });

  test("but other pairs, and other nets, are others", () => {
    const few = series("fast", better.slice(0, 6), { setup: setup("b1,b2", { fields: fields() }) });
    const more = series("fast again", better, { setup: setup("b1,b2,b3", { fields: fields() }) });
    const other = series("faster", better, { setup: setup("c1", { fields: fields({ learningRate: "0.02" }) }) });
    expect(compared([baseline, few, more]).comparisons[0]?.comparisons).toBe(2);
    expect(compared([baseline, more, other]).comparisons[0]?.comparisons).toBe(2);
  });
});

test("13.30: the advice against lost classes is one that can be followed", () => {
  const lost = (protocol: string) => series("a", base, { withDeadClasses: 2, setup: setup("a", { fields: fields({ protocol }) }) });
  expect(compared([lost("post"), baseline]).warnings).toContain("or use linear logits (--protocol sound)");
  expect(compared([lost("sound"), baseline]).warnings).toContain("or take the activation of the logits out of the model, if there is one");
});
