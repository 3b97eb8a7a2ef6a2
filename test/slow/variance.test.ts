import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitVariance } from "#analysis";
import { RandomSequence } from "#engine";
import { varianceSentence, varianceTable } from "#report";
import { chiSquareCdf, chiSquareQuantile } from "../../src/analysis/statistics/chiSquare.ts";
import { normalQuantile } from "../../src/analysis/statistics/normal.ts";
import { runCli } from "../runCli.ts";
import { tinyTable, writeTinyTable } from "../tinyTable.ts";

describe("the chi-square distribution", () => {
  // scipy.stats.chi2.ppf of SciPy 1.10
  test.each([
    [0.025, 9, 2.7003894999803584],
    [0.975, 9, 19.02276779864163],
    [0.025, 1, 0.0009820691171752555],
    [0.975, 1, 5.023886187314888],
    [0.5, 30, 29.336031516661585],
    [0.999, 3, 16.26623619623813],
    [0.025, 199, 161.82618239364686],
    [0.975, 199, 239.9596818276442],
  ])("has the share %d below its quantile with %i degrees of freedom", (p, degrees, quantile) => {
    expect(Math.abs(chiSquareQuantile(p, degrees) / quantile - 1)).toBeLessThan(1e-9);
    expect(chiSquareCdf(quantile, degrees)).toBeCloseTo(p, 12);
  });
});

describe("variance by source", () => {
  test("adds up where the sources do not interact", () => {
    const random = new RandomSequence(7, "noise");
    const many = (deviations: readonly number[]) =>
      Array.from({ length: 40000 }, () => deviations.reduce((sum, deviation) => sum + deviation * random.normal(), 50));
    const { sources, all, sumOfShares } = splitVariance({ init: many([3]), order: many([2]), dropout: many([1]) }, many([3, 2, 1]));
    expect(sources.map(({ share }) => share)).toEqual([expect.closeTo(9 / 14, 1), expect.closeTo(4 / 14, 1), expect.closeTo(1 / 14, 1)]);
    // shares and deviation of 40,000 draws: the standard error of a variance is 1/141 of it
    expect(Math.abs(sumOfShares - 1)).toBeLessThan(4 / 141);
    expect(Math.abs(all.deviation / Math.sqrt(14) - 1)).toBeLessThan(4 / 282);
  });

  test("covers the true spread in 95 of 100 samples", () => {
    const random = new RandomSequence(8, "noise");
    const samples = 4000;
    let covered = 0;
    for (let i = 0; i < samples; i++) {
      const { all } = splitVariance(
        {},
        Array.from({ length: 10 }, () => 2 * random.normal()),
      );
      if (all.interval.low <= 2 && all.interval.high >= 2) covered++;
    }
    expect(covered / samples).toBeCloseTo(0.95, 1.9);
  });

  test("does not depend on the level, and scales with the unit", () => {
    const values = fc
      .array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 12 })
      .filter((v) => new Set(v).size > 2);
    fc.assert(
      fc.property(values, values, fc.double({ min: -5, max: 5, noNaN: true }), (one, all, shift) => {
        const before = splitVariance({ init: one }, all);
        const after = splitVariance(
          { init: one.map((v) => 4 * (v + shift)) },
          all.map((v) => 4 * (v + shift)),
        );
        expect(after.all.deviation).toBeCloseTo(4 * before.all.deviation, 6);
      }),
    );
  });

  test("15.12: is said only as surely as so many runs allow, and not split into shares by few", () => {
    const few = splitVariance({ init: [1, 3, 2], order: [1, 5, 2] }, [1, 1.5, 2]);
    // √(2 / χ²) at 0.975 and 0.025 with 2 degrees of freedom
    expect(varianceSentence(few)).toBe(
      "With 3 runs each the variance cannot be split: the true sd may lie anywhere from 0.52 to 6.3 times what so few show. Take 8 or more (--reps 8), better 30.",
    );
    expect(varianceTable(few, 120).join("\n")).not.toMatch(/%[^ ]|% *$|share|together/m);
    const eight = (step: number) => Array.from({ length: 8 }, (_, i) => 90 + step * i);
    const together = splitVariance({ init: eight(0.2), order: eight(0.3) }, eight(0.25));
    expect(together.sumOfShares).toBeCloseTo((0.04 + 0.09) / 0.0625, 10);
    expect(varianceTable(together, 120).at(-1)).toBe(
      "the shares add up to 208%: what several sources make together is in the shares of all of them, or the estimates from 8 runs of each are rough",
    );
    const calm = splitVariance({ init: eight(0.1), order: eight(0.1) }, eight(0.25));
    expect(varianceTable(calm, 120).at(-1)).toBe(
      "the shares add up to 32%: the one draw of the others that was held is a calm one, or the estimates from 8 runs of each are rough",
    );
    const told = splitVariance({ init: eight(0.2), order: eight(0.1) }, eight(0.25));
    expect(varianceSentence(told)).toMatch(
      /^The largest spread when it alone differs: the initial weights, sd 0\.49 points against 0\.612 when all differ\. With 8 runs/,
    );
    expect(varianceTable(told, 120).at(-1)).toBe(
      "the shares add up to 80%, which 8 runs of each tell roughly: whether the sources act apart from each other cannot be said",
    );
    const many = (step: number) => Array.from({ length: 32 }, (_, i) => 90 + step * i);
    const whole = splitVariance({ init: many(0.2), order: many(0.1) }, many(0.25));
    expect(varianceTable(whole, 120).at(-1)).toBe(
      "the shares add up to 80%, as where sources act apart from each other; whether these do cannot be said: those that act together may add up to as much at the one draw that was held",
    );
    expect(varianceSentence(whole)).not.toContain("cannot be told apart");
    const near = varianceSentence(splitVariance({ init: many(0.2), order: many(0.17) }, many(0.25)));
    expect(near).toContain("With 32 runs each, sources whose intervals overlap cannot be told apart.");
    expect(varianceSentence(splitVariance({ init: [1] }, [1]))).toBe("One run has no spread: give --reps 2 or more.");
    expect(varianceSentence(splitVariance({ init: [1, 1] }, [1, 1]))).toBe(
      "All 2 runs have the same accuracy: there is no variance to split.",
    );
  });

  test("13.1: adds up to the whole, with any number of runs, also where sources make nearly all of it together", () => {
    const [n, g, held] = [1000, 2, 0.366];
    const normal = Array.from({ length: n }, (_, i) => normalQuantile((i + 0.5) / n));
    const at = (a: number, b: number) => 80 + a + b + g * a * b;
    const shuffled = normal.map((_, i) => normal[(i * 389 + 7) % n] as number);
    const all = normal.map((a, i) => at(a, shuffled[i] as number));
    const split = splitVariance({ init: normal.map((a) => at(a, held)), order: normal.map((b) => at(held, b)) }, all);
    expect(Math.abs(split.sumOfShares - 1)).toBeLessThan(0.25); // where a and b act apart it is 1; here they share 4 of 6 parts
    expect(varianceTable(split, 120).at(-1)).toContain("whether these do cannot be said");
  });

  test("13.1: is not split where runs diverged, and says of which sources how many", async () => {
    const split = splitVariance({ init: [91, null, 92, null], order: [91, 93, 92, 95] }, [91, null, 94, 92]);
    expect(split.sources.map(({ runs, diverged, share }) => [runs, diverged, share])).toEqual([
      [2, 2, Number.NaN],
      [4, 0, Number.NaN],
    ]);
    expect([split.all.diverged, split.sumOfShares]).toEqual([1, Number.NaN]);
    expect(split.sources[1]?.deviation).toBeCloseTo(1.70782512765993, 12); // √(35 / 12)
    expect(varianceTable(split, 100)).toEqual([
      expect.stringMatching(/^what differs +runs +diverged +sd, points /),
      expect.stringMatching(/^initial weights +2 +2 of 4 /),
      expect.stringMatching(/^order of the examples +4 +1\.7/),
      expect.stringMatching(/^all of them +3 +1 of 4 /),
    ]);
    expect(varianceSentence(split)).toBe(
      "Runs diverged and have no accuracy (initial weights: 2 of 4, all of them: 1 of 4), and what remains of them says nothing of the whole: the variance is not split. Use a smaller learning rate, or clip gradients.",
    );
    const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
    const args = ["variance", "--model", "mlp(8)", "-i", "20", "-r", "2", "--optimizer", "sgd", "--learning-rate", "1e30"];
    const { stdout } = await runCli([...args, "--json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ accuracies: { init: [null, null], all: [null, null] }, all: { runs: 0, diverged: 2 } });
    const { stdout: text } = await runCli(args, { cwd });
    expect(text).toMatch(
      /Runs diverged and have no accuracy \(initial weights: 2 of 2, order of the examples: 2 of 2, all of them: 2 of 2\)/,
    );
    expect(text).toContain("4 of 4 different runs diverged and are left out"); // run 1 is the same in all three
  });

  test("droplab variance runs one source at a time, run 1 only once, and keeps what it ran", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
    const args = ["variance", "--model", "mlp(8)", "--dropout", "0.3", "-i", "30", "-r", "3"];
    const first = JSON.parse((await runCli([...args, "--json"], { cwd })).stdout);
    expect(Object.keys(first.accuracies)).toEqual(["init", "order", "dropout", "all"]);
    for (const values of Object.values<number[]>(first.accuracies)) {
      expect(values.length).toBe(3);
      expect(values[0]).toBe(first.accuracies.all[0]);
    }
    const again = await runCli(args, { cwd });
    expect(again.stderr.match(/3 of 3 runs were in droplab\.db already/g)?.length).toBe(4);
    expect(again.stdout).toContain("dropout masks");
    const without = await runCli(["variance", "--model", "mlp(8)", "-i", "10", "-r", "2"], { cwd });
    expect(without.stdout).not.toMatch(/^dropout masks/m);
    expect(await runCli([...args, "--vary", "init"], { cwd })).toMatchObject({
      code: 2,
      stderr: "droplab: vary: this command varies each stream by itself; leave --vary out\n",
    });
  });
});

describe("13.22: the split of a table", () => {
  test("is a source by itself, beside those of runs that share one", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
    writeTinyTable(cwd);
    const args = ["variance", "--dataset", "tiny.csv", "--model", "mlp(2)", "--protocol", "sound", "-i", "20", "-r", "3", "--workers", "2"];
    const { stdout, code } = await runCli(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("over 3 splits (--split-seed 1 to 3, all else held). The runs above share split 1");
    const { accuracies, split } = JSON.parse((await runCli([...args, "--json"], { cwd })).stdout);
    expect(accuracies.split.length).toBe(3);
    expect(accuracies.split[0]).toBe(accuracies.all[0]); // run 1 is the same in all
    const mean = accuracies.split.reduce((a: number, b: number) => a + b) / 3;
    const squares = accuracies.split.reduce((sum: number, value: number) => sum + (value - mean) ** 2, 0);
    expect(split.accuracyDeviation).toBeCloseTo(Math.sqrt(squares / 2), 10);
    const other = await runCli(["variance", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "20", "-r", "2", "--split-seed", "7"], {
      cwd,
    });
    expect(other.stdout).toContain("(--split-seed 7 to 8, all else held)");
    const drawn = await runCli([...args, "--train-examples", "9", "--label-noise", "0.2"], { cwd });
    expect(drawn.stdout).toContain("(--split-seed 1 to 3, each with a draw of its own of the training data, all else held)");
    expect(drawn.stdout).toContain(
      "drawn once (--data-seed 1), and all runs of one split share them: what another draw makes is only in the sd of the splits",
    );
  });

  test("goes on from 0 after the last seed, and says what it draws where the test part is a file of its own", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
    writeTinyTable(cwd);
    writeFileSync(join(cwd, "tiny_test.csv"), tinyTable().split("\n").slice(0, 13).join("\n"));
    const args = ["variance", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "5", "-r", "3", "--split-seed", "4294967294"];
    const { stdout, code } = await runCli(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("over 3 splits (--split-seed 4294967294 to 4294967295 and 0, all else held)");
    expect(stdout).toContain("Which rows are held out, the test part being tiny_test.csv: sd");
    expect(stdout).not.toContain("The split of the table");
  });
});

test("13.1: a variance whose runs fail says which, why, and of how many", async () => {
  const preload = `
    import { isMainThread, parentPort } from "node:worker_threads";
    if (!isMainThread) {
      const { on } = parentPort;
      parentPort.on = (name, listener) => on.call(parentPort, name, (task) => {
        if (!task?.config?.streamSeeds?.init) return listener(task);
        throw new Error("made to fail");
      });
    }`;
  const args = ["variance", "--model", "mlp(2)", "-i", "5", "-r", "2", "--workers", "1"];
  const { code, stdout, stderr } = await runCli(args, { preload });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("droplab: run 2 (order varied) failed: made to fail\n");
  expect(stderr).toMatch(/droplab: of the 2 runs with order varied 2 failed, so the variance is not split\n$/);
});
