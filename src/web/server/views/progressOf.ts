import { accuracyInterval, type ConfigurationSummary, sameTestImages, summarize } from "#analysis";
import {
  type ConfigurationResults,
  DamagedStoreError,
  type ExperimentRecord,
  type ExperimentResults,
  isSettled,
  loadResults,
  type Run,
} from "#experiment";
import type { ExperimentProgress } from "../../api/shapes.ts";
import { known, type Tools } from "../tools.ts";

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

export const experimentProgress = (tools: Tools, experiment: ExperimentRecord): Promise<ExperimentProgress> =>
  tools.kept.once(experiment.id, "progress", async () => progressFrom(await loadResults(tools.kept, experiment)));

function progressFrom(results: ExperimentResults): ExperimentProgress {
  const { experiment, runs, configurations } = results;
  const hosts = Map.groupBy(
    runs.filter(({ record }) => record.state === "running"),
    ({ record }) => record.owner?.host ?? "",
  );
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
    secondsLeft: secondsLeft(runs),
    best: best ? bestOf(best) : null,
    bestSoFar: bestSoFar(ranked),
  };
}

interface Ranked {
  readonly configuration: ConfigurationResults;
  readonly summary: ConfigurationSummary;
}

/** Configurations of which no run diverged and none was given up, where the test examples of all are the same. */
function rankedOf(configurations: readonly ConfigurationResults[]): Ranked[] {
  const all = configurations.map((configuration) => ({ configuration, summary: summarize(configuration) }));
  const found = all.filter(({ summary }) => summary.accuracies.length > 0 && !summary.diverged && !summary.pruned);
  const imagesOf = ({ configuration: { runs } }: Ranked) => ({ testHash: runs[0].record.testHash, dataset: runs[0].record.data.dataset });
  const [first] = found;
  return first && found.every((one) => sameTestImages(imagesOf(one), imagesOf(first))) ? found : [];
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

/** By the pace of the runs that are known, on as many threads as work now; null where none works, or nothing is known. */
export function secondsLeft(runs: readonly Run[]): number | null {
  const working = runs.filter(({ record }) => record.state === "running").length;
  const paced = runs.filter(({ record }) => record.seconds > 0 && record.iteration > 0);
  if (!working || !paced.length) return null;
  const paceOf = (some: readonly Run[]) =>
    some.reduce((sum, { record }) => sum + record.seconds, 0) / some.reduce((sum, { record }) => sum + record.iteration, 0);
  const overall = paceOf(paced);
  const byConfiguration = new Map(
    [...Map.groupBy(paced, ({ configuration }) => configuration)].map(([index, own]) => [index, paceOf(own)]),
  );
  const left = runs
    .filter(({ record }) => !isSettled(record))
    .reduce((sum, { configuration, record }) => {
      const pace = byConfiguration.get(configuration) ?? overall;
      return sum + pace * Math.max(0, record.config.iterations - record.iteration);
    }, 0);
  return left / working;
}
