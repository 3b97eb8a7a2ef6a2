import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { ImageDataset } from "#data";
import type { DeviceName } from "#devices";
import type { Numbers } from "#engine";
import type { Robustness, TrialConfig } from "#train";

/** Beside this file, and compiled like it. */
const workerFile = new URL(`./robustnessWorker${extname(import.meta.url)}`, import.meta.url);

export interface RobustnessStart {
  readonly device: DeviceName | "auto";
  /** A vector width of the native device. */
  readonly simd: string | undefined;
}

/** The net of a run, as a thread measures it. */
export interface RobustnessTask {
  readonly config: TrialConfig;
  readonly data: ImageDataset;
  readonly weights: Numbers;
}

/** `done`: null where no hidden layer could lose a unit. */
export type RobustnessReport =
  | { readonly kind: "progress"; readonly share: number }
  | { readonly kind: "done"; readonly robustness: Robustness | null }
  | { readonly kind: "failed"; readonly message: string };

export type RobustnessEnd = Exclude<RobustnessReport, { readonly kind: "progress" }>;

export interface RobustnessOptions<Key> extends RobustnessStart {
  /** Nets at once, one thread each. */
  readonly workers: number;
  /** Ends all threads where they are. */
  readonly stop: AbortSignal;
  /** The next net; undefined when there is none left. */
  next(): Promise<{ readonly key: Key; readonly task: RobustnessTask } | undefined>;
  /** The share of a net's measurements that is done. */
  onProgress(key: Key, share: number): void;
  onEnd(key: Key, end: RobustnessEnd): Promise<void>;
}

/** Measures the robustness of nets on threads, until none is left or it is told to stop. Throws the first error of a callback. */
export async function measureOnThreads<Key>(options: RobustnessOptions<Key>): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([options.stop, failed.signal]);
  const threads = Array.from({ length: options.workers }, () => runThread({ ...options, stop }));
  const ends = threads.map((thread) => thread.catch((error: unknown) => failed.abort(error)));
  await Promise.all(ends);
  if (failed.signal.aborted) throw failed.signal.reason;
}

async function runThread<Key>({ device, simd, stop, next, onProgress, onEnd }: RobustnessOptions<Key>): Promise<void> {
  let worker: Worker | undefined;
  try {
    while (!stop.aborted) {
      const found = await next();
      if (!found) return;
      worker ??= new Worker(workerFile, { workerData: { device, simd } satisfies RobustnessStart });
      const { key, task } = found;
      const { end, isAlive } = await ask(worker, task, stop, (share) => onProgress(key, share));
      if (!isAlive) worker = undefined;
      if (end) await onEnd(key, end);
    }
  } finally {
    await worker?.terminate();
  }
}

/** What a thread says of a net, and whether it lives on; nothing where it was told to stop before. */
function ask(
  worker: Worker,
  task: RobustnessTask,
  stop: AbortSignal,
  onProgress: (share: number) => void,
): Promise<{ readonly end?: RobustnessEnd; readonly isAlive: boolean }> {
  return new Promise((resolve) => {
    const onMessage = (report: RobustnessReport) => {
      if (report.kind === "progress") onProgress(report.share);
      else done({ end: report, isAlive: true });
    };
    const onError = ({ message }: Error) => done({ end: { kind: "failed", message }, isAlive: false });
    const onExit = () => done({ end: { kind: "failed", message: "its thread ended early" }, isAlive: false });
    const onStop = () => done({ isAlive: true });
    const done = (answer: { end?: RobustnessEnd; isAlive: boolean }) => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      stop.removeEventListener("abort", onStop);
      resolve(answer);
    };
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    stop.addEventListener("abort", onStop);
    if (stop.aborted) return onStop();
    worker.postMessage(task);
  });
}
