import type { DataReading } from "#data";
import type { Evaluation } from "#train";
import type { Parts } from "./parts.ts";
import type { ExperimentRecord, Member, TrialRecord } from "./records.ts";

/** An experiment as it goes from one store to another: what `droplab export --json` writes and `import` reads. */
export interface BundledExperiment extends Omit<ExperimentRecord, "states" | "numerics"> {
  readonly members: readonly Member[];
}

/** A run that goes with it, with all that is kept of it. */
export interface BundledRun extends Omit<TrialRecord, "attempt" | "failures" | "losses"> {
  readonly evaluations: readonly Evaluation[];
  readonly weights: Parts | null;
  /** By iteration; absent where none were kept. */
  readonly snapshots?: readonly BundledSnapshot[];
}

/** See Snapshot. */
export interface BundledSnapshot {
  readonly iteration: number;
  /** The bytes of its floats, as base64. */
  readonly floats: string;
}

/** How the data of runs were read, by what the runs name it. */
export interface BundledReading {
  readonly name: string;
  readonly reading: DataReading;
}

/** Runs may be many, and each as large as a net: they come one at a time, in any order. */
export type BundledRecord =
  | { readonly kind: "experiment"; readonly experiment: BundledExperiment }
  | { readonly kind: "run"; readonly run: BundledRun }
  | { readonly kind: "reading"; readonly reading: BundledReading };

/** What an import came to. */
export interface Imported {
  readonly experiments: number;
  readonly runs: number;
  /** Those that were not here, or had not come to their end here, and have by it. */
  readonly newRuns: number;
}
