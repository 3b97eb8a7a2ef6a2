/** Time as an argument, so that tests can let it pass. */
export interface Clock {
  /** Milliseconds that never go back. */
  now(): number;
  /** Calls back again and again until what it gives is called. */
  every(ms: number, work: () => void): () => void;
  sleep(ms: number): Promise<void>;
}

export const realClock: Clock = {
  now: () => performance.now(),
  every(ms, work) {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  },
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
