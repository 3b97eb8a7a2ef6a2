import type { TwinHost } from "./host.ts";

/** What a page asks of a worker: the name of a method of TwinHost and what it is given. */
export interface Ask {
  readonly id: number;
  readonly method: keyof TwinHost;
  readonly given: readonly unknown[];
}

/** What the worker says: an answer, a sentence of what went wrong, or how far a trial is. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly id: number; readonly iteration: number };

type Given<Method extends keyof TwinHost> =
  Parameters<TwinHost[Method]> extends [...infer Head, (iteration: number) => void] ? Head : Parameters<TwinHost[Method]>;

/** Whoever can be asked for what a twin's host does. */
export interface Caller {
  ask<Method extends keyof TwinHost>(
    method: Method,
    given: Given<Method>,
    how?: AskOptions,
  ): Promise<Awaited<ReturnType<TwinHost[Method]>>>;
  close(): void;
}

export interface AskOptions {
  /** Moved instead of copied. */
  readonly transfer?: Transferable[];
  /** Hears how far a trial is. */
  readonly tell?: (iteration: number) => void;
}

/** A worker, and why it failed, if it does. */
export interface StartedWorker {
  readonly worker: Worker;
  readonly failed: Promise<string>;
}

/** A worker that owes an answer and has said nothing for so long, in milliseconds, is taken for gone; how often that is looked at. */
const [LONGEST_SILENCE, LOOK_EVERY] = [30_000, 5000];

/** A worker seen from the page. */
export class TwinCalls implements Caller {
  readonly #worker: Worker;
  readonly #onGone: (sentence: string) => void;
  readonly #open = new Map<number, { resolve(value: never): void; reject(error: Error): void; tell?: (iteration: number) => void }>();
  readonly #watch: ReturnType<typeof setInterval>;
  #last = 0;
  #hasSpoken = false;
  #heardAt = 0;
  #gone: string | undefined;

  /** `onGone` is told the sentence of what became of a worker that answers no more. */
  constructor({ worker, failed }: StartedWorker, onGone: (sentence: string) => void) {
    this.#worker = worker;
    this.#onGone = onGone;
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => this.#hear(data));
    void failed.then((why) => {
      // one that has answered goes on after an error: whoever asked is told by its answer
      if (!this.#hasSpoken) this.#end(`it could not be loaded${why}`);
    });
    this.#watch = setInterval(() => {
      const isSilent = this.#open.size > 0 && performance.now() - this.#heardAt > LONGEST_SILENCE;
      if (isSilent && this.#hasSpoken) this.#end(`it has not answered for ${LONGEST_SILENCE / 1000} seconds`);
    }, LOOK_EVERY);
  }

  ask<Method extends keyof TwinHost>(
    method: Method,
    given: Given<Method>,
    { transfer = [], tell }: AskOptions = {},
  ): Promise<Awaited<ReturnType<TwinHost[Method]>>> {
    if (this.#gone !== undefined) return Promise.reject(new Error(`A twin's worker is gone: ${this.#gone}`));
    const id = ++this.#last;
    if (this.#open.size === 0) this.#heardAt = performance.now();
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject, ...(tell && { tell }) });
      this.#worker.postMessage({ id, method, given } satisfies Ask, transfer);
    });
  }

  close(): void {
    clearInterval(this.#watch);
    this.#worker.terminate();
  }

  #end(sentence: string): void {
    this.#gone = sentence;
    this.close();
    for (const { reject } of this.#open.values()) reject(new Error(`A twin's worker is gone: ${sentence}`));
    this.#open.clear();
    this.#onGone(sentence);
  }

  #hear(answer: Answer): void {
    this.#hasSpoken = true;
    this.#heardAt = performance.now();
    const asked = this.#open.get(answer.id);
    if (!asked) return;
    if ("iteration" in answer) {
      asked.tell?.(answer.iteration);
      return;
    }
    this.#open.delete(answer.id);
    if ("error" in answer) asked.reject(new Error(answer.error));
    else asked.resolve(answer.value as never);
  }
}
