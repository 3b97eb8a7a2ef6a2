import type { DataReading } from "#data";
import type { Evaluation, Robustness, TrialResult } from "#train";
import type { BundledRecord, Imported } from "./bundle.ts";
import type { LabelChanges } from "./labels.ts";
import type { Parts } from "./parts.ts";
import type { Plan } from "./plan.ts";
import type { ExperimentRecord, Member, Owner, TrialRecord, Wishes } from "./records.ts";
import type { StoreCheck } from "./storeCheck.ts";

/**
 * Ownership of a run. `attempt` fences: it is unique in the store and rises, and is never used again, not even after the run was removed.
 */
export interface Claim {
  readonly id: string;
  readonly attempt: number;
}

/** What an owner has come to since the attempt began: totals, so that recording them twice is the same as once. */
export interface RunProgress {
  readonly claim: Claim;
  readonly iteration: number;
  readonly seconds: number;
  /** New ones; one of an iteration that is known replaces it. */
  readonly evaluations: readonly Evaluation[];
}

/** What a checkpoint says of the numbers in its parts. Evaluations up to its iteration are recorded before it is saved. */
export interface CheckpointHead {
  readonly iteration: number;
  /** 2 where a number is a float64, which travels as two float32 words and is never converted. */
  readonly wordsPerNumber: 1 | 2;
  /** How many of the words are the state; those that follow are the best net before, if there was any. */
  readonly stateWords: number;
}

export interface StoredCheckpoint extends CheckpointHead {
  /** Throws TransientStoreError where they are replaced while they are read. */
  readonly parts: AsyncIterable<Float32Array>;
}

/** The first kernel of a run's net at an evaluated iteration, [unit][weight]. */
export interface Snapshot {
  readonly iteration: number;
  readonly floats: Float32Array;
}

/** A run that is owed, for the queue. */
export interface Offer {
  readonly id: string;
  /** What a worker must be able to do, as one text that is compared whole: see requirementOf. */
  readonly requirement: string;
  /**
   * Smaller ones come first, a 32-bit whole number: the least over the experiments that want the run and are not stopped of
   * wished order · ORDER + min(repetition · configurations + configuration, ORDER − 1), so that repetition comes after repetition.
   */
  readonly position: number;
}

/** So much more an experiment's order counts than the place of a run within it: see Offer. */
export const ORDER = 1_000_000;

/** A worker that computes other digits, or has other data, cannot run it. */
export const requirementOf = ({ numerics, dataHash }: Pick<TrialRecord, "numerics" | "dataHash">): string =>
  `${numerics} ${dataHash ?? ""}`;

/** The runs of one requirement that are wanted and not settled. */
export interface Demand {
  readonly requirement: string;
  /** Of one of them, as it was planned: where its data lay, and what they are known by. */
  readonly run: Pick<TrialRecord, "id" | "numerics" | "data" | "dataHash">;
  /** That nobody works on, and that somebody does. */
  readonly waiting: number;
  readonly running: number;
}

/** What was written after a mark. Asked in one snapshot: nothing is ever missed, and a thing may be named again. */
export interface Changes {
  /** Opaque; the next `since`. */
  readonly mark: string;
  /** The mark was not this store's (another file, an older copy): load everything, then go on from this mark. */
  readonly reload: boolean;
  readonly experiments: readonly string[];
  readonly runs: readonly string[];
  readonly removed: readonly string[];
}

/**
 * What can be read of a store, also while others write to it. Any method may throw StoreError: a DamagedStoreError, which names the
 * experiment or the run, rather than give anything that is not what was written.
 */
export interface StoreReader {
  /** By the time of their last command; all unless ids are given. */
  experiments(ids?: readonly string[]): Promise<ExperimentRecord[]>;
  /** By repetition, then by configuration. */
  members(experiment: string): Promise<Member[]>;
  /** What people ask of an experiment; undefined where there is none such. */
  wishes(experiment: string): Promise<Wishes | undefined>;
  trial(id: string): Promise<TrialRecord | undefined>;
  trials(ids: readonly string[]): Promise<Map<string, TrialRecord>>;
  /** By iteration, those after one. */
  evaluations(id: string, after?: number): Promise<Evaluation[]>;
  checkpoint(id: string): Promise<StoredCheckpoint | undefined>;
  /** How the data of a run were read: what its net needs to know of new examples; undefined where that was not written down. */
  reading(id: string): Promise<DataReading | undefined>;
  /** Of the chosen net of a run that is done; undefined where none was kept. */
  weights(id: string): Promise<AsyncIterable<Float32Array> | undefined>;
  /** By iteration, those that were kept; see addSnapshot. */
  snapshots(id: string): AsyncIterable<Snapshot>;
  logOf(id: string): Promise<{ readonly at: string; readonly text: string }[]>;
  /** Ids that begin so. */
  find(kind: "experiment" | "trial", prefix: string): Promise<string[]>;
  /**
   * Trials that run now, with their owners. `alive` is for people: only `take` decides who is no more. A worker elsewhere that has long been
   * silent by the clocks, which may differ, works if it has beaten when `listen` resolves.
   */
  running(listen?: () => Promise<void>): Promise<(TrialRecord & { readonly alive: boolean })[]>;
  /** What there is to do, for whom: by requirement. */
  demands(): Promise<Demand[]>;
  /** Workers without a run that were heard of within the last minute; a store that is a file has none. */
  idleWorkers(): Promise<Pick<Owner, "host" | "pid">[]>;
  /** Reads all that there is, and tells what is not as it was written and what is of no use any more. */
  check(): Promise<StoreCheck>;
  /** What changed since a mark; without one, only the mark to begin with: take it first, then load. */
  changes(since?: string): Promise<Changes>;
  close(): Promise<void>;
}

/**
 * Records of experiments and runs; it decides **who may write**, the Queue who may start. A call is all or nothing. What has resolved
 * survives the death of every process; claims, checkpoints, ends and what people wrote also a power cut, `record` and `addSnapshot` at the latest with
 * the next of them. Calls with a Claim are fenced: they resolve to false (or the refused) and change nothing unless the run is running
 * under that very attempt; the loser drops the run. Any method may throw StoreError; after a TransientStoreError it may be called again.
 */
export interface Store extends StoreReader {
  /**
   * Registers an experiment with its runs; those that are known already stay as they are. Of repetitions that it had before and that are
   * not planned any more, those that have begun stay its own, and all while one of them runs; the command that made these is kept then. Of
   * its labels those change that are given otherwise than the last time: what people have changed since stays.
   */
  saveExperiment(plan: Plan, command: string): Promise<void>;
  /**
   * Takes in experiments and their settled runs, with when and by what they were made, when the last record has come: all or, where the
   * records throw, nothing. What is done here already, or runs, stays; labels of an experiment that is here are added where it has none.
   */
  importBundle(records: AsyncIterable<BundledRecord>): Promise<Imported>;
  /** Changes what people call an experiment and say of it; false where there is no such experiment. */
  label(experiment: string, changes: LabelChanges): Promise<boolean>;
  /**
   * Sets what people want; false where there is no such experiment. Who makes runs owed by it offers them; what is offered already moves to
   * its new place.
   */
  wish(experiment: string, wishes: Partial<Wishes>): Promise<boolean>;
  /**
   * Runs of an experiment that prunes wait until they may begin: those of repetitions up to this one may, of all at Infinity. None may
   * before it is said the first time, nor after saveExperiment. Those that run go on.
   */
  letBegin(experiment: string, repetitions: number): Promise<void>;
  /** By position: runs that are wanted, may begin and wait, or are of a worker that is no more. */
  owed(of: { readonly experiment: string } | { readonly requirements: readonly string[] }): Promise<Offer[]>;

  /** Fenced one by one, written together; gives the refused. */
  record(progress: readonly RunProgress[]): Promise<Claim[]>;
  /** Replaces the checkpoint when its last part is in; until then, and if `parts` throws, the one before stays. */
  saveCheckpoint(claim: Claim, head: CheckpointHead, parts: Parts): Promise<boolean>;
  /** One of the same iteration is replaced; a run keeps MOST_SNAPSHOTS, and of what comes then only what replaces one. */
  addSnapshot(claim: Claim, snapshot: Snapshot): Promise<boolean>;
  /**
   * Result, evaluations, weights and completion at once; `weights` are null where the run chose no net, or none is to be kept. A second
   * one is refused: `trial(id).attempt` tells whose the first was.
   */
  finish(claim: Claim, result: TrialResult, seconds: number, weights: Parts | null): Promise<boolean>;
  /** The run threw. It is owed again until it has thrown `limit` times. */
  fail(claim: Claim, error: { readonly message: string; readonly stack: string }, seconds: number, limit: number): Promise<boolean>;
  /** The owner gives the run back, to go on from its checkpoint anywhere. */
  interrupt(claim: Claim, seconds: number): Promise<boolean>;
  log(claim: Claim, text: string): Promise<boolean>;
  /**
   * Adds to the result of a run what was measured of its net afterwards. False, and nothing changes, unless the run is done under that very
   * attempt and has none yet: what was measured first stays.
   */
  addRobustness(finished: Claim, robustness: Robustness): Promise<boolean>;

  /** Queues runs anew, without what was kept of them, if they do not run and are still at the attempt that was seen; gives the refused. */
  reset(seen: readonly Claim[]): Promise<Claim[]>;
  /** An experiment gives up runs that are not settled yet; who owns one loses it. What another wants that prunes nothing and is not stopped stays. */
  prune(experiment: string, ids: readonly string[], reason: string): Promise<void>;
  /** Removes an experiment with the runs that no other has; who owns one loses it. The room that they took is given back. */
  removeExperiment(id: string): Promise<void>;
  /** Removes a run from all experiments; who owns it loses it. The room that it took is given back. */
  removeTrial(id: string): Promise<void>;
  /** Removes what is of no use any more, and gives its room back: see IdleParts. */
  tidy(): Promise<void>;
}
