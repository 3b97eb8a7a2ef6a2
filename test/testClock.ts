import type { Clock } from "../src/lab/clock.ts";

/** A clock that stands still until time is made to pass. */
export class TestClock implements Clock {
  #now = 0;
  readonly #waiting: { readonly until: number; readonly wake: () => void }[] = [];
  readonly #regular = new Set<{ readonly ms: number; next: number; readonly work: () => void }>();

  now(): number {
    return this.#now;
  }

  every(ms: number, work: () => void): () => void {
    const one = { ms, next: this.#now + ms, work };
    this.#regular.add(one);
    return () => this.#regular.delete(one);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.#waiting.push({ until: this.#now + ms, wake }));
  }

  /** Lets time pass at once, as for a process that was stopped: what is due happens afterwards, once. */
  async pass(ms: number): Promise<void> {
    this.#now += ms;
    for (const one of this.#regular)
      if (one.next <= this.#now) {
        one.work();
        one.next = this.#now + one.ms;
      }
    for (const { wake } of this.#waiting.filter(({ until }) => until <= this.#now)) wake();
    this.#waiting.splice(0, this.#waiting.length, ...this.#waiting.filter(({ until }) => until > this.#now));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
