import { TransientStoreError } from "#experiment";
import type { Clock } from "./clock.ts";

const RETRY_MS = 1000;
/** How long a stopping process tries to write to a store that cannot be written. */
const LAST_TRIES_MS = 10_000;

export interface PendingWritesOptions {
  readonly clock: Clock;
  /** The store cannot be written just now; it is tried again, and nothing is lost. Called once, and with undefined when it works again. */
  readonly onTrouble?: ((message: string | undefined) => void) | undefined;
  /** What does not pass. Nothing is written after it. */
  readonly onFatal: (error: unknown) => void;
}

/** What waits to be written, in order; it waits here while the store cannot be written. */
export class PendingWrites {
  readonly #options: PendingWritesOptions;
  #last: Promise<void> = Promise.resolve();
  #count = 0;
  #troubledSince: number | undefined;
  /** What was last said of it. */
  #told: string | undefined;
  #isHurried = false;
  #isOver = false;

  constructor(options: PendingWritesOptions) {
    this.#options = options;
  }

  /** How many wait. */
  get count(): number {
    return this.#count;
  }

  /** Writes when all before it are written, and again until it works; resolves then, or when there is no use in it any more. */
  add(work: () => Promise<void>): Promise<void> {
    this.#count++;
    this.#last = this.#last.then(() => this.#tryIt(work)).finally(() => this.#count--);
    return this.#last;
  }

  /** The same for what is asked; undefined where there is no use in asking any more. */
  async ask<T>(work: () => Promise<T>): Promise<T | undefined> {
    let answer: T | undefined;
    await this.add(async () => {
      answer = await work();
    });
    return answer;
  }

  /** Until all that waits is written. */
  async drained(): Promise<void> {
    while (this.#count) await this.#last;
  }

  /** The process is to end: a store that cannot be written is given up after a while. */
  hurry(): void {
    this.#isHurried = true;
  }

  async #tryIt(work: () => Promise<void>): Promise<void> {
    const { clock, onTrouble } = this.#options;
    while (!this.#isOver)
      try {
        await work();
        if (this.#troubledSince !== undefined) onTrouble?.(undefined);
        this.#troubledSince = undefined;
        this.#told = undefined;
        return;
      } catch (error) {
        if (!(error instanceof TransientStoreError)) return this.#end(error);
        this.#troubledSince ??= clock.now();
        if (error.message !== this.#told) onTrouble?.(error.message);
        this.#told = error.message;
        if (this.#isHurried && clock.now() - this.#troubledSince > LAST_TRIES_MS)
          return this.#end(
            new Error(`the store could not be written for ${LAST_TRIES_MS / 1000} seconds; what was not written will be done again`),
          );
        await clock.sleep(RETRY_MS);
      }
  }

  #end(error: unknown): void {
    this.#isOver = true;
    this.#options.onFatal(error);
  }
}
