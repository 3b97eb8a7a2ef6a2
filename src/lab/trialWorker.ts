/** A worker thread: opens its device once, then runs the trials that it is sent, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import type { ImageDataset } from "#data";
import { type DeviceName, openDevice } from "#engine";
import { type Progress, runTrial, type TrialConfig, type TrialResult } from "#train";

export interface WorkerStart {
  readonly device: DeviceName | "auto";
  readonly simd: string | undefined;
  readonly data: ImageDataset;
}

export interface WorkerTask {
  readonly trial: number;
  readonly config: TrialConfig;
}

export type WorkerReport = { readonly trial: number } & (
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "done"; readonly result: TrialResult }
  | { readonly kind: "failed"; readonly message: string; readonly stack: string }
);

const { device, simd, data } = workerData as WorkerStart;
const report = (message: WorkerReport) => parentPort?.postMessage(message);

parentPort?.on("message", ({ trial, config }: WorkerTask) => {
  try {
    const run = runTrial(config, data, openDevice(device, simd));
    for (;;) {
      const { done, value } = run.next();
      if (done) return report({ trial, kind: "done", result: value });
      report({ trial, kind: "progress", progress: value });
    }
  } catch (error) {
    const { message, stack = "" } = error as Error;
    report({ trial, kind: "failed", message, stack });
  }
});
