import { Worker } from "node:worker_threads";
import type { ImageDataset } from "#data";
import type { DeviceName } from "#engine";
import type { Progress, TrialConfig, TrialResult } from "#train";
import type { WorkerReport, WorkerStart, WorkerTask } from "./trialWorker.ts";

export interface RunOptions {
  readonly data: ImageDataset;
  readonly device: DeviceName | "auto";
  /** A vector width of the native device. */
  readonly simd?: string | undefined;
  /** Trials at once, one thread each. */
  readonly workers: number;
  /** Ends all threads at once; results that are in are kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (trial: number, progress: Progress) => void;
  readonly onEnd?: (trial: number, outcome: Outcome) => void;
}

export type Outcome =
  | { readonly kind: "done"; readonly result: TrialResult }
  | { readonly kind: "failed"; readonly message: string; readonly stack: string }
  | { readonly kind: "interrupted" };

/**
 * Runs trials on worker threads and gives their outcomes in order. A trial that fails, even with its whole thread, does not
 * stop the others. Results do not depend on the number of workers.
 */
export async function runTrials(trials: readonly TrialConfig[], options: RunOptions): Promise<Outcome[]> {
  const outcomes = new Map<number, Outcome>();
  const waiting = trials.map((config, trial): WorkerTask => ({ trial, config }));
  const settle = (trial: number, outcome: Outcome) => {
    if (outcomes.has(trial)) return;
    outcomes.set(trial, outcome);
    options.onEnd?.(trial, outcome);
  };
  const threads = Array.from({ length: Math.min(options.workers, trials.length) }, () => runThread(waiting, options, settle));
  await Promise.all(threads);
  return trials.map((_, trial) => outcomes.get(trial) ?? { kind: "interrupted" });
}

/** One thread: takes the next waiting trial until none is left or the signal comes. A thread that dies is replaced. */
async function runThread(waiting: WorkerTask[], options: RunOptions, settle: (trial: number, outcome: Outcome) => void): Promise<void> {
  const { data, device, simd, signal } = options;
  while (waiting.length && !signal?.aborted) {
    const start: WorkerStart = { data, device, simd };
    const worker = new Worker(new URL("./trialWorker.ts", import.meta.url), { workerData: start });
    const stop = () => void worker.terminate();
    signal?.addEventListener("abort", stop);
    await new Promise<void>((resolve) => {
      let running: number | undefined;
      const next = () => {
        const task = waiting.shift();
        running = task?.trial;
        if (task) worker.postMessage(task);
        else stop();
      };
      worker.on("message", (report: WorkerReport) => {
        if (report.kind === "progress") return options.onProgress?.(report.trial, report.progress);
        const { trial, ...outcome } = report;
        settle(trial, outcome);
        next();
      });
      worker.on("error", (error: Error) => {
        if (running !== undefined) settle(running, { kind: "failed", message: error.message, stack: error.stack ?? "" });
      });
      worker.on("exit", () => {
        if (running !== undefined && !signal?.aborted) settle(running, { kind: "failed", message: "its thread ended early", stack: "" });
        resolve();
      });
      next();
    });
    signal?.removeEventListener("abort", stop);
  }
}
