import { expect, test } from "vitest";
import { summarize } from "#analysis";
import { loadResults, type TrialRecord } from "#experiment";
import { loadPages, markdownReport, sweepTable } from "#report";
import { newPaper } from "#report/files";
import { standardDeviation, summarizeSample } from "../src/analysis/statistics/sample.ts";
import { madeUpExperiment, reportOf } from "./madeUpExperiment.ts";
import { base, compared, plus, series } from "./madeUpSeries.ts";

/** As a model without a name is called. */
const model = (units: number) => ({
  name: "model",
  layers: [{ layer: "flatten" }, { layer: "dense", units }, { layer: "dropout" }, { layer: "dense", units: "classes" }],
});
const commandFor = () => "droplab run";

test("13.30: two models without a name are two lines of a figure, two rows of a table, and said to vary", async () => {
  const grid = { model: [model(4), model(30)] as never, dropout: [0, 0.2, 0.4] };
  const { source, experiment } = madeUpExperiment({ protocol: "sound", grid, reps: 2 }, (configuration, repetition) => ({
    state: "done",
    accuracy: 0.5 + configuration / 20 + repetition / 100,
  }));
  const report = await reportOf(source, experiment, { commandFor });
  const figure = (await loadPages()).allFigures(report, newPaper()).find(({ name }) => name === "by-dropout");
  expect(JSON.stringify(figure?.legend)).toMatch(/mean, model model\b.*mean, model model \(2\)/);
  expect(markdownReport(report)).toMatch(/^- Model: varies \(model; model \(2\)\)$/m);
  const rows = sweepTable((await loadResults(source, experiment)).configurations.map(summarize), 120);
  expect(rows.filter((row) => row.includes("model (2)"))).toHaveLength(3);
});

test("13.30: models and data have the names that the experiment gives them, though their runs are of another", async () => {
  const made = madeUpExperiment({ protocol: "sound", model: "mlp(4)", grid: { dropout: [0, 0.4] }, reps: 2 }, () => ({
    state: "done",
    accuracy: 0.9,
  }));
  const trials = async (ids: readonly string[]) =>
    new Map(
      [...(await made.source.trials(ids))].map(([id, record]) => {
        const { config, data } = record;
        return [
          id,
          { ...record, data: { ...data, dataset: "copy.csv" }, config: { ...config, model: { ...config.model, name: "another" } } },
        ] as const;
      }),
    );
  const report = await reportOf({ ...made.source, trials }, made.experiment, { commandFor });
  expect(report.title).toBe("dropout: mlp(4) on mnist");
  expect(markdownReport(report)).toMatch(/^- Model: mlp\(4\), /m);
});

test("13.19: accuracies of other test examples are joined by no line, which is said", async () => {
  const { source, experiment } = madeUpExperiment({ protocol: "sound", grid: { splitSeed: [1, 2, 3] }, reps: 2 }, (_, repetition) => ({
    state: "done",
    accuracy: 0.9 + repetition / 100,
  }));
  const figureOf = async (testHash: (record: TrialRecord) => string, wanted = "by-splitSeed") => {
    const trials = async (ids: readonly string[]) =>
      new Map([...(await source.trials(ids))].map(([id, record]) => [id, { ...record, testHash: testHash(record) }]));
    const figures = (await loadPages()).allFigures(await reportOf({ ...source, trials }, experiment, { commandFor }), newPaper());
    return figures.find(({ name }) => name === wanted);
  };
  const [other, same] = [await figureOf(({ id }) => id.slice(0, 10)), await figureOf(() => "one")];
  expect(other?.caption).toContain("Not all are tested on the same examples");
  expect(same?.caption).not.toContain("Not all are tested on the same examples");
  const keys = (figure: typeof same) => JSON.stringify(figure?.legend);
  expect(keys(await figureOf(({ id }) => id.slice(0, 10), "curves"))).not.toContain("mean of splitSeed 1");
  expect(keys(await figureOf(() => "one", "curves"))).toContain("mean of splitSeed 1");
  const lines = (figure: typeof same) => JSON.stringify(figure?.panels).split("stroke-width=").length;
  expect(lines(same) - lines(other)).toBe(1);
});

test("13.30: of runs that share other streams each series has its own said", () => {
  const { sentences } = compared([
    series("a", base, { held: "order of the examples" }),
    series(
      "b",
      plus((i) => i / 100).map((value) => value),
      { held: "initial weights" },
    ),
    series(
      "c",
      plus((i) => i / 90),
    ),
  ]);
  expect(sentences[0]).toContain("whose runs share the initial weights (b), or the order of the examples (a) (--vary)");
  expect(sentences[1]).toContain("whose runs share the order of the examples (a) (--vary)");
});

test("13.26: medians and deviations of very large and very small values", () => {
  expect(summarizeSample([1e308, 1e308, 1e308]).median).toBe(1e308);
  expect(summarizeSample([1e308, 1.5e308]).median).toBe(1.25e308);
  expect(standardDeviation([1e200, 2e200], "sample")).toBeCloseTo(Math.SQRT1_2 * 1e200, -187);
  expect(standardDeviation([1e-200, 2e-200], "sample") / 1e-200).toBeCloseTo(Math.SQRT1_2, 12);
});

test("13.30: a model by its name and another of that name in the file are told apart", async () => {
  const grid = { model: ["mlp(8)", { ...model(30), name: "mlp(8)" }] as never, dropout: [0, 0.2, 0.4] };
  const { source, experiment } = madeUpExperiment({ protocol: "sound", grid, reps: 2 }, () => ({ state: "done", accuracy: 0.5 }));
  const names = (await loadResults(source, experiment)).configurations.map(({ name }) => name);
  expect(names).toEqual([
    ...["model mlp(8), dropout 0", "model mlp(8), dropout 0.2", "model mlp(8), dropout 0.4"],
    ...["model mlp(8) (2), dropout 0", "model mlp(8) (2), dropout 0.2", "model mlp(8) (2), dropout 0.4"],
  ]);
});
