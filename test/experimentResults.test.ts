import { expect, test } from "vitest";
import { loadResults, type TrialRecord } from "#experiment";
import { madeUpExperiment } from "./madeUpExperiment.ts";

const ends = ["done", "failed", "pruned", "running"] as const;
/** Of dropout 0 every end; of dropout 0.5 run 2 diverged. */
const { experiment, members, source } = madeUpExperiment(
  { protocol: "sound", grid: { dropout: [0, 0.5] }, reps: 4 },
  (configuration, repetition) =>
    configuration
      ? { state: "done", accuracy: 0.9, ...(repetition === 2 && { divergedAt: 7 }) }
      : { state: ends[repetition - 1] ?? "queued" },
);

test("the results of an experiment have its configurations in order, with what varies, and say which runs have no score and why", async () => {
  const { configurations } = await loadResults(source, experiment);
  expect(configurations.map(({ index, name, varied }) => [index, name, varied])).toEqual([
    [0, "dropout 0", { dropout: 0 }],
    [1, "dropout 0.5", { dropout: 0.5 }],
  ]);
  expect(configurations.map(({ runs }) => runs.map(({ repetition }) => repetition))).toEqual([
    [1, 2, 3, 4],
    [1, 2, 3, 4],
  ]);
  expect(configurations.map(({ missing }) => missing)).toEqual([
    [
      { repetition: 2, why: "failed" },
      { repetition: 3, why: "pruned" },
      { repetition: 4, why: "open" },
    ],
    [{ repetition: 2, why: "diverged" }],
  ]);
});

test("runs that were removed are missing, before or while the results are loaded", async () => {
  const kept = members.filter(({ configuration, repetition }) => configuration === 1 && repetition > 1);
  const gone = kept.at(-1)?.trial as string;
  const trials = async (ids: readonly string[]) => new Map([...(await source.trials(ids))].filter(([id]) => id !== gone));
  const { configurations, runs } = await loadResults({ ...source, members: async () => kept, trials }, experiment);
  expect(configurations.map(({ index, missing }) => [index, missing])).toEqual([
    [
      1,
      [
        { repetition: 2, why: "diverged" },
        { repetition: 1, why: "removed" },
        { repetition: 4, why: "removed" },
      ],
    ],
  ]);
  expect(runs.map(({ repetition }) => repetition)).toEqual([2, 3]);
});

test("evaluations and twins are asked for when they are wanted", async () => {
  const asked: string[] = [];
  const noted = {
    ...source,
    trials: (ids: readonly string[]): Promise<Map<string, TrialRecord>> => {
      asked.push(`${ids.length} trials`);
      return source.trials(ids);
    },
    evaluations: (id: string) => {
      asked.push("evaluations");
      return source.evaluations(id);
    },
  };
  const results = await loadResults(noted, experiment);
  expect(asked).toEqual(["8 trials"]);
  expect((await results.runs[0]?.evaluations())?.length).toBe(4);
  expect((await results.heldOutTwins()).size).toBe(0);
  expect(asked).toEqual(["8 trials", "evaluations", "0 trials"]);
});

test("the results of a plan are of its runs alone, though more were made before", async () => {
  const planned = members.filter(({ repetition }) => repetition < 3);
  const { configurations } = await loadResults(source, { ...experiment, definition: { ...experiment.definition, reps: 2 } }, planned);
  expect(configurations.map(({ runs, missing }) => [runs.length, missing.length])).toEqual([
    [2, 1],
    [2, 1],
  ]);
});
