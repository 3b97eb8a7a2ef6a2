import { expect, test } from "vitest";
import { differingFields } from "#analysis";
import { type Experiment, loadResults, type TrialRecord } from "#experiment";
import type { LayerSpec } from "#nn";
import { loadPages, markdownReport, trialTable } from "#report";
import { newPaper } from "#report/files";
import { heldText } from "../src/analysis/heldStreams.ts";
import { compareOnSharedImages } from "../src/analysis/inspection/sharedImages.ts";
import { measureOptimism } from "../src/analysis/optimism.ts";
import type { ResultsStore } from "../src/experiment/experimentResults.ts";
import { collected } from "./collected.ts";
import { type MadeUpRun, madeUpExperiment, reportOf } from "./madeUpExperiment.ts";
import { compared, series, setup } from "./madeUpSeries.ts";

const done = (accuracy: number, more: Partial<MadeUpRun> = {}): MadeUpRun => ({ state: "done", accuracy, ...more });
const commandFor = () => "droplab run";
const calibration = { negativeLogLikelihood: 0.99, expectedCalibrationError: 0.23, bins: 15 };

/** Runs 1 to 3 of the second configuration diverged, after an evaluation that is kept with them. */
const withDiverged = madeUpExperiment({ protocol: "sound", grid: { learningRate: [0.1, 10] }, reps: 4 }, (configuration, repetition) =>
  done(0.9 + repetition / 1000, configuration && repetition < 4 ? { divergedAt: 42 } : {}),
);
const source = {
  ...withDiverged.source,
  trials: async (ids: readonly string[]) =>
    new Map(
      [...(await withDiverged.source.trials(ids))].flatMap(([id, record]): [string, TrialRecord][] =>
        record?.result ? [[id, { ...record, result: { ...record.result, calibration } }]] : [],
      ),
    ),
};

test("13.1: an export gives a run that diverged no accuracy, no calibration and no chosen iteration", async () => {
  const { columns, rows } = trialTable([await loadResults(source, withDiverged.experiment)]);
  const cells = await collected(rows);
  const valuesOf = (name: string) => cells.slice(4).map((row) => row[columns.findIndex((column) => column.name === name)]);
  for (const [name, value] of [
    ["accuracyShare", 0.904],
    ["selectionAccuracyShare", 0.904],
    ["negativeLogLikelihood", 0.99],
    ["expectedCalibrationErrorShare", 0.23],
    ["calibrationBins", 15],
    ["chosenIteration", 50000],
  ] as const)
    expect([name, valuesOf(name)]).toEqual([name, [null, null, null, value]]);
  expect(valuesOf("divergedAt")).toEqual([42, 42, 42, null]);
});

test("13.1: McNemar's test and the page's runs leave out what a net was before its run diverged", async () => {
  const report = await reportOf(source, withDiverged.experiment, { commandFor, baseline: "learningRate 10" });
  const asked: string[] = [];
  const options = { load: () => expect.fail("nothing is loaded"), device: {} as never };
  const weights = async (id: string) => void asked.push(id);
  await compareOnSharedImages(report, { ...options, weights });
  expect(asked).toEqual([report.configurations[0]?.runs[3]?.record.id, report.configurations[1]?.runs[3]?.record.id]);
  const { htmlReport } = await loadPages();
  const runs = htmlReport(report, [], newPaper()).split("<details").at(-1) ?? "";
  expect(runs.match(/diverged at iteration 42: no score/g)?.length).toBe(3);
  expect(runs.match(/NLL 0\.9900/g)?.length).toBe(1);
});

test("13.27: McNemar's test looks at one pair of two nets of which all runs are copies", async () => {
  const { experiment, source: made } = madeUpExperiment({ protocol: "sound", grid: { l2: [0, 0.5] }, reps: 6 }, () => done(0.9));
  const report = await reportOf(made, experiment, { commandFor, baseline: "l2 0.5" });
  const asked: string[] = [];
  const options = { load: () => expect.fail("nothing is loaded"), device: {} as never, weights: async (id: string) => void asked.push(id) };
  const copies = report.configurations.map((one) => ({ ...one, series: { ...one.series, copies: "undrawn" as const } }));
  const [best, baseline] = copies as [(typeof copies)[0], (typeof copies)[0]];
  await compareOnSharedImages({ ...report, configurations: [{ ...best, rank: 1 }], baseline }, options);
  expect(asked.length).toBe(2);
});

test("13.30: with early stopping the twin on held-out examples is another training, and measures nothing", async () => {
  const { experiment, members, source: made } = madeUpExperiment({ earlyStopping: 2, reps: 3 }, () => done(0.9));
  // whatever twin is asked for is there
  const known = await made.trials(members.map(({ trial }) => trial));
  const withTwins = (changes: object): ResultsStore => {
    const [first] = [...known.values()];
    const changed = (id: string) => {
      const record = (known.get(id) ?? first) as TrialRecord;
      return { ...record, config: { ...record.config, ...changes } };
    };
    return { ...made, trials: async (ids) => new Map(ids.map((id) => [id, changed(id)])) };
  };
  const optimismOf = async (store: ResultsStore, sharing: Parameters<typeof measureOptimism>[2] = {}) => {
    const results = await loadResults(store, experiment);
    return measureOptimism(results.runs, await results.heldOutTwins(), sharing);
  };
  const rest = (one: object) => optimismOf(withTwins({ methods: {} }), one);
  expect(await rest({})).toMatchObject({ runs: 3, interval: { low: 0, high: 0 } });
  // copies are one run, and runs that share a draw are no sample
  expect(await rest({ copies: "undrawn" as const })).toMatchObject({ runs: 1, interval: { low: Number.NaN } });
  expect(await rest({ held: "initial weights" })).toMatchObject({ runs: 3, interval: { low: Number.NaN } });
  expect(await optimismOf(withTwins({}))).toBeUndefined();
  expect((await optimismOf(withTwins({ methods: {} })))?.runs).toBe(3);
  const warned = (fields: Record<string, string>) => {
    const one = (name: string) => series(name, [98, 99], { selectedOn: "test", setup: setup(name, { fields }) });
    return compared([one("a"), one("b")]).warnings;
  };
  expect(warned({})).toContain("measures (the same training,");
  expect(warned({ earlyStopping: "2" })).toContain(
    "every accuracy is too high; that is worth more where accuracies jump more from look to look, so a difference between configurations may be no more than that; --protocol sound does without",
  );
});

test("13.30: the same contents are the same data, by whatever name and options they were asked for", () => {
  const made = (fields: Record<string, string>) => setup("x", { fields: { model: "mlp(8)", ...fields } });
  const one = made({ dataset: "small.csv", "data contents": "3bc862af", dropout: "0" });
  const copy = made({ dataset: "copy.csv", label: "label", splitSeed: "1", "data contents": "3bc862af", dropout: "0.5" });
  expect(differingFields(copy, one)).toEqual(["dropout 0.5 and 0"]);
});

test("13.30: configurations with one name and other runs can be told apart", async () => {
  const net = (units: number) =>
    ({ name: "net", layers: [{ layer: "flatten" }, { layer: "dense", units }, { layer: "dense", units: 10 }] }) as const;
  const definition: Experiment = { protocol: "sound", reps: 3, list: [{ model: net(4) }, { model: net(40) }] };
  const { experiment, source: made } = madeUpExperiment(definition, (configuration, repetition) =>
    done(0.4 + configuration / 4 + repetition / 100),
  );
  const report = await reportOf(made, experiment, { commandFor, baseline: "model net" });
  expect(report.configurations.map(({ name }) => name)).toEqual(["model net", "model net (2)"]);
  expect(report.configurations[1]?.comparison).toMatchObject({ baseline: "model net", other: "model net (2)" });
});

test("13.30: what a report tells of five it counts of the others", async () => {
  const definition: Experiment = { protocol: "sound", reps: 8, grid: { dropout: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7] } };
  const { experiment, source: made } = madeUpExperiment(definition, (configuration, repetition) =>
    done(0.95 + ((repetition * (configuration + 3)) % 7) / 10000),
  );
  const text = markdownReport(await reportOf(made, experiment, { commandFor, margin: 1 }));
  expect(text.match(/are equivalent within 1 point/g)?.length).toBeGreaterThanOrEqual(5);
  expect(text).toContain("1 more is equivalent to dropout 0 within 1 point.");
});

test("13.30: a report says of logits and max-norm what the nets have, not what the protocol would give", async () => {
  const layers = [{ layer: "flatten" }, { layer: "dense", units: 10 }] as const;
  const { experiment, source: made } = madeUpExperiment(
    { model: { name: "linear", layers }, maxNorm: 2, maxNormScope: "unit", reps: 1 },
    () => done(0.9),
  );
  const text = markdownReport(await reportOf(made, experiment, { commandFor }));
  expect(text).toContain("- Protocol: post: linear logits, iteration chosen on the test examples, population standard deviation\n");
  expect(text).toContain("- Methods: maxNorm 2 of each unit\n");
});

test("13.30: figures give no mean to what diverged, and no other examples than their curves are of", async () => {
  const { allFigures } = await loadPages();
  const swept = madeUpExperiment({ protocol: "sound", grid: { learningRate: [0.1, 1, 10] }, reps: 2 }, (configuration, repetition) =>
    done(0.9 + configuration / 100, configuration === 2 && repetition === 2 ? { divergedAt: 7 } : {}),
  );
  const figures = allFigures(await reportOf(swept.source, swept.experiment, { commandFor }), newPaper());
  const panels = JSON.stringify(figures.find(({ name }) => name === "by-learningRate")?.panels);
  expect(panels).toContain("0.1 gives 90.00%, 1 gives 91.00%, 10 diverged in some runs");
  const whole = madeUpExperiment({ protocol: "sound", grid: { learningRate: [0.1, 1, 2, 10] }, reps: 2 }, (configuration) =>
    done(0.9 + configuration / 100, configuration === 3 ? { divergedAt: 7 } : {}),
  );
  const left = allFigures(await reportOf(whole.source, whole.experiment, { commandFor }), newPaper());
  expect(left.find(({ name }) => name === "by-learningRate")?.caption).toContain("All runs diverged of learningRate 10.");
  const mixed = madeUpExperiment({ grid: { protocol: ["post", "sound"] }, reps: 2 }, (_, repetition) => done(0.9 + repetition / 100));
  const curves = allFigures(await reportOf(mixed.source, mixed.experiment, { commandFor }), newPaper()).find(
    ({ name }) => name === "curves",
  );
  expect(curves?.caption).toContain("on the test or held-out examples that choose the iteration");
  expect(curves?.caption).not.toContain("dashed grey line");
});

test("13.30: runs that share what --vary held are no sample, so no p is given, and a report says what they share", async () => {
  const streamSeeds = { init: 1, order: 1 };
  const { experiment, source: made } = madeUpExperiment(
    { protocol: "sound", grid: { dropout: [0, 0.002] }, reps: 10, vary: ["dropout"] },
    (configuration, repetition) => done(configuration ? 0.93 + repetition / 1000 : 0.9),
  );
  const trials = async (ids: readonly string[]) =>
    new Map(
      [...(await made.trials(ids))].flatMap(([id, record]): [string, TrialRecord][] =>
        record ? [[id, { ...record, config: { ...record.config, streamSeeds } }]] : [],
      ),
    );
  const report = await reportOf({ ...made, trials }, experiment, { commandFor });
  // ten copies of one net: the sign-flip p of ten equal signs would be 0.002
  expect(report.configurations[1]?.comparison).toMatchObject({ verdict: "sharedDraw", p: Number.NaN, adjustedP: Number.NaN });
  const text = markdownReport(report);
  expect(text).toContain("all share the initial weights and order of the examples, which --vary held");
  expect(text).toContain("runs share what --vary held: dropout 0 (initial weights and order of the examples)");
  expect(text).not.toMatch(/is better|p = 0/);
});

test("13.30: held masks are shared only where a net draws some", () => {
  const of = (methods: object, ...layers: LayerSpec[]) =>
    heldText({
      streamSeeds: { dropout: 1 },
      batch: 10,
      methods,
      model: { name: "net", layers: [...layers, { layer: "dense", units: 3 }] },
    });
  expect(of({})).toBeUndefined();
  expect(of({ l2: 0.1 }, { layer: "dropout" }, { layer: "dropout", rate: 0 })).toBeUndefined();
  expect(of({ dropout: 0.2 }, { layer: "dropout" })).toBe("dropout masks");
  expect(of({ dropoutRates: [0, 0.2] })).toBe("dropout masks");
  const own: LayerSpec = { layer: "dropout", rate: 0.2 };
  expect(of({}, { layer: "residual", layers: [{ layer: "dense", units: 3 }], shortcut: [own] })).toBe("dropout masks");
});

test("13.30: ranks are among those that are tested on the baseline's examples", async () => {
  const {
    experiment,
    members,
    source: made,
  } = madeUpExperiment({ protocol: "sound", grid: { dropout: [0, 0.2, 0.5, 0.8] }, reps: 6 }, (configuration, repetition) =>
    done(0.9 + configuration / 50 + repetition / 1000),
  );
  const later = new Set(members.flatMap(({ trial, configuration }) => (configuration > 1 ? [trial] : [])));
  const trials = async (ids: readonly string[]) =>
    new Map(
      [...(await made.trials(ids))].map(
        ([id, record]) => [id, later.has(id) ? { ...record, testHash: "other" } : record] as [string, TrialRecord],
      ),
    );
  const report = await reportOf({ ...made, trials }, experiment, { commandFor, baseline: "dropout 0.5" });
  expect(report.configurations.map(({ rank }) => rank)).toEqual([Number.NaN, Number.NaN, 2, 1]);
  expect(markdownReport(report)).toContain("The highest mean of the configurations tested on the same examples as dropout 0.5 is 96.35%");
});

test("13.1: the figure of lost classes counts no run that diverged", async () => {
  const { allFigures } = await loadPages();
  const { experiment, source: made } = madeUpExperiment({ grid: { dropout: [0, 0.5] }, reps: 3 }, () =>
    done(0.5, { deadClasses: [3], divergedAt: 42 }),
  );
  expect(allFigures(await reportOf(made, experiment, { commandFor }), newPaper()).map(({ name }) => name)).not.toContain("dead-classes");
});
