import type { Plan, PlannedTrial, Store, TrialRecord } from "#experiment";
import { scoreOf } from "#train";
import type { PendingWrites } from "./pendingWrites.ts";
import type { Pruning } from "./prune.ts";

const settled = ["done", "failed", "pruned"];

type OnSettled = (trial: PlannedTrial, record: TrialRecord) => void;

/**
 * Which runs of a plan have come to their end, wherever they ran, or were removed, so that nobody makes them; gives up those that are clearly
 * behind.
 */
export class Settlements {
  readonly #plan: Plan;
  readonly #store: Store;
  readonly #writes: PendingWrites;
  readonly #pruning: Pruning | undefined;
  readonly #onSettled: OnSettled | undefined;
  readonly #trials: ReadonlyMap<string, PlannedTrial>;
  readonly #reported = new Set<string>();
  /** Those that were to be given up. */
  readonly #behind = new Set<string>();

  constructor(plan: Plan, store: Store, writes: PendingWrites, pruning: Pruning | undefined, onSettled: OnSettled | undefined) {
    this.#plan = plan;
    this.#store = store;
    this.#writes = writes;
    this.#pruning = pruning;
    this.#onSettled = onSettled;
    this.#trials = new Map(plan.trials.map((trial) => [trial.id, trial]));
  }

  /** Runs of repetitions up to this one may begin; the next look at what to prune comes after them. */
  get mayBegin(): number {
    return this.#pruning?.mayBegin ?? Number.POSITIVE_INFINITY;
  }

  /** Of repetitions up to `last`. */
  unsettled(last = Number.POSITIVE_INFINITY): string[] {
    return this.#plan.trials.filter(({ id, repetition }) => repetition <= last && !this.#reported.has(id)).map(({ id }) => id);
  }

  /** Looks which of these have come to their end, and tells of each once. */
  async look(ids: readonly string[] = this.unsettled()): Promise<void> {
    let records: ReadonlyMap<string, TrialRecord> | undefined;
    await this.#writes.add(async () => {
      records = await this.#store.trials(ids);
    });
    if (!records) return; // the store could not be read
    for (const id of ids) {
      const [trial, record] = [this.#trials.get(id), records.get(id)];
      const isOver = record === undefined || settled.includes(record.state);
      if (!trial || !isOver || this.#reported.has(id)) continue;
      this.#reported.add(id);
      const result = record?.result;
      this.#pruning?.settle(id, result && scoreOf(result) !== null ? result.selectionAccuracy : null);
      if (record) this.#onSettled?.(trial, record);
    }
    await this.#prune();
  }

  /** None of these has begun in this process. */
  async #prune(): Promise<void> {
    // what another experiment wants stays, and is asked for once
    const behind = [...(this.#pruning?.decide() ?? [])].filter(([id]) => !this.#reported.has(id) && !this.#behind.has(id));
    if (behind.length === 0) return;
    for (const [id] of behind) this.#behind.add(id);
    await this.#writes.add(async () => {
      for (const [id, reason] of behind) await this.#store.prune(this.#plan.id, [id], reason);
    });
    await this.look(behind.map(([id]) => id));
  }
}
