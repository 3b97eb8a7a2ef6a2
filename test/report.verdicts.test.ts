import { describe, expect, test } from "vitest";
import type { Experiment } from "#experiment";
import { latexReport, loadPages, markdownReport } from "#report";
import { newPaper } from "#report/files";
import { resultsTable } from "../src/report/resultsTable.ts";
import { type MadeUpRun, madeUpExperiment, reportOf } from "./madeUpExperiment.ts";

const done = (accuracy: number): MadeUpRun => ({ state: "done", accuracy });
const reported = (definition: Experiment, runOf: (configuration: number, repetition: number) => MadeUpRun) => {
  const { experiment, source } = madeUpExperiment(definition, runOf);
  return reportOf(source, experiment, { commandFor: () => "droplab run" });
};

describe("a report", () => {
  test("13.1: gives a configuration with diverged runs no rank and no best mean, and says how many beside its mean", async () => {
    const report = await reported({ grid: { learningRate: [0.1, 10] }, reps: 8 }, (configuration, repetition) =>
      configuration && repetition > 6
        ? { state: "done", accuracy: 0.999, divergedAt: 7 }
        : done(0.9 + configuration / 20 + repetition / 1000),
    );
    expect(report.configurations.map(({ rank }) => rank)).toEqual([1, Number.NaN]);
    const text = markdownReport(report);
    expect(text).toContain("The highest mean of the configurations without diverged runs is 90.45% (8 runs");
    expect(text).toContain("2 of 8 runs of learningRate 10 diverged; the mean of the other 6 is 95.35%, which is not the configuration's.");
    expect(text).toContain("learningRate 10 is not called better than learningRate 0.1");
    expect(text).not.toMatch(/learningRate 10 is better|99\.9/);
    expect(text).toMatch(/\| Mean, % \| Diverged \|/);
    expect(text).toMatch(/\| learningRate 10 \| {2}\| 6 of 8 \| 95\.35 \| 2 of 8 \|/);
    expect(latexReport(report)).toMatch(/learningRate 10 & {2}& 6 of 8 & 95\.35 & 2 of 8 &/);
    // the curve of what remains is of runs that did not diverge
    expect(report.curves.get(1)?.every(({ runs }) => runs === 6)).toBe(true);
  });

  test("13.30: says of each of several highest means its own runs and spread", async () => {
    const of = async (accuracies: readonly (readonly number[])[]) => {
      const report = await reported({ grid: { l2: [0, 0.01] }, reps: 2 }, (configuration, repetition) =>
        done(accuracies[configuration]?.[repetition - 1] as number),
      );
      return markdownReport(report);
    };
    expect(
      await of([
        [0.7, 0.7],
        [0.68, 0.72],
      ]),
    ).toContain("The highest mean is 70.00%, of l2 0 (2 runs, sd 0) and of l2 0.01 (2 runs, sd 2).");
    expect(
      await of([
        [0.68, 0.72],
        [0.72, 0.68],
      ]),
    ).toContain("The highest mean is 70.00% (2 runs, sd 2), of l2 0 and of l2 0.01.");
  });

  test("13.30: says one divisor for the spreads of all, and no share of the most frequent class that is not of all", async () => {
    const accuracies = [0.9, 0.92];
    const definition: Experiment = { grid: { protocol: ["post", "sound"] }, reps: 2 };
    const { experiment, source } = madeUpExperiment(definition, (_, repetition) => done(accuracies[repetition - 1] as number));
    const trials = async (ids: readonly string[]) =>
      new Map(
        [...(await source.trials(ids))].flatMap(([id, record]) => {
          if (!record) return [];
          const majorityShare = record.config.protocol === "post" ? 0.1135 : 0.9;
          return [[id, { ...record, result: record.result && { ...record.result, majorityShare } }]];
        }),
      );
    const report = await reportOf({ ...source, trials }, experiment, { commandFor: () => "droplab run" });
    const { caption, head, rows } = resultsTable(report);
    expect(caption).toMatch(/; sd is the sample standard deviation \(divisor n\s−\s1\)/);
    expect(caption).toContain(
      "Always naming the most frequent class would be right for 11.35% to 90.00%, by whose test examples they are.",
    );
    expect(rows.map(({ cells }) => cells[head.findIndex(({ title }) => title === "± sd")])).toEqual(["1.41", "1.41"]);
    const one = await reported({ reps: 1 }, () => done(0.9));
    expect(markdownReport(one)).toContain("Mean accuracy 90.00% over 1 run, sd unknown.");
  });

  test("13.13: means that differ by rounding alone share a rank", async () => {
    const values = [0.9811, 0.9807, 0.9822, 0.9795, 0.9813];
    const report = await reported({ grid: { dropout: [0, 0.5] }, reps: 5 }, (configuration, repetition) =>
      done(values[configuration ? 5 - repetition : repetition - 1] as number),
    );
    expect(report.configurations.map(({ rank }) => rank)).toEqual([1, 1]);
  });

  test("13.29: intervals of its means stay within 0 and 100", async () => {
    const report = await reported({ grid: { dropout: [0, 0.5] }, reps: 3 }, (configuration, repetition) =>
      done(configuration ? 1 : ([0.9, 1, 1][repetition - 1] as number)),
    );
    const [wide, none] = report.configurations.map(({ sample }) => sample.interval);
    expect(wide?.high).toBeLessThanOrEqual(100);
    expect(wide?.low).toBeGreaterThanOrEqual(0);
    expect(none).toMatchObject({ low: 100, high: 100 });
    expect(markdownReport(report)).toContain("Student's on the logit scale, so it stays within 0 and 100");
  });

  test("13.30: never states what varies as if it were fixed", async () => {
    const definition: Experiment = {
      grid: { dropout: [0, 0.5], learningRate: [0.001, 0.01], batchSize: [50, 100], iterations: [1000, 2000], protocol: ["post", "sound"] },
      maxNorm: 3,
      reps: 1,
    };
    const text = markdownReport(await reported(definition, () => done(0.98)));
    expect(text).toContain(
      "- Optimizer: adam, learning rate varies (0.001; 0.01), schedule constant, momentum 0, batches of varies (50; 100)",
    );
    expect(text).toContain("- Training: varies (1,000; 2,000) iterations, evaluated every 100");
    expect(text).toMatch(/- Protocol: varies \(post: .*; sound: .*\)/);
    expect(text).toContain("- Methods: dropout varies (0; 0.5), maxNorm varies (3 of each kernel; 3 of each unit)");
    expect(text).toContain("The accuracy is by its protocol either the best of all evaluations");
  });

  test("13.30: ranks no accuracy of other test examples among those of the first configuration", async () => {
    const { experiment, members, source } = madeUpExperiment(
      { protocol: "sound", grid: { dropout: [0, 0.2, 0.5] }, reps: 6 },
      (configuration, repetition) => done(0.9 + configuration / 50 + repetition / 1000),
    );
    const last = new Set(members.flatMap(({ trial, configuration }) => (configuration === 2 ? [trial] : [])));
    const other = async (ids: readonly string[]) =>
      new Map([...(await source.trials(ids))].map(([id, record]) => [id, last.has(id) ? { ...record, testHash: "other" } : record]));
    const report = await reportOf({ ...source, trials: other }, experiment, { commandFor: () => "droplab run" });
    expect(report.configurations.map(({ rank }) => rank)).toEqual([2, 1, Number.NaN]);
    expect(report.configurations.flatMap(({ comparison }) => comparison?.verdict ?? [])).toEqual(["better", "otherImages"]);
    expect(markdownReport(report)).toContain("dropout 0.5 was tested on other examples than dropout 0");
  });

  test("13.30: sets max-norm 0 apart in its figure, as off", async () => {
    const { allFigures } = await loadPages();
    const figures = allFigures(
      await reported({ grid: { maxNorm: [0, 10, 25, 50] }, reps: 3 }, (configuration, repetition) =>
        done(0.9 + (configuration + repetition) / 100),
      ),
      newPaper(),
    );
    const figure = figures.find(({ name }) => name === "by-maxNorm");
    expect(figure?.caption).toContain('maxNorm 0 is no limit: it stands apart, at "off".');
    const svg = JSON.stringify(figure?.panels);
    expect(svg).toContain(">off<");
    expect(svg).toMatch(/off gives 9\d\.00%, 10 gives/);
    const dropout = allFigures(
      await reported({ grid: { dropout: [0, 0.2, 0.5] }, reps: 3 }, (configuration, repetition) =>
        done(0.9 + (configuration + repetition) / 100),
      ),
      newPaper(),
    ).find(({ name }) => name === "by-dropout");
    expect(JSON.stringify(dropout?.panels)).not.toContain(">off<");
  });

  test("13.31: shows calibration beside accuracy, and where it was not recorded", async () => {
    const withCalibration = { negativeLogLikelihood: 0.0512, expectedCalibrationError: 0.0123, bins: 15 };
    const { experiment, source } = madeUpExperiment({ protocol: "sound", grid: { dropout: [0, 0.5] }, reps: 2 }, (_, repetition) =>
      done(0.9 + repetition / 100),
    );
    const report = await reportOf(
      {
        ...source,
        trials: async (ids) =>
          new Map(
            [...(await source.trials(ids))].map(([id, record], place) => [
              id,
              record.result && place > 1 ? { ...record, result: { ...record.result, calibration: withCalibration } } : record,
            ]),
          ),
      },
      experiment,
      { commandFor: () => "droplab run" },
    );
    const text = markdownReport(report);
    expect(text).toMatch(/\| NLL \| ECE, % \|/);
    expect(text).toMatch(/\| dropout 0 .*not recorded \| not recorded/);
    expect(text).toMatch(/\| dropout 0\.5 .*\| 0\.0512 \| 1\.23 \|/);
    expect(text).toContain("expected calibration error over 15 bins of equal width of the confidence");
  });
});
