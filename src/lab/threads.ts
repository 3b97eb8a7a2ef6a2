import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { ImageDataset } from "#data";
import type { DeviceName } from "#devices";
import type { Snapshot } from "#experiment";
import type { Progress, TrialCheckpoint, TrialConfig, TrialEnd } from "#train";
import { commands, type WorkerReport, type WorkerStart, type WorkerTask } from "./workerMessages.ts";

/** Beside this file, and compiled like it. */
const workerFile = new URL(`./trialWorker${extname(import.meta.url)}`, import.meta.url);

/** A trial for a thread, known by its key. */
export interface ThreadTask {
  readonly key: string;
  readonly config: TrialConfig;
  readonly data: ImageDataset;
  readonly resume?: TrialCheckpoint | undefined;
}

/** How a task ended on its thread. `stopped`: asked to stop, its last checkpoint has been given. */
export type ThreadOutcome =
  | ({ readonly kind: "done" } & TrialEnd)
  | { readonly kind: "failed"; readonly message: string; readonly stack: string }
  | { readonly kind: "stopped" };

export interface ThreadOptions {
  readonly device: DeviceName | "auto";
  /** A vector width of the native device. */
  readonly simd?: string | undefined;
  /** Tasks at once, one thread each. */
  readonly workers: number;
  /** Milliseconds of work between checkpoints; none are made unless given. */
  readonly checkpointEvery?: number | undefined;
  /** How often each task gives its first kernel; never unless given. */
  readonly snapshots?: number | undefined;
  /** The next task; undefined when there is none now, which ends a thread. What this or a callback throws ends all threads. */
  next(): ThreadTask | undefined | Promise<ThreadTask | undefined>;
  onProgress?(key: string, progress: Progress): void;
  onSnapshot?(key: string, snapshot: Snapshot): void;
  onCheckpoint?(key: string, checkpoint: TrialCheckpoint): void;
  onEnd(key: string, outcome: ThreadOutcome): void;
}

/** Threads that take tasks one after the other until none is left. Results do not depend on their number. */
export class Threads {
  readonly #options: ThreadOptions;
  readonly #running = new Map<string, Int32Array>();
  readonly #workers = new Set<Worker>();
  /** What callbacks have promised and is not done yet. */
  readonly #promised = new Set<Promise<void>>();
  #stopping = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /**
   * Runs until every thread has found no more tasks. A thread that dies fails its task and is replaced. Throws the first error of a
   * callback, after all threads have ended.
   */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.workers }, () => this.#runThread()));
    await Promise.all(this.#promised);
    if (this.#failure) throw this.#failure.error;
  }

  /** Takes no more tasks; those that run give a last checkpoint and end as `stopped`. */
  stop(): void {
    this.#stopping = true;
    for (const control of this.#running.values()) control[0] = commands.stop;
  }

  /** The same for one task; its thread takes another. */
  stopOne(key: string): void {
    const control = this.#running.get(key);
    if (control) control[0] = commands.stop;
  }

  /** Ends one task as `stopped`, without a checkpoint; its thread takes another. */
  drop(key: string): void {
    const control = this.#running.get(key);
    if (control) control[0] = commands.drop;
  }

  /** Ends all threads where they are; what they ran does not end. */
  terminate(): void {
    this.#stopping = true;
    for (const worker of this.#workers) void worker.terminate();
  }

  async #runThread(): Promise<void> {
    let left: ThreadTask | undefined;
    for (;;) {
      const first = left ?? (await this.#take());
      if (!first) return;
      left = await this.#runWorker(first);
    }
  }

  async #take(): Promise<ThreadTask | undefined> {
    if (this.#stopping || this.#failure) return undefined;
    try {
      return await this.#options.next();
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.terminate();
  }

  /** Calls what the caller gave: an error there, at once or promised, is one of `run`, not of the event that led to it. */
  #tell(call: () => unknown): void {
    if (this.#failure) return;
    const fail = (error: unknown) => this.#fail(error);
    try {
      const given = call();
      if (!(given instanceof Promise)) return;
      const promised: Promise<void> = given.then(() => {}, fail).then(() => void this.#promised.delete(promised));
      this.#promised.add(promised);
    } catch (error) {
      fail(error);
    }
  }

  /** One worker, from its first task to the last that it finds; gives a task that it was too dead to begin. */
  #runWorker(first: ThreadTask): Promise<ThreadTask | undefined> {
    const { device, simd, checkpointEvery, snapshots } = this.#options;
    const control = new Int32Array(new SharedArrayBuffer(4));
    const start: WorkerStart = { device, simd, checkpointEvery, control };
    const worker = new Worker(workerFile, { workerData: start });
    this.#workers.add(worker);
    let running: string | undefined;
    const begin = (task: ThreadTask | undefined) => {
      running = task?.key;
      if (!task) return void worker.terminate();
      control[0] = this.#stopping ? commands.stop : commands.go;
      this.#running.set(task.key, control);
      const { config, data, resume } = task;
      worker.postMessage({ config, data, resume, snapshots } satisfies WorkerTask);
    };
    const end = (outcome: ThreadOutcome) => {
      if (running === undefined) return;
      const key = running;
      running = undefined;
      this.#running.delete(key);
      this.#tell(() => this.#options.onEnd(key, outcome));
    };
    let taking: Promise<ThreadTask | undefined> | undefined;
    let hasExited = false;
    return new Promise((resolve) => {
      worker.on("message", (report: WorkerReport) => {
        const key = running;
        if (key === undefined) return;
        if (report.kind === "progress") return this.#tell(() => this.#options.onProgress?.(key, report.progress));
        if (report.kind === "snapshot") return this.#tell(() => this.#options.onSnapshot?.(key, report.snapshot));
        if (report.kind === "checkpoint") return this.#tell(() => this.#options.onCheckpoint?.(key, report.checkpoint));
        end(report);
        taking = this.#take();
        void taking.then((task) => {
          taking = undefined;
          if (!hasExited) begin(task);
        });
      });
      worker.on("error", (error: Error) => end({ kind: "failed", message: error.message, stack: error.stack ?? "" }));
      worker.on("exit", () => {
        hasExited = true;
        this.#workers.delete(worker);
        if (!this.#stopping) end({ kind: "failed", message: "its thread ended early", stack: "" });
        if (running !== undefined) this.#running.delete(running);
        resolve(taking);
      });
      begin(first);
    });
  }
}
