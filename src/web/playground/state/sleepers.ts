/** Those that sleep until they are woken, or until their time is over. */
export class Sleepers {
  readonly #all = new Set<() => void>();

  /** Until somebody wakes, or for so many milliseconds. */
  sleep(milliseconds = Number.POSITIVE_INFINITY): Promise<void> {
    return new Promise((resolve) => {
      const timer = Number.isFinite(milliseconds) ? setTimeout(resolve, milliseconds) : undefined;
      this.#all.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  wake(): void {
    const all = [...this.#all];
    this.#all.clear();
    for (const wake of all) wake();
  }
}
