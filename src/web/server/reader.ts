import type { Worker } from "node:worker_threads";
import type { Answer, Asked, Question } from "./answers.ts";

/** To the thread that reads, and back. */
export interface ReaderRequest {
  readonly key: number;
  readonly question: Question;
  readonly asked: unknown;
}
export type ReaderReply = { readonly key: number } & (
  | { readonly answer: unknown }
  | { readonly refusal: string; readonly kind: "not there" | "bad" | "store" | "fault" }
);

/** Why there is no answer, for people. */
export class ReaderError extends Error {
  readonly kind: "not there" | "bad" | "store" | "fault";
  constructor(message: string, kind: ReaderError["kind"]) {
    super(message);
    this.kind = kind;
  }
}

/** Questions that wait at once; more are refused rather than kept. */
const MOST_WAITING = 500;

/**
 * Asks threads that read the store and compute, so that what serves and streams never waits for them: one for views, one for what may
 * take seconds (looking into nets, reports), each a queue of its own. A thread that dies refuses what it had, and is started anew.
 */
export class Reader {
  readonly #start: () => Worker;
  readonly #lanes = new Map<string, Lane>();
  #isClosed = false;

  constructor(start: () => Worker) {
    this.#start = start;
  }

  ask<Q extends Question>(question: Q, asked: Asked<Q>): Promise<Answer<Q>> {
    const name = slow.has(question) ? "slow" : "quick";
    const lane = this.#lanes.get(name) ?? new Lane(this.#start);
    this.#lanes.set(name, lane);
    if (this.#isClosed) return Promise.reject(new ReaderError("the server is closing", "store"));
    return lane.ask(question, asked) as Promise<Answer<Q>>;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
  }
}

const slow: ReadonlySet<Question> = new Set(["net", "confused", "example", "report", "figureFile"]);

class Lane {
  readonly #start: () => Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  /** Equal questions that are asked at once have one answer. */
  readonly #asked = new Map<string, Promise<unknown>>();
  #worker: Worker | undefined;
  #key = 0;

  constructor(start: () => Worker) {
    this.#start = start;
  }

  ask(question: Question, asked: unknown): Promise<unknown> {
    const name = JSON.stringify([question, asked]);
    const known = this.#asked.get(name);
    if (known) return known;
    if (this.#waiting.size >= MOST_WAITING)
      return Promise.reject(new ReaderError("too much is asked at once; wait a moment and ask again", "store"));
    const key = this.#key++;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(key, waiting);
    this.#thread().postMessage({ key, question, asked } satisfies ReaderRequest);
    const answer = waiting.promise.finally(() => this.#asked.delete(name));
    this.#asked.set(name, answer);
    return answer;
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#start();
    worker.unref();
    worker.on("message", (reply: ReaderReply) => {
      const waiting = this.#waiting.get(reply.key);
      this.#waiting.delete(reply.key);
      if ("answer" in reply) waiting?.resolve(reply.answer);
      else waiting?.reject(new ReaderError(reply.refusal, reply.kind));
    });
    const onEnd = (why: string) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(new ReaderError(why, "fault"));
      this.#waiting.clear();
    };
    worker.on("error", ({ message }) => onEnd(`the thread that reads the store ended: ${message}`));
    worker.on("exit", () => onEnd("the thread that reads the store ended"));
    this.#worker = worker;
    return worker;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}
