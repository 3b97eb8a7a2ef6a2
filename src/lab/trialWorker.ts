/** A worker thread: opens its device once, then runs the trials that it is sent, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { openDevice } from "#devices";
import type { Device } from "#engine";
import { MOST_SNAPSHOT_FLOATS, runTrial, snapshotIterations, type TrialStep } from "#train";
import { commands, type WorkerReport, type WorkerStart, type WorkerTask } from "./workerMessages.ts";

const { device, simd, checkpointEvery, control } = workerData as WorkerStart;
let opened: Promise<Device> | undefined;
/** What is given away is not copied. */
const report = (message: WorkerReport, away: ArrayBuffer[] = []) => parentPort?.postMessage(message, away);
/** A checkpoint may take this share of the work between two. */
const CHECKPOINT_SHARE = 0.02;

parentPort?.on("message", async ({ config, data, resume, snapshots = 0 }: WorkerTask) => {
  try {
    opened ??= openDevice(device, simd);
    const run = runTrial(config, data, await opened, resume, () => performance.now());
    const kept = new Set(snapshots ? snapshotIterations(config, snapshots) : []);
    // where a run may stop early, its last evaluation is known when it has
    const mayStop = kept.size > 0 && (config.methods.earlyStopping ?? 0) > 0;
    let last: { readonly iteration: number; readonly floats: Float32Array } | undefined;
    let saved = performance.now();
    let interval = checkpointEvery ?? Number.POSITIVE_INFINITY;
    const save = async (step: TrialStep) => {
      const start = performance.now();
      const checkpoint = await step.checkpoint({ staysWithTrial: true });
      report({ kind: "checkpoint", checkpoint }, [checkpoint.state.buffer as ArrayBuffer]);
      saved = performance.now();
      interval = Math.max(interval, (saved - start) / CHECKPOINT_SHARE);
    };
    for (;;) {
      const { done, value } = await run.next();
      if (done) {
        if (last && value.result.stoppedAt !== null) report({ kind: "snapshot", snapshot: last });
        return report({ kind: "done", ...value }, value.weights ? [value.weights.buffer as ArrayBuffer] : []);
      }
      const { iteration, evaluation } = value;
      const isKept = kept.has(iteration);
      const kernel = evaluation && (isKept || mayStop) ? await value.firstKernel() : undefined;
      const snapshot = kernel && kernel.length <= MOST_SNAPSHOT_FLOATS ? { iteration, floats: Float32Array.from(kernel) } : undefined;
      if (snapshot && isKept) report({ kind: "snapshot", snapshot });
      if (evaluation) last = isKept ? undefined : snapshot;
      report({ kind: "progress", progress: { iteration, ...(evaluation && { evaluation }) } });
      const command = Atomics.load(control, 0);
      if (command !== commands.go) {
        if (command === commands.stop && checkpointEvery !== undefined) await save(value);
        return report({ kind: "stopped" });
      }
      if (performance.now() - saved >= interval) await save(value);
    }
  } catch (error) {
    const { message, stack = "" } = error as Error;
    report({ kind: "failed", message, stack });
  }
});
