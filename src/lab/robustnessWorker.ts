/** A worker thread: opens its device once, then measures the robustness of the nets that it is sent, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { openDevice } from "#devices";
import type { Device } from "#engine";
import { measureRobustness } from "#train";
import type { RobustnessReport, RobustnessStart, RobustnessTask } from "./robustnessThreads.ts";

const { device, simd } = workerData as RobustnessStart;
let opened: Promise<Device> | undefined;
const report = (message: RobustnessReport) => parentPort?.postMessage(message);
/** Between two reports of how far it is. */
const REPORT_MS = 100;

parentPort?.on("message", async ({ config, data, weights }: RobustnessTask) => {
  try {
    opened ??= openDevice(device, simd);
    let told = performance.now();
    const each = (done: number, all: number) => {
      if (performance.now() - told < REPORT_MS) return;
      told = performance.now();
      report({ kind: "progress", share: done / all });
    };
    report({ kind: "done", robustness: await measureRobustness(config, data, await opened, weights, each) });
  } catch (error) {
    report({ kind: "failed", message: (error as Error).message });
  }
});
