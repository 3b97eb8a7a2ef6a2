/** How an experiment stands, for people. `unfinished`: runs are owed, and nobody works on them. */
export type ExperimentState = "running" | "waiting" | "unfinished" | "stopped" | "failed" | "done" | "empty";

/** An experiment in the list. */
export interface ExperimentRow {
  readonly id: string;
  readonly title: string;
  readonly name: string | null;
  readonly note: string | null;
  readonly tags: readonly string[];
  readonly isArchived: boolean;
  readonly command: string;
  readonly updated: string;
  readonly state: ExperimentState;
  readonly runs: number;
  readonly done: number;
  readonly failed: number;
  readonly open: number;
  /** Of what throws or failed, the first words. */
  readonly trouble: string | null;
  readonly order: number;
}

/** What is read of the runs of an experiment for the list. */
export interface ExperimentProgress {
  readonly id: string;
  /** Why its runs cannot be read; null where they can. */
  readonly damage: string | null;
  /** Hosts that work on it, with how many runs each has. */
  readonly workers: readonly { readonly host: string; readonly runs: number }[];
  /** When something last happened to its runs, or it was last asked for. */
  readonly changed: string;
  /** From 0 to 1, of the iterations of all its runs. */
  readonly progress: number;
  readonly secondsLeft: number | null;
  /** The configuration with the highest mean among those that have a rank; null without. */
  readonly best: {
    readonly name: string;
    readonly mean: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly runs: number;
  } | null;
  /** Best mean of finished configurations as they came to be finished; only where there were several. */
  readonly bestSoFar: readonly number[];
}
