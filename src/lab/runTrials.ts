import type { ImageDataset } from "#data";
import type { DeviceName } from "#engine";
import type { Progress, TrialConfig, TrialResult } from "#train";
import { Threads } from "./threads.ts";

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
  const { data, device, simd, workers, signal, onProgress, onEnd } = options;
  const outcomes = new Map<number, Outcome>();
  let taken = 0;
  const threads = new Threads({
    device,
    simd,
    workers: Math.min(workers, trials.length),
    next() {
      const config = trials[taken];
      return config && { key: String(taken++), config, data };
    },
    onProgress: (key, progress) => onProgress?.(Number(key), progress),
    onEnd(key, outcome) {
      const kept: Outcome =
        outcome.kind === "done" ? { kind: "done", result: outcome.result } : outcome.kind === "failed" ? outcome : { kind: "interrupted" };
      outcomes.set(Number(key), kept);
      onEnd?.(Number(key), kept);
    },
  });
  const stop = () => threads.terminate();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  await threads.run();
  signal?.removeEventListener("abort", stop);
  return trials.map((_, trial) => outcomes.get(trial) ?? { kind: "interrupted" });
}
