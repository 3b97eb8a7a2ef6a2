import type { DataSpec } from "#data";
import type { TrialResult } from "#train";
import type { Experiment } from "./experiment.ts";
import type { Labels } from "./labels.ts";
import type { PlannedTrial } from "./plan.ts";

export const trialStates = ["queued", "running", "done", "failed", "interrupted", "pruned"] as const;
export type TrialState = (typeof trialStates)[number];

/**
 * A process that runs trials, for people: host names and process numbers are shared by containers. Of runs that came in from an export
 * without its machine, the host is empty, and so is what else says which process it was.
 */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When the process began, as its system tells it: another process that later has the same number has another. */
  readonly processStart: string;
  readonly machine: { readonly processor: string; readonly cores: number; readonly node: string; readonly device: string };
  readonly version: string;
  readonly command: string;
}

/** The same process, for machines: `boot` and `pidNamespace` say where its number means anything; empty where that is not known. */
export interface WorkerProcess extends Owner {
  /** Random, new for each process. */
  readonly name: string;
  readonly boot: string;
  readonly pidNamespace: string;
}

/** What is known of a trial, without its evaluations. */
export interface TrialRecord {
  readonly id: string;
  readonly state: TrialState;
  readonly data: DataSpec;
  /** What its data are known by; null in a run that is kept from before this was written down. */
  readonly dataHash: string | null;
  readonly testHash: string | null;
  readonly classNames: readonly string[] | null;
  /** What the reading of its data is known by; null in a run that is kept from before these were written down. */
  readonly reading: string | null;
  readonly config: PlannedTrial["config"];
  readonly numerics: string;
  readonly iteration: number;
  readonly created: string;
  readonly started: string | null;
  readonly finished: string | null;
  /** Of work, over all attempts. */
  readonly seconds: number;
  /** Of a trial that is done. */
  readonly result: Omit<TrialResult, "evaluations"> | null;
  readonly error: string | null;
  readonly stack: string | null;
  readonly owner: Owner | null;
  /** Of the last time that it was taken; 0 before the first. */
  readonly attempt: number;
  /** How often it threw, and how often it was taken from a worker that was no more: the second is never counted against it. */
  readonly failures: number;
  readonly losses: number;
}

/** What people ask of an experiment. A state, not a command: setting it twice is the same as once, and none is ever consumed. */
export interface Wishes {
  /** Its runs are owed no more, unless another experiment wants them; who works on one is told to stop with the next beat. */
  readonly stopped: boolean;
  /** Runs of an experiment with a smaller number come first; 0 unless wished. From −1000 to 1000. */
  readonly order: number;
  /**
   * Of each configuration, where that is more than there are; 0 unless wished. It only grows: who wishes fewer than somebody else takes
   * nothing back. Whoever can plan adds them by saveExperiment.
   */
  readonly repetitions: number;
}

/** Throws a RangeError for a wish that cannot be kept. */
export function checkWishes({ order, repetitions }: { readonly [wish in "order" | "repetitions"]?: number | undefined }): void {
  if (order !== undefined && !(Number.isInteger(order) && Math.abs(order) <= 1000))
    throw new RangeError(`order: ${order} is not a whole number from -1000 to 1000`);
  if (repetitions !== undefined && !(Number.isInteger(repetitions) && repetitions >= 0 && repetitions <= 1e6))
    throw new RangeError(`repetitions: ${repetitions} is not a whole number from 0 to 1000000`);
}

/** Its labels are those of now, whatever its definition began with. */
export interface ExperimentRecord extends Labels {
  readonly id: string;
  readonly definition: Experiment;
  readonly command: string;
  readonly created: string;
  readonly updated: string;
  readonly states: { readonly [state in TrialState]: number };
  /** What the digits of its trials are of: one text, but for trials that were brought together from elsewhere. */
  readonly numerics: readonly string[];
}

/** A trial within an experiment. */
export interface Member {
  readonly trial: string;
  readonly configuration: number;
  readonly repetition: number;
}
