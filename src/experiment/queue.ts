import type { DataShelf } from "./dataShelf.ts";
import type { Claim, Offer, Store } from "./store.ts";

/** How an owner stands: it goes on; it checkpoints, interrupts and settles; or it drops the run without a write. */
export type Standing = "owner" | "stop" | "lost";

/**
 * Runs to do: it decides **who may start**. It is a hint: it may forget what was offered, and does when the worker that offered it is no
 * more, and it may deliver twice; then the store's `owed` is offered again, and the store's fence holds. Any method may throw StoreError.
 */
export interface Queue {
  /** Idempotent: what waits gets the new position, what is worked on stays with its owner. */
  offer(runs: readonly Offer[]): Promise<void>;
  /**
   * The first runs that wait, or whose worker is no more, now owned: each Claim is new in the store. What is settled, stopped or removed
   * meanwhile is passed over. Position decides within a requirement; requirements are asked in their order.
   */
  take(requirements: readonly string[], limit?: number): Promise<Claim[]>;
  /**
   * Says that this worker still works, and learns how each claim stands. A worker whose beat has not changed for the lease, by the
   * monotonic clock of whoever looks, loses its runs; one whose process is seen to be dead (same boot and PID namespace), at once. Throws LostStoreError where the store is not there any more: the worker
   * writes what it has, and closes.
   */
  beat(claims: readonly Claim[]): Promise<Standing[]>;
  /** These deliveries are over, however they ended: what the store still owes waits again at its position, and is not looked for where all are done. Idempotent. */
  settle(claims: readonly Claim[], areDone?: boolean): Promise<void>;
  /**
   * Resolves when there may be something to take, or when the signal aborts, or after a while: at most `patience` milliseconds, or as long as
   * one worker of so many may wait before it looks for itself.
   */
  arrival(signal: AbortSignal, patience?: number): Promise<void>;
}

/** Both, opened by one worker on one database. */
export interface Laboratory {
  readonly store: Store;
  readonly queue: Queue;
  /** Where data sets lie that workers elsewhere have no files of; a store that is a file has none. */
  readonly shelf?: DataShelf;
  /** What this worker has offered is forgotten; the runs are still owed. Throws LostStoreError, which says where everything is kept. */
  close(): Promise<void>;
}
