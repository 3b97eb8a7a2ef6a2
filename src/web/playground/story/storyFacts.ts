/** What the story reads of docs/results/*.json; accuracies in [0, 1]. */
export interface StoryRun {
  readonly seed: number;
  readonly state: string;
  readonly accuracy: number | null;
  readonly lostClasses: readonly number[];
  readonly cameBack: readonly { readonly label: number; readonly at: number }[];
  readonly lastAccuracy: number | null;
  readonly memorized: { readonly asLabelled: number } | null;
  readonly robustness?: {
    readonly images: number;
    readonly draws: number;
    readonly shares: readonly number[];
    readonly asIs: readonly number[];
  };
}

export interface StoryRow {
  readonly varied: { readonly dropout?: number; readonly maxNorm?: number };
  readonly runs: readonly StoryRun[];
  readonly unitNorms: { readonly largest: number } | null;
}

export interface StoryExperiment {
  readonly iterations: number;
  readonly reps: number;
  readonly noise: number;
  readonly net: { readonly parameters: number; readonly trained: number; readonly test: number };
  readonly madeBy: readonly { readonly numerics: string }[];
  readonly rows: readonly StoryRow[];
}

/** The experiments behind the scenes, as the pages of docs/results name them. */
export interface StoryFacts {
  readonly post: StoryExperiment;
  readonly sound: StoryExperiment;
  readonly overfitting: StoryExperiment;
  readonly unitsTakenAway: StoryExperiment;
}

export const rateOf = ({ varied }: StoryRow): number => varied.dropout ?? 0;
export const limitOf = ({ varied }: StoryRow): number => varied.maxNorm ?? 0;

/** The row of a rate of dropout and nothing else. Throws where there is none: the story cannot be told without. */
export function rowOf({ rows }: StoryExperiment, rate: number): StoryRow {
  const row = rows.find((one) => rateOf(one) === rate && limitOf(one) === 0);
  if (!row) throw new Error(`story: docs/results has no row of dropout ${rate}`);
  return row;
}

/** Rows that vary dropout alone. */
export const dropoutRows = ({ rows }: StoryExperiment): StoryRow[] => rows.filter((row) => limitOf(row) === 0);

/** Finished runs with their accuracy in percent. */
export const doneRuns = ({ runs }: StoryRow): (StoryRun & { readonly percent: number })[] =>
  runs.flatMap((run) => (run.state === "done" && run.accuracy !== null ? [{ ...run, percent: 100 * run.accuracy }] : []));

/** Lost classes that cost something: where all logits are 0 the first class wins. */
export const costlyLost = ({ lostClasses }: StoryRun): number => lostClasses.filter((label) => label !== 0).length;
