import { availableParallelism } from "node:os";
import { type ImageDataset, ownDataset } from "#data";
import { type DeviceName, openDevice } from "#devices";
import { checkNames, plainCopy, shown } from "#engine";
import type { Progress, TrialConfig, TrialResult } from "#train";
import { Threads } from "./threads.ts";

export interface RunOptions {
  readonly data: ImageDataset;
  /** Native where its kernels are built, else wasm, unless one is named. */
  readonly device?: DeviceName | "auto";
  /** A vector width of the native device. */
  readonly simd?: string | undefined;
  /** Trials at once, one thread each; as many as there are cores unless given. */
  readonly workers?: number;
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
 * Refuses what no trial could run with; what is wrong with one trial alone is its outcome. Gives copies: whatever becomes of the list, its
 * trials stay those that were asked for.
 */
async function checkRun(
  trials: readonly TrialConfig[],
  options: RunOptions,
): Promise<RunOptions & Required<Pick<RunOptions, "device" | "workers">> & { readonly own: readonly TrialConfig[] }> {
  if (!Array.isArray(trials)) throw new TypeError(`trials: ${shown(trials)} is no list of trials`);
  checkNames("runTrials", options, ["data", "device", "simd", "workers", "signal", "onProgress", "onEnd"]);
  const { device = "auto", workers: given = availableParallelism() } = options;
  const asked = { ...options, device, workers: given, data: ownDataset(options.data) };
  const { workers, signal } = asked;
  if (!(Number.isInteger(workers) && workers >= 1)) throw new RangeError(`workers: ${shown(workers)} is not a whole number from 1`);
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new TypeError(`signal: ${shown(signal)} is none; give the signal of an AbortController`);
  for (const name of ["onProgress", "onEnd"] as const) {
    const { [name]: callback } = asked;
    if (callback !== undefined && typeof callback !== "function") throw new TypeError(`${name}: ${shown(callback)} is no function`);
  }
  const own = Array.from(trials, (trial, i) => {
    try {
      return structuredClone(plainCopy(trial, `trials: number ${i}`));
    } catch (error) {
      throw error instanceof TypeError ? error : new TypeError(`trials: number ${i} is no plain data, which a thread can be sent`);
    }
  });
  await openDevice(asked.device, asked.simd);
  return { ...asked, own };
}

/**
 * Runs trials on worker threads and gives their outcomes in order. A trial that fails, even with its whole thread, does not
 * stop the others; an error that a callback throws, or a promise of it, ends all threads and is thrown. Results do not depend
 * on the number of workers.
 */
export async function runTrials(trials: readonly TrialConfig[], options: RunOptions): Promise<Outcome[]> {
  const { own, data, device, simd, workers, signal, onProgress, onEnd } = await checkRun(trials, options);
  const outcomes = new Map<number, Outcome>();
  let taken = 0;
  const threads = new Threads({
    device,
    simd,
    workers: Math.min(workers, own.length),
    next() {
      if (taken === own.length) return undefined;
      const config = own[taken] as TrialConfig;
      return { key: String(taken++), config, data };
    },
    onProgress: (key, progress) => onProgress?.(Number(key), progress),
    onEnd: (key, outcome) => {
      const kept: Outcome =
        outcome.kind === "done" ? { kind: "done", result: outcome.result } : outcome.kind === "failed" ? outcome : { kind: "interrupted" };
      outcomes.set(Number(key), kept);
      return onEnd?.(Number(key), kept);
    },
  });
  const stop = () => threads.terminate();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  try {
    await threads.run();
  } finally {
    signal?.removeEventListener("abort", stop);
  }
  return own.map((_, trial) => outcomes.get(trial) ?? { kind: "interrupted" });
}
