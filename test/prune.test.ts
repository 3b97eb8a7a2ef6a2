import { describe, expect, test } from "vitest";
import { pruneLooks, seedsToPrune } from "#analysis";
import { RandomSequence } from "#engine";
import { Pruning } from "#lab";
import { pruningSentence } from "#report";

const trialsOf = (configurations: number, seeds: number) =>
  Array.from({ length: seeds }, (_, k) => k + 1).flatMap((repetition) =>
    Array.from({ length: configurations }, (_, configuration) => ({ id: `${configuration} ${repetition}`, configuration, repetition })),
  );

/** Runs a sweep by the rule, seed after seed; gives the trials that were given up, and how many ran. */
function sweep(score: (configuration: number, repetition: number) => number | null, configurations: number, seeds: number) {
  const trials = trialsOf(configurations, seeds);
  const pruning = new Pruning(trials);
  const givenUp = new Map<string, string>();
  for (const { id, configuration, repetition } of trials) {
    if (givenUp.has(id)) continue;
    expect(repetition).toBeLessThanOrEqual(pruning.mayBegin);
    pruning.settle(id, score(configuration, repetition));
    for (const [given, reason] of pruning.decide()) givenUp.set(given, reason);
  }
  return givenUp;
}

describe("13.28: --prune", () => {
  test.each([
    [2, 10],
    [3, 12],
    [3, 20],
    [6, 16],
  ])("gives something up in at most 5 of 100 sweeps of %d equal configurations with %d seeds", (configurations, seeds) => {
    const random = new RandomSequence(4, "noise", configurations);
    const sweeps = 1500;
    let pruned = 0;
    for (let k = 0; k < sweeps; k++) {
      // what a seed makes is shared; accuracies are of 1,000 test images
      const shared = Array.from({ length: seeds + 1 }, () => random.normal());
      const accuracy = (_: number, repetition: number) =>
        Math.round(950 + 5 * (shared[repetition] as number) + 6 * random.normal() ** 3) / 1000;
      if (sweep(accuracy, configurations, seeds).size) pruned++;
    }
    expect(pruned / sweeps).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / sweeps));
  });

  test("the looks of a sweep may err by 5% together, over all ordered pairs", () => {
    for (const configurations of [2, 3, 5, 14, 300])
      for (const seeds of [1, 2, 5, 10, 20, 40]) {
        const looks = pruneLooks(configurations, seeds);
        const total = looks.reduce((sum, { level }) => sum + level * configurations * (configurations - 1), 0);
        expect(looks.length).toBeLessThanOrEqual(4);
        expect(total).toBeLessThanOrEqual(0.05);
        for (const look of looks) expect(look.seeds).toBeLessThan(seeds);
        // 13.28: each can act: its level is a p that so many pairs can have, and no look is in vain
        for (const look of looks) expect(look.level).toBeGreaterThanOrEqual(2 ** -look.seeds);
      }
  });

  test("gives up what is far behind at the first look, and keeps the best and its equals", () => {
    const [first] = pruneLooks(3, 12);
    const givenUp = sweep((configuration, repetition) => 0.9 + repetition / 1000 - (configuration === 1 ? 0.05 : 0), 3, 12);
    expect(new Set([...givenUp.keys()].map((id) => id[0]))).toEqual(new Set(["1"]));
    expect(givenUp.size).toBe(12 - (first?.seeds ?? 0));
    expect([...givenUp.values()][0]).toMatch(
      /^behind another configuration by 5\.00 points over \d+ seeds in the accuracies that choose the iteration \(sign-flip p = 0\.00\d+\)$/,
    );
  });

  test("never gives up the configuration with the higher mean of the seeds seen, where runs of the other collapse", () => {
    // ahead by 0.12 points on all seeds but the third, where it is behind by ten: Wilcoxon's ranks of 19 pairs have p = 0.0004
    const collapsing = (configuration: number, repetition: number) =>
      configuration ? 0.98 + repetition / 1e5 : repetition === 3 ? 0.88 : 0.9812 + repetition / 1e5;
    expect(sweep(collapsing, 2, 20).size).toBe(0);
  });

  test("decides by the first seeds alone, in whatever order runs end", () => {
    const seeds = 10;
    const trials = trialsOf(2, seeds);
    const score = (id: string) => (id.startsWith("1") ? 0.5 : 0.9) + Number(id.split(" ")[1]) / 1000;
    const decisions = [trials, trials.toReversed()].map((order) => {
      const pruning = new Pruning(trials);
      const ready = order.filter(({ repetition }) => repetition <= pruning.mayBegin);
      return ready.flatMap(({ id }) => {
        pruning.settle(id, score(id));
        return [...pruning.decide()];
      });
    });
    expect(decisions[0]?.length).toBe(4);
    expect(decisions[1]).toEqual(decisions[0]);
  });

  test("a rival with a run that diverged is better than nothing, and diverged runs give nothing up", () => {
    const diverging = (configuration: number, repetition: number) =>
      configuration === 0 && repetition === 2 ? null : 0.9 - configuration / 9;
    expect(sweep(diverging, 2, 10).size).toBe(0);
    expect(sweep((configuration) => (configuration ? null : 0.9), 2, 10).size).toBe(0);
  });

  test("13.27: runs that all come out the same may be one net, of which no p can be", () => {
    expect(sweep((configuration) => 0.9 - configuration / 9, 2, 10).size).toBe(0);
    expect(sweep((configuration, repetition) => (configuration ? 0.1 : 0.9 + repetition / 1000), 2, 10).size).toBeGreaterThan(0);
  });

  test("equal configurations count once", () => {
    const twice = trialsOf(2, 10).flatMap((trial) => [trial, ...(trial.configuration ? [] : [{ ...trial, configuration: 2 }])]);
    expect(new Pruning(twice).configurations).toBe(2);
  });

  test("says beforehand from how many seeds on it can act, or that it cannot", () => {
    const say = (configurations: number, seeds: number) => pruningSentence(new Pruning(trialsOf(configurations, seeds)));
    // two ordered pairs at α ln(1 + (e − 1) · 6 / 9) = 0.0382: 2⁻⁶ = 0.0156 is below its half, 2⁻⁵ is not below that of 5 seeds
    expect(say(2, 10)).toMatch(
      /^--prune can act from 6 seeds on: it looks after 6, 8 and 9 of 10 seeds .* in the mean of the accuracies that choose the iteration, each the highest of its run \(sign-flip test\).* at most 5% over the whole sweep if differences between equals are symmetric, which they are not where a few runs collapse, or where one jumps more from look to look and is higher by that alone$/,
    );
    expect(say(14, 10)).toMatch(/^--prune cannot act on 14 configurations with 10 seeds: .* from --reps 13 on it can$/);
    expect(say(1, 10)).toBe("--prune has nothing to do: there is one configuration only");
    expect(pruneLooks(14, 13).length).toBe(1);
    expect(seedsToPrune(14)).toBe(13);
  });
});
