import { expect, test } from "vitest";
import { type Experiment, loadResults, type TrialRecord } from "#experiment";
import { markdownReport, trialTable } from "#report";
import type { TrialConfig } from "#train";
import { collected } from "./collected.ts";
import { madeUpExperiment, reportOf } from "./madeUpExperiment.ts";

/** The runs of an experiment, some of them written by other experiments, which gave as off what this one does not give. */
function matched(experiment: Experiment, written: readonly TrialConfig["methods"][]) {
  const { source, experiment: record } = madeUpExperiment(experiment, () => ({ state: "done", accuracy: 0.9 }));
  let n = 0;
  const asOthersWrote = (trial: TrialRecord): TrialRecord => {
    const methods = { ...trial.config.methods, ...written[n++ % written.length] };
    return { ...trial, config: { ...trial.config, methods } };
  };
  const trials = async (ids: readonly string[]) => new Map([...(await source.trials(ids))].map(([id, one]) => [id, asOthersWrote(one)]));
  return { source: { ...source, trials }, record };
}

const methodsIn = async (...[experiment, written]: Parameters<typeof matched>) => {
  const { source, record } = matched(experiment, written);
  const text = markdownReport(await reportOf(source, record, { commandFor: () => "droplab run" }));
  return /^- Methods: (.*)$/m.exec(text)?.[1];
};

const ofOthers = [{}, { dropout: 0, l2: 0, dropoutRates: [] }];

test("13.30: what runs of another experiment have as off is not said to vary, nor to be given", async () => {
  const grid = { learningRate: [0.1, 0.2] };
  expect(await methodsIn({ protocol: "sound", grid, reps: 2 }, ofOthers)).toBe("none");
  expect(await methodsIn({ protocol: "sound", grid: { gradientClip: [0, 1] }, reps: 2 }, ofOthers)).toBe("gradientClip varies (0; 1)");
  expect(await methodsIn({ protocol: "sound", maxNorm: 3, grid, reps: 2 }, ofOthers)).toBe("maxNorm 3 of each unit");
});

test("13.30: an export gives the same methods for the same trial", async () => {
  const { source, record } = matched({ protocol: "sound", l1: 0.1, maxNorm: 3, reps: 2 }, ofOthers);
  const { columns, rows } = trialTable([await loadResults(source, record)]);
  const place = columns.findIndex(({ name }) => name === "methods");
  expect(new Set((await collected(rows)).map((row) => row[place]))).toEqual(new Set(['{"maxNorm":3,"maxNormScope":"unit","l1":0.1}']));
});
