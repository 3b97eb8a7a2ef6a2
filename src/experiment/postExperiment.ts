import { variedStreams } from "#train";
import type { Experiment } from "./experiment.ts";
import { withoutKeeping } from "./experiment.ts";
import { withoutLabels } from "./labels.ts";
import { defaults } from "./resolveTrial.ts";

/** A row of the post's table: percent, over ten runs of 50,000 iterations, population standard deviation. */
export interface PublishedRow {
  readonly dropout: number;
  readonly maxNorm: number;
  readonly mean: number;
  readonly sd: number;
}

const row = (dropout: number, maxNorm: number, mean: number, sd: number): PublishedRow => ({ dropout, maxNorm, mean, sd });
export const publishedRuns = 10;
export const publishedRows: readonly PublishedRow[] = [
  row(0, 0, 78.5, 16.4),
  row(0.05, 0, 95.3, 4.99),
  row(0.1, 0, 97.5, 5.63),
  row(0.2, 0, 98.2, 3.07),
  row(0.4, 0, 98.8, 0.0523),
  row(0.5, 0, 98.3, 0.116),
  row(0.6, 0, 97.3, 0.132),
  row(0.8, 0, 80.9, 7.64),
  row(0, 1, 25.4, 7.89),
  row(0, 5, 73.3, 12.3),
  row(0, 10, 80.1, 9.64),
  row(0, 25, 83.7, 13),
  row(0, 50, 81.5, 11.7),
  row(0.4, 25, 98.8, 0.0696),
];

/** The experiment of the post's fourteen rows. */
export function postExperiment(protocol: "post" | "sound"): Experiment {
  return {
    name: `The post's table, protocol ${protocol}`,
    protocol,
    list: publishedRows.map(({ dropout, maxNorm }) => ({ dropout, maxNorm })),
  };
}

/** Whether an experiment is the post's table, of any seeds and any number of them: only beside its rows do the published ones stand. */
export function isPostTable(experiment: Experiment): boolean {
  const { reps: _, seed: __, iterations = defaults.iterations, vary = variedStreams, ...rest } = withoutKeeping(withoutLabels(experiment));
  const table = withoutLabels(postExperiment("post"));
  const isWhole = iterations === defaults.iterations && variedStreams.every((stream) => vary.includes(stream));
  return isWhole && JSON.stringify(rest) === JSON.stringify(table);
}
