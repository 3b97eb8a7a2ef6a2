/** A worker thread: opens its device once, then runs the trials that it is sent, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { openDevice } from "#engine";
import { runTrial, type TrialStep } from "#train";
import { commands, type WorkerReport, type WorkerStart, type WorkerTask } from "./workerMessages.ts";

const { device, simd, checkpointEvery, control } = workerData as WorkerStart;
const report = (message: WorkerReport) => parentPort?.postMessage(message);
/** A checkpoint may take this share of the work between two. */
const CHECKPOINT_SHARE = 0.02;

parentPort?.on("message", ({ config, data, resume }: WorkerTask) => {
  try {
    const run = runTrial(config, data, openDevice(device, simd), resume);
    let saved = performance.now();
    let interval = checkpointEvery ?? Number.POSITIVE_INFINITY;
    const save = (step: TrialStep) => {
      const start = performance.now();
      report({ kind: "checkpoint", checkpoint: step.checkpoint() });
      saved = performance.now();
      interval = Math.max(interval, (saved - start) / CHECKPOINT_SHARE);
    };
    for (;;) {
      const { done, value } = run.next();
      if (done) return report({ kind: "done", ...value });
      const { iteration, evaluation } = value;
      report({ kind: "progress", progress: { iteration, ...(evaluation && { evaluation }) } });
      const command = Atomics.load(control, 0);
      if (command !== commands.go) {
        if (command === commands.stop && checkpointEvery !== undefined) save(value);
        return report({ kind: "stopped" });
      }
      if (performance.now() - saved >= interval) save(value);
    }
  } catch (error) {
    const { message, stack = "" } = error as Error;
    report({ kind: "failed", message, stack });
  }
});
