import type { DataSpec } from "#data";
import type { Numbers } from "#engine";
import type { Evaluation, TrialCheckpoint, TrialResult } from "#train";
import type { Experiment } from "./experiment.ts";
import type { Plan, PlannedTrial } from "./plan.ts";

export const trialStates = ["queued", "running", "done", "failed", "interrupted", "pruned"] as const;
export type TrialState = (typeof trialStates)[number];

/** A process that runs trials. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When the process began, as its system tells it: another process that later has the same number has another. */
  readonly processStart: string;
  readonly machine: { readonly processor: string; readonly cores: number; readonly node: string; readonly device: string };
  readonly version: string;
  readonly command: string;
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
}

export interface ExperimentRecord {
  readonly id: string;
  readonly name: string | null;
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

/** How far a trial has come. */
export interface TrialNews {
  readonly id: string;
  readonly iteration: number;
  readonly seconds: number;
  readonly evaluations: readonly Evaluation[];
}

/** Where experiments and trials are kept. Every method is complete when it returns: what it wrote survives a crash. */
export interface Store {
  /**
   * Registers an experiment with its trials; those that are known already stay as they are. Of repetitions that it had before and that are
   * not planned any more, those that have begun stay its own.
   */
  saveExperiment(plan: Plan, command: string): void;
  /** Makes finished, failed and pruned trials queued again, without what was kept of them. */
  reset(ids: readonly string[]): void;
  /** The first of these trials that waits, now owned: queued, interrupted, or running in a process that is no more. */
  claim(ids: readonly string[]): { readonly id: string; readonly checkpoint: TrialCheckpoint | undefined } | undefined;
  /** What trials have come to since the last call: all of it or nothing. `seconds` of work are added. */
  record(news: readonly TrialNews[]): void;
  saveCheckpoint(id: string, checkpoint: TrialCheckpoint): void;
  /** `weights` are null where the trial chose no net. */
  finish(id: string, result: TrialResult, weights: Numbers | null, seconds: number): void;
  fail(id: string, message: string, stack: string, seconds: number): void;
  interrupt(id: string, seconds: number): void;
  prune(id: string, reason: string): void;
  log(id: string, text: string): void;
  /** Says that this process still works, to others. */
  heartbeat(): void;

  experiments(): ExperimentRecord[];
  members(experiment: string): Member[];
  trial(id: string): TrialRecord | undefined;
  trials(ids: readonly string[]): Map<string, TrialRecord>;
  evaluations(id: string): Evaluation[];
  weights(id: string): Numbers | undefined;
  logOf(id: string): { readonly at: string; readonly text: string }[];
  /** Ids that begin so. */
  find(kind: "experiment" | "trial", prefix: string): string[];
  /** Trials that run now, with their owners; `alive` says whether the owner still works. */
  running(): (TrialRecord & { readonly alive: boolean })[];
  removeExperiment(id: string): void;
  removeTrial(id: string): void;
  close(): void;
}
