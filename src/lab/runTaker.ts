import type { DataLoader, DataSpec } from "#data";
import { type Claim, type Laboratory, type Plan, type PlannedTrial, requirementOf } from "#experiment";
import type { TrialCheckpoint, TrialConfig } from "#train";
import { resumeFrom } from "./checkpointParts.ts";
import type { ThreadTask } from "./threads.ts";

/** A run that is owned, and where it goes on from. */
export interface TakenRun {
  readonly config: TrialConfig;
  readonly data: ThreadTask["data"];
  readonly resume: TrialCheckpoint | undefined;
}

/**
 * Offers what the store owes of a plan, and takes what is offered to workers with the plan's digits and data: its own runs, and others'
 * that come before them.
 */
export class RunTaker {
  readonly #laboratory: Laboratory;
  readonly #plan: Plan;
  readonly #load: DataLoader;
  readonly #trials: ReadonlyMap<string, PlannedTrial>;
  /** The data for each requirement. */
  readonly #data: ReadonlyMap<string, DataSpec>;

  constructor(laboratory: Laboratory, plan: Plan, load: DataLoader) {
    this.#laboratory = laboratory;
    this.#plan = plan;
    this.#load = load;
    this.#trials = new Map(plan.trials.map((trial) => [trial.id, trial]));
    this.#data = new Map(plan.trials.map((trial) => [requirementOf(trial), trial.data]));
  }

  /** Offers those of these runs that nobody works on. */
  async offer(ids: readonly string[]): Promise<void> {
    const { store, queue } = this.#laboratory;
    const wanted = new Set(ids);
    const owed = await store.owed({ experiment: this.#plan.id });
    await queue.offer(owed.filter(({ id }) => wanted.has(id)));
  }

  /** The first that waits. */
  async take(): Promise<Claim | undefined> {
    const [claim] = await this.#laboratory.queue.take([...this.#data.keys()]);
    return claim;
  }

  /** What is needed to run it; undefined where it was removed meanwhile. */
  async read(claim: Claim): Promise<TakenRun | undefined> {
    const { store } = this.#laboratory;
    const planned = this.#trials.get(claim.id);
    const run = planned ?? (await store.trial(claim.id));
    const data = planned?.data ?? (run && this.#data.get(requirementOf(run)));
    return run && data && { config: run.config, data: this.#load(data), resume: await resumeFrom(store, claim, run.config) };
  }
}
