import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Series } from "#analysis";
import { type Drawing, drawnStreams } from "#experiment";
import type { LayerSpec } from "#nn";
import { haveConverged } from "../../src/analysis/convergence.ts";
import { looksAtTest } from "../../src/analysis/looks.ts";
import { differencesFigure } from "../../src/report/figures/differencesFigure.ts";
import { resultsTable } from "../../src/report/resultsTable.ts";
import { madeUpExperiment, reportOf } from "../madeUpExperiment.ts";
import { base, compared, plus, series } from "../madeUpSeries.ts";
import { runCli } from "../runCli.ts";
import { writeTinyTable } from "../tinyTable.ts";

const apart = plus(() => 5);
const elsewhere = (values: readonly number[]) => new Map(values.map((value, seed) => [seed + 500, value]));
const same = (value: number) => Array<number>(8).fill(value);
const copies = { copies: "undrawn" } as const;

test("13.27: a run draws weights, an order and masks only where another seed would make another run", () => {
  const dense = (initializer?: { constant: number } | "heNormal"): LayerSpec => ({
    layer: "dense",
    units: 2,
    ...(initializer && { initializer }),
  });
  const of = (layers: LayerSpec[], changes: Partial<Drawing> = {}, initializer?: { constant: number }) =>
    drawnStreams({ model: { name: "net", layers, ...(initializer && { initializer }) }, methods: {}, batch: 279, ...changes }, 279);
  const zero = { constant: 0 };
  expect(of([dense(zero)])).toEqual([]);
  expect(of([dense()], {}, zero)).toEqual([]);
  expect(of([dense()], { batch: 558 }, zero)).toEqual([]);
  expect(of([dense()], { batch: 140 }, zero)).toEqual(["order"]);
  expect(of([dense()])).toEqual(["init"]);
  expect(of([dense("heNormal")], {}, zero)).toEqual(["init"]);
  expect(of([{ layer: "residual", layers: [dense(zero)], shortcut: [dense()] }])).toEqual(["init"]);
  const drops = (kind?: "dropConnect" | "spatial"): LayerSpec[] => [{ layer: "dropout", ...(kind && { kind }) }, dense(zero)];
  // a mask belongs to a place in the batch, so another order gives each example another mask; DropConnect's is the whole step's
  expect(of(drops(), { methods: { dropout: 0.2 } })).toEqual(["order", "dropout"]);
  expect(of(drops(), { methods: { dropout: 0.2, dropoutKind: "dropConnect" } })).toEqual(["dropout"]);
  expect(of(drops("spatial"), { methods: { dropout: 0.2, dropoutKind: "dropConnect" } })).toEqual(["order", "dropout"]);
  expect(of([...drops("dropConnect"), ...drops()], { methods: { dropoutRates: [0.2, 0] } })).toEqual(["dropout"]);
  expect(drawnStreams({ model: { name: "net", layers: [dense(zero)] }, methods: {}, batch: 279 }, undefined)).toEqual(["order"]);
});

test("13.27: copies of one net are one pair, and have no p", () => {
  const { sentences, comparisons, warnings } = compared([series("l2 0", same(75), copies), series("l2 2", same(81), copies)]);
  // the sign-flip p of eight equal signs would be 2 / 2⁸
  expect(sentences).toEqual([
    "l2 2 differs from l2 0 by +6.00 points. The runs of each are copies of one net, or nearly, whatever their seeds: they are one pair, and no p is given.",
  ]);
  expect(comparisons[0]).toMatchObject({ verdict: "copies", p: Number.NaN, comparisons: 0, paired: { pairs: 1, meanDifference: 6 } });
  expect(warnings).toContain("nothing is drawn for l2 0 (8 runs), l2 2 (8 runs): all weights start at a constant");
  expect(compared([series("l2 0", same(75), copies), series("l2 2", same(75), copies)]).sentences[0]).not.toContain("differs");
  const other = compared([series("a", same(75), copies), series("b", same(81), { ...copies, bySeed: elsewhere(same(81)) })]);
  expect(other.comparisons[0]).toMatchObject({ verdict: "copies", independent: null, unpaired: 0 });
});

test("13.27: beside runs that vary they are a fixed number for each seed, and no second sample", () => {
  const [one] = compared([series("a", same(98.2), copies), series("b", base.slice(0, 8))]).comparisons;
  expect(one?.p).toBeGreaterThan(0);
  const { sentences } = compared([series("a", same(98), copies), series("b", apart, { bySeed: elsewhere(apart) })]);
  expect(sentences[0]).toMatch(/points, and no p is given, since the runs of a are copies of one net, whatever their seeds\.$/);
});

test("13.29: where no test is made, no number of one is given", () => {
  for (const changes of [{ held: "initial weights" }, { pruned: 2, planned: 12 }]) {
    const [one] = compared([series("a", base), series("b", apart, changes)], 10).comparisons;
    const { paired, needed, detectable, equivalence, p, adjustedP } = one as NonNullable<typeof one>;
    const numbers = [
      p,
      adjustedP,
      paired.signFlip.p,
      paired.pairedT.p,
      paired.wilcoxonP,
      needed,
      detectable,
      equivalence?.p,
      equivalence?.adjustedP,
    ];
    expect(JSON.parse(JSON.stringify(numbers))).toEqual(numbers.map(() => null));
    expect(paired.meanDifference).toBeCloseTo(5, 12);
  }
});

test("13.28: what remains of runs that diverged is no independent sample", () => {
  const left = { bySeed: elsewhere(apart), planned: 11, diverged: 1, seeds: [...Array(11).keys()] };
  const { sentences, comparisons } = compared([series("a", base), series("b", apart, left)]);
  expect(sentences[0]).toMatch(
    /differ by \+5\.00 points, and no p is given: b is not called better than a, because 1 of its 11 runs diverged\. 1 of 11 runs of b diverged and are left out\.$/,
  );
  expect(comparisons[0]?.independent).toMatchObject({ welchP: Number.NaN, mannWhitneyP: Number.NaN });
  const behind = compared([
    series("b", apart, left),
    series(
      "c",
      apart.map((value) => value + 1),
    ),
  ]);
  expect(behind.sentences[0]).toContain("and no p is given, since what remains of b says nothing of the whole.");
});

test("13.27: logistic regression from 0 on all rows at once: four runs are one, and held or varied weights are in vain", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd); // of which 25 rows are trained on
  writeFileSync(join(cwd, "lr.json"), JSON.stringify({ name: "lr", initializer: { constant: 0 }, layers: [{ layer: "dense", units: 2 }] }));
  const net = ["--dataset", "tiny.csv", "--model", "lr.json", "--protocol", "sound", "-i", "4", "-r", "4", "--batch-size", "50"];
  const sweep = await runCli(["sweep", ...net, "--l2", "0,2", "--json"], { cwd });
  expect(sweep.stderr).toMatch(
    /^droplab: nothing is drawn for any run: all weights start at a constant, .+ one run \(--reps 1\) tells as much$/m,
  );
  const swept = JSON.parse(sweep.stdout);
  expect((await runCli(["report", swept.experiment, "-o", "-"], { cwd })).stdout).not.toContain("so runs compare in pairs");
  expect((await runCli(["run", ...net.with(-1, "10")], { cwd })).stderr).not.toContain("nothing is drawn");
  const { comparisons } = JSON.parse((await runCli(["compare", swept.experiment, "--json"], { cwd })).stdout);
  expect(comparisons[0]).toMatchObject({ verdict: "copies", p: null, needed: null, accuracyDifference: { pairs: 1, wilcoxonP: null } });
  const { code, stderr } = await runCli(["run", ...net, "--vary", "init"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /vary: only initial weights would differ, and all weights start at a constant, so all runs would be equal; give an init/,
  );
  expect((await runCli(["sweep", ...net, "--l2", "0,2", "--prune"], { cwd })).stderr).toMatch(
    /prune: nothing is drawn for the runs of l2 0 and of l2 2, so/,
  );
});

test.each([
  ["logistic regression", {}, "0.5"],
  ["a linear net of the squared error", { loss: "meanSquaredError" }, "0.3"],
])("13.27: %s that came to its minimum is one net, whatever its seeds; a step before it is a sample", async (_, loss, rate) => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  writeFileSync(join(cwd, "lr.json"), JSON.stringify({ name: "lr", layers: [{ layer: "dense", units: 2 }], ...loss }));
  const verdictAfter = async (iterations: string) => {
    const net = ["--dataset", "tiny.csv", "--model", "lr.json", "--protocol", "sound", "-r", "8", "--batch-size", "25"];
    const steps = ["--optimizer", "sgd", "--learning-rate", rate, "-i", iterations, "--evaluate-every", iterations];
    const { stdout } = await runCli(["sweep", ...net, ...steps, "--l2", "0.3,1", "--json"], { cwd });
    const compare = await runCli(["compare", JSON.parse(stdout).experiment], { cwd });
    const asJson = await runCli(["compare", JSON.parse(stdout).experiment, "--json"], { cwd });
    return { text: compare.stdout, ...JSON.parse(asJson.stdout).comparisons[0] };
  };
  const whole = await verdictAfter("400");
  expect(whole).toMatchObject({ verdict: "copies", p: null, copies: ["l2 1", "l2 0.3"] });
  expect(whole.text.replaceAll(/\s+/g, " ")).toContain("give nearly the same answers, as where a loss has one minimum");
  expect(await verdictAfter("2")).toMatchObject({ copies: [] });
});

test("13.27: a convex loss near its minimum gives copies, within two test rows; less near, seeds tell how near, which is said", () => {
  const near = (rows: readonly number[], losses: readonly number[] = []) =>
    rows.map((right, i) => ({ score: right / 299, calibration: undefined, testLoss: losses[i] ?? 0.2 }));
  const convex = { hasOneMinimum: true, testRows: 299 };
  expect(haveConverged(near([289, 290, 291], [0.2, 0.21, 0.215]), convex)).toBe(true);
  expect(haveConverged(near([288, 290, 291]), convex)).toBe(false);
  expect(haveConverged(near([289, 290, 291], [0.2, 0.21, 0.225]), convex)).toBe(false);
  expect(haveConverged(near([289, 290]), { ...convex, hasOneMinimum: false })).toBe(false);
  expect(haveConverged(near([289, 290]), { ...convex, testRows: undefined })).toBe(false);
  const [one, other] = ["a", "b"].map((name, i) =>
    series(
      name,
      plus((seed) => (i * seed) / 10),
      { hasOneMinimum: true },
    ),
  );
  const warned = compared([one, other] as Series[]).warnings;
  expect(warned).toContain(
    "a net of one dense layer has a loss with one minimum, and its seeds tell only how near training came to it: p of b",
  );
  expect(compared([series("a", base), other as Series]).warnings).not.toContain("one minimum");
});

test("13.29: the caption of results names no test where none is made", async () => {
  const made = madeUpExperiment({ protocol: "sound", reps: 8, grid: { dropout: [0, 0.4] } }, (one, k) => ({
    state: "done",
    accuracy: 0.9 + one / 100 + k / 1000,
  }));
  const withP = await reportOf(made.source, made.experiment, { commandFor: () => "" });
  expect(resultsTable(withP).caption).toContain("† p < 0.05 by the sign-flip test");
  const trials = async (ids: readonly string[]) =>
    new Map(
      [...(await made.source.trials(ids))].map(
        ([id, record]) => [id, { ...record, config: { ...record.config, streamSeeds: { init: 1 } } }] as const,
      ),
    );
  const without = await reportOf({ ...made.source, trials }, made.experiment, { commandFor: () => "" });
  expect(resultsTable(without).caption).not.toMatch(/†|sign-flip/);
  expect(
    differencesFigure(
      without.configurations.flatMap(({ comparison }) => comparison ?? []),
      "dropout 0",
      760,
    )?.caption,
  ).toMatch(/; no test is made of them\.$/);
});

test("13.27: nets that are all sure and right are no copies, though their losses are 0", async () => {
  const of = (loss: number) => (one: number, k: number) => ({
    state: "done" as const,
    accuracy: one ? 1 : 0.9 + k / 100,
    calibration: { negativeLogLikelihood: one ? loss : 0.3 + k / 100, expectedCalibrationError: 0, bins: 15 },
  });
  const copiesIn = async (loss: number) => {
    const made = madeUpExperiment({ protocol: "sound", reps: 5, grid: { dropout: [0, 0.4] } }, of(loss));
    const { configurations } = await reportOf(made.source, made.experiment, { commandFor: () => "" });
    return configurations.map(({ series: { copies: kind } }) => kind);
  };
  expect(await copiesIn(0)).toEqual([undefined, undefined]);
  expect(await copiesIn(0.25)).toEqual([undefined, "converged"]);
});

test("13.1: nets that grow without end and are numbers still are said to", () => {
  const of = (loss: number) => ({
    calibrationBySeed: new Map(base.map((_, seed) => [seed, { negativeLogLikelihood: loss, expectedCalibrationError: 0.4, bins: 15 }])),
  });
  const { warnings } = compared([series("rate 0.1", base, of(2.5)), series("rate 22", apart, of(7.1e15))]);
  expect(warnings).toContain("the loss on the test examples is far above that of guessing for rate 22 (7.1e+15 nats)");
  expect(compared([series("rate 0.1", base, of(2.5)), series("rate 1", apart, of(6))]).warnings).not.toContain(
    "far above that of guessing",
  );
});

test("13.1: of runs that the test examples chose at more looks no p is given", () => {
  const [few, many] = [{ selectedOn: "test", looks: "4" } as const, { selectedOn: "test", looks: "80" } as const];
  const { comparisons, sentences } = compared([series("every 100", base, few), series("every 5", apart, many)]);
  expect(comparisons[0]).toMatchObject({ verdict: "unequalLooks", p: Number.NaN, adjustedP: Number.NaN });
  expect(sentences[0]).toMatch(
    /, of which the iteration was chosen by looking at the test examples 80 times and 4 times: more looks find more by that alone, and no p/,
  );
  expect(compared([series("a", base, few), series("b", apart, few)]).comparisons[0]?.verdict).toBe("better");
  const elsewhere = new Map(apart.map((value, seed) => [seed + 500, value]));
  const unpaired = compared([series("a", base, few), series("b", apart, { ...many, bySeed: elsewhere })]).sentences[0];
  expect(unpaired).toMatch(/no p is given, since the test examples chose their iteration, at 80 looks and at 4/);
});

test("13.1: looks are not as many under another patience of early stopping", () => {
  const of = (earlyStopping: number) =>
    looksAtTest({ config: { protocol: "post", iterations: 1000, evaluateEvery: 100 }, methods: { earlyStopping } } as never);
  expect([of(0), of(2), of(5), of(10)]).toEqual(["10", "up to 10 (early stopping 2)", "up to 10 (early stopping 5)", "10"]);
});

test("13.1: what is evaluated more often is no better for it, in a sweep of protocol post, and is not pruned by", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const words = [
    "sweep",
    "--dataset",
    "tiny.csv",
    "--model",
    "mlp(4)",
    "-i",
    "100",
    "--evaluate-every",
    "5,50",
    "-r",
    "8",
    "--batch-size",
    "5",
  ];
  const { stdout } = await runCli([...words, "--json"], { cwd });
  const { code, stdout: said } = await runCli(["compare", JSON.parse(stdout).experiment], { cwd });
  expect([code, said.replaceAll(/\s+/g, " ")]).toEqual([
    0,
    expect.stringContaining("more looks find more by that alone, and no p is given"),
  ]);
  const pruned = await runCli([...words, "--prune"], { cwd });
  expect([pruned.code, pruned.stderr]).toEqual([
    2,
    expect.stringContaining("chooses its iteration at more or fewer looks at the test examples"),
  ]);
  for (const words of [
    ["--evaluate-every", "5,50"],
    ["--evaluate-every", "5", "--early-stopping", "0,3"],
  ]) {
    const heldOut = await runCli(
      ["sweep", "--dataset", "tiny.csv", "--model", "mlp(4)", "-i", "100", ...words, "--protocol", "sound", "--prune"],
      { cwd },
    );
    expect([heldOut.code, heldOut.stderr]).toEqual([2, expect.stringContaining("at more or fewer looks at the held-out examples")]);
  }
});
