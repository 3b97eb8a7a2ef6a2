import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { DataError, type DataSpec, type Fingerprint, type ImageDataset } from "#data";
import type { DataReply, DataRequest } from "./dataThread.ts";

/** Beside this file, and compiled like it. */
const threadFile = new URL(`./dataThread${extname(import.meta.url)}`, import.meta.url);

export interface ReadData {
  readonly data: ImageDataset;
  readonly known: Fingerprint;
}

/** Reads data sets on a thread of its own, each file once. */
export class DataReader {
  #thread: Worker | undefined;
  readonly #asked = new Map<number, { resolve(read: ReadData): void; reject(error: unknown): void }>();
  #last = 0;

  /** Throws DataError. */
  read(spec: DataSpec): Promise<ReadData> {
    const key = ++this.#last;
    this.#thread ??= this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<ReadData>();
    this.#asked.set(key, { resolve, reject });
    this.#thread.ref();
    this.#thread.postMessage({ key, spec } satisfies DataRequest);
    return promise;
  }

  #start(): Worker {
    const thread = new Worker(threadFile);
    thread.on("message", (reply: DataReply) => {
      const asked = this.#asked.get(reply.key);
      this.#asked.delete(reply.key);
      if (this.#asked.size === 0) thread.unref();
      if ("data" in reply) asked?.resolve(reply);
      else asked?.reject("refusal" in reply ? new DataError(reply.refusal) : reply.error);
    });
    const end = (error: Error) => {
      this.#thread = undefined;
      for (const { reject } of this.#asked.values()) reject(error);
      this.#asked.clear();
    };
    thread.on("error", end);
    thread.on("exit", () => end(new Error("the thread that reads data ended early")));
    return thread;
  }
}
