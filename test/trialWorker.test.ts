import { beforeEach, expect, test, vi } from "vitest";
import type { TrialConfig } from "#train";
import { commands, type WorkerReport, type WorkerStart, type WorkerTask } from "../src/lab/workerMessages.ts";
import { type ImageDataset, mlp } from "../src/library/index.ts";

/** What a worker thread sends, with what it gives away; the thread is this one. */
const sent: { readonly message: WorkerReport; readonly away: readonly ArrayBuffer[] }[] = [];
const control = new Int32Array(new SharedArrayBuffer(4));
const listeners: ((task: WorkerTask) => Promise<void>)[] = [];
vi.doMock("node:worker_threads", () => ({
  workerData: { device: "native", simd: undefined, checkpointEvery: 0, control } satisfies WorkerStart,
  parentPort: {
    on: (_: "message", listener: (task: WorkerTask) => Promise<void>) => void listeners.push(listener),
    postMessage: (message: WorkerReport, away: ArrayBuffer[]) =>
      void sent.push({ message: structuredClone(message, { transfer: away }), away }),
  },
}));
await import("../src/lab/trialWorker.ts");
const work = (task: WorkerTask) => Promise.all(listeners.map((listener) => listener(task)));

const part = (count: number) => ({
  images: Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i * i)),
  labels: Uint8Array.from({ length: count }, (_, n) => Number(Math.sin(4 * n * n) > 0)),
  features: 2,
  count,
});
const data: ImageDataset = { name: "waves.csv", classes: 2, shape: [2], scale: 1, train: part(80), test: part(20), heldOut: 10 };
const config: TrialConfig = {
  protocol: "sound",
  model: mlp([6]),
  methods: { dropout: 0.2 },
  optimizer: "adam",
  learningRate: 0.01,
  schedule: { kind: "constant" },
  momentum: 0,
  iterations: 40,
  evaluateEvery: 10,
  batch: 7,
  seed: 1,
};

beforeEach(() => {
  sent.length = 0;
  Atomics.store(control, 0, commands.go);
  vi.spyOn(performance, "now").mockReturnValue(0); // a checkpoint that takes no time is made after every call into the device
});

test("14: checkpoints and weights leave the thread without a copy, as the device's own numbers; the best net so far stays there", async () => {
  await work({ config, data, resume: undefined });
  const checkpoints = sent.flatMap(({ message, away }) => (message.kind === "checkpoint" ? [{ ...message.checkpoint, away }] : []));
  expect(checkpoints.length).toBeGreaterThanOrEqual(4);
  for (const { state, away, evaluations, bestState, of } of checkpoints) {
    expect(of, "the data are not hashed for what stays with its trial").toBeUndefined();
    expect(away).toHaveLength(1);
    expect(away[0]?.detached).toBe(true);
    expect(state).toBeInstanceOf(Float32Array);
    if (evaluations.length) expect(bestState).toBeInstanceOf(Float32Array);
  }
  const end = sent.at(-1);
  expect(end?.message).toMatchObject({ kind: "done", weights: expect.any(Float32Array) });
  expect(end?.away.map(({ detached }) => detached)).toEqual([true]);
});

test("14: a run that goes on from any of them has the same end, and one that is told to stop gives a last one", async () => {
  await work({ config, data, resume: undefined });
  const whole = sent.splice(0);
  const end = whole.at(-1)?.message;
  for (const { message } of whole)
    if (message.kind === "checkpoint") {
      await work({ config, data, resume: message.checkpoint });
      expect(sent.at(-1)?.message).toEqual(end);
    }
  sent.length = 0;
  Atomics.store(control, 0, commands.stop);
  await work({ config, data, resume: undefined });
  expect(sent.map(({ message }) => message.kind).slice(-2)).toEqual(["checkpoint", "stopped"]);
  sent.length = 0;
  Atomics.store(control, 0, commands.drop);
  await work({ config, data, resume: undefined });
  expect(sent.map(({ message }) => message.kind)).toEqual(["progress", "stopped"]);
});
