/** A thing that is not as it was written. */
export interface Damage {
  readonly thing: "experiment" | "run" | "store";
  /** Of the experiment or the run. */
  readonly id: string | null;
  /** `the weights`, or what the database says of itself. */
  readonly what: string;
}

/** What is of no use to anybody any more. */
export interface IdleParts {
  /** Runs that no experiment has, and that nobody works on; so many of them are done. */
  readonly runs: number;
  readonly done: number;
  /** Checkpoints from which nobody goes on: their runs are done, failed or given up, or their writers died before they were whole. */
  readonly checkpoints: number;
  /** Of numbers in them. */
  readonly bytes: number;
}

/** What a store says of all that it holds. */
export interface StoreCheck {
  readonly experiments: number;
  readonly runs: number;
  readonly bytes: number;
  readonly damages: readonly Damage[];
  /** Runs with numbers that were written before their sums were kept: of these flipped bytes are not seen. */
  readonly unsummed: number;
  readonly idle: IdleParts;
}
