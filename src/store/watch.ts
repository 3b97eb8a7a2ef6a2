/** How many looks it takes at least until a silent worker is taken to be no more. */
const LOOKS = 3;

/** Watches beats by one's own monotonic clock, so that no jump of a clock, and no other machine's, matters. */
export class Watch {
  readonly #seen = new Map<string, { beat: number; looked: number; silent: number }>();
  readonly #clock: () => number;
  readonly #lease: number;

  /** Both in milliseconds. */
  constructor(clock: () => number, lease: number) {
    this.#clock = clock;
    this.#lease = lease;
  }

  /** Whether this worker's beat has been the same for the lease. Time in which the watcher itself slept counts for one look only. */
  isSilent(name: string, beat: number): boolean {
    const now = this.#clock();
    const seen = this.#seen.get(name);
    if (!seen || seen.beat !== beat) {
      this.#seen.set(name, { beat, looked: now, silent: 0 });
      return false;
    }
    seen.silent += Math.min(now - seen.looked, this.#lease / LOOKS);
    seen.looked = now;
    return seen.silent >= this.#lease;
  }
}
