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

/** A worker seen from the page. */
export class TwinCalls implements Caller {
  readonly #worker: Worker;
  readonly #open = new Map<number, { resolve(value: never): void; reject(error: Error): void; tell?: (iteration: number) => void }>();
  #last = 0;

  /** `onCrash` is told the sentence of what ended the worker. */
  constructor(worker: Worker, onCrash: (sentence: string) => void) {
    this.#worker = worker;
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => this.#hear(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      const sentence = event.message || "the worker could not be loaded";
      for (const { reject } of this.#open.values()) reject(new Error(sentence));
      this.#open.clear();
      onCrash(sentence);
    });
  }

  ask<Method extends keyof TwinHost>(
    method: Method,
    given: Given<Method>,
    { transfer = [], tell }: AskOptions = {},
  ): Promise<Awaited<ReturnType<TwinHost[Method]>>> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject, ...(tell && { tell }) });
      this.#worker.postMessage({ id, method, given } satisfies Ask, transfer);
    });
  }

  close(): void {
    this.#worker.terminate();
  }

  #hear(answer: Answer): void {
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
