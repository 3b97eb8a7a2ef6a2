import type { Plan, Store } from "#experiment";
import type { PendingWrites } from "./pendingWrites.ts";
import type { Settlements } from "./settlements.ts";

/** What others do with the runs of a plan, as the store tells what has changed: asking often costs as little as there is to tell. */
export class PlanNews {
  readonly #plan: Plan;
  readonly #store: Store;
  readonly #writes: PendingWrites;
  readonly #settlements: Settlements;
  readonly #ids: ReadonlySet<string>;
  #mark: string | undefined;
  /** Runs that have waited, and of which nothing was heard since. */
  #waiting = new Set<string>();

  constructor(plan: Plan, store: Store, writes: PendingWrites, settlements: Settlements) {
    this.#plan = plan;
    this.#store = store;
    this.#writes = writes;
    this.#settlements = settlements;
    this.#ids = new Set(plan.trials.map(({ id }) => id));
  }

  /** Looks at the runs that have changed since the last time; the first time there is nothing to look at. */
  async hear(): Promise<void> {
    const news = await this.#writes.ask(() => this.#store.changes(this.#mark));
    if (!news) return;
    this.#mark = news.mark;
    const changed = news.reload ? this.#settlements.unsettled() : [...news.runs, ...news.removed].filter((id) => this.#ids.has(id));
    for (const id of changed) this.#waiting.delete(id);
    if (news.experiments.includes(this.#plan.id)) this.#waiting.clear(); // it may have been stopped
    if (changed.length) await this.#settlements.look(changed);
  }

  /** Whether one of these runs waits for somebody to make it, as of the last news. */
  async waits(ids: readonly string[]): Promise<boolean> {
    if (ids.some((id) => this.#waiting.has(id))) return true;
    const owed = await this.#writes.ask(() => this.#store.owed({ experiment: this.#plan.id }));
    this.#waiting = new Set(owed?.map(({ id }) => id));
    return ids.some((id) => this.#waiting.has(id));
  }
}
