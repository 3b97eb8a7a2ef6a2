/** Does one thing after another, in the order in which they were asked for, though nobody waits between. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work when all before it is done, however it ended. */
  after<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
