import { accuracyInterval, type ConfigurationSummary, sameTestImages, summarize } from "#analysis";
import {
  type ConfigurationResults,
  DamagedStoreError,
  type ExperimentRecord,
  type ExperimentResults,
  isSettled,
  loadResults,
} from "#experiment";
import type { ExperimentProgress } from "../../api/shapes.ts";
import { known, type Tools } from "../tools.ts";
import { secondsOn, type Work, workLeft } from "./workLeft.ts";

/** So many experiments are looked into in one answer. */
const MOST_AT_ONCE = 24;

/** How far experiments are, and what is best in them; of ids that are not there any more, nothing. */
export async function progressOf(tools: Tools, { ids }: { readonly ids: readonly string[] }): Promise<ExperimentProgress[]> {
  const experiments = await tools.kept.experiments(ids.slice(0, MOST_AT_ONCE));
  const found: ExperimentProgress[] = [];
  for (const experiment of experiments) found.push(await progressUnlessDamaged(tools, experiment));
  return found;
}

/** What is damaged in one experiment takes nothing from the others. */
export async function progressUnlessDamaged(tools: Tools, experiment: ExperimentRecord): Promise<ExperimentProgress> {
  try {
    return await experimentProgress(tools, experiment);
  } catch (error) {
    if (!(error instanceof DamagedStoreError)) throw error;
    const { id, updated } = experiment;
    return { id, damage: error.message, workers: [], changed: updated, progress: 0, secondsLeft: null, best: null, bestSoFar: [] };
  }
}

export const experimentProgress = async (tools: Tools, experiment: ExperimentRecord): Promise<ExperimentProgress> =>
  (await measured(tools, experiment)).progress;

/** What is left to do of an experiment. Throws a DamagedStoreError. */
export const workOf = async (tools: Tools, experiment: ExperimentRecord): Promise<Work> => (await measured(tools, experiment)).work;

/** The runs of an experiment that have not come to their end. Throws a DamagedStoreError. */
export const openRunsOf = async (tools: Tools, experiment: ExperimentRecord): Promise<readonly string[]> =>
  (await measured(tools, experiment)).open;

const measured = ({ kept }: Tools, experiment: ExperimentRecord) =>
  kept.once(experiment.id, "progress", async () => {
    const results = await loadResults(kept, experiment);
    const work = workLeft(results.runs);
    const open = results.runs.flatMap(({ record }) => (isSettled(record) ? [] : [record.id]));
    return { work, open, progress: progressFrom(results, work) };
  });

function progressFrom(results: ExperimentResults, work: Work): ExperimentProgress {
  const { experiment, runs, configurations } = results;
  const working = runs.filter(({ record }) => record.state === "running");
  const hosts = Map.groupBy(working, ({ record }) => record.owner?.host ?? "");
  const made = runs.reduce(
    (sum, { record }) => sum + (isSettled(record) ? 1 : Math.min(1, record.iteration / record.config.iterations)),
    0,
  );
  const ranked = rankedOf(configurations);
  const best = ranked.toSorted((a, b) => b.summary.mean - a.summary.mean)[0];
  return {
    id: experiment.id,
    damage: null,
    workers: [...hosts].map(([host, own]) => ({ host, runs: own.length })),
    changed: runs.reduce(
      (last, { record: { started, finished } }) => [last, started ?? "", finished ?? ""].sort().at(-1) as string,
      experiment.updated,
    ),
    progress: runs.length ? made / runs.length : 0,
    secondsLeft: work && working.length ? secondsOn(working.length, work.values()) : null,
    best: best ? bestOf(best) : null,
    bestSoFar: bestSoFar(ranked),
  };
}

interface Ranked {
  readonly configuration: ConfigurationResults;
  readonly summary: ConfigurationSummary;
}

/** Configurations of which no run diverged and none was given up, tested on the same examples as the first of all. */
function rankedOf(configurations: readonly ConfigurationResults[]): Ranked[] {
  const all = configurations.map((configuration) => ({ configuration, summary: summarize(configuration) }));
  const found = all.filter(({ summary }) => summary.accuracies.length > 0 && !summary.diverged && !summary.pruned);
  const imagesOf = ({ configuration: { runs } }: Ranked) => ({ testHash: runs[0].record.testHash, dataset: runs[0].record.data.dataset });
  const [first] = all;
  return first ? found.filter((one) => sameTestImages(imagesOf(one), imagesOf(first))) : [];
}

function bestOf({ configuration, summary }: Ranked): NonNullable<ExperimentProgress["best"]> {
  const { low, high } = accuracyInterval(summary.accuracies.map((accuracy) => 100 * accuracy));
  return { name: configuration.name, mean: 100 * summary.mean, low: known(low), high: known(high), runs: summary.accuracies.length };
}

/** The highest mean of those that were finished by then, each time that one was finished. */
function bestSoFar(ranked: readonly Ranked[]): number[] {
  const whole = ranked.filter(({ summary }) => summary.open === 0);
  const lastOf = ({ configuration: { runs } }: Ranked) =>
    runs
      .map(({ record }) => record.finished ?? "")
      .sort()
      .at(-1) ?? "";
  const means = whole.toSorted((a, b) => (lastOf(a) < lastOf(b) ? -1 : 1)).map(({ summary }) => 100 * summary.mean);
  let highest = Number.NEGATIVE_INFINITY;
  return means.map((mean) => {
    highest = Math.max(highest, mean);
    return highest;
  });
}
