import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { loadMnist } from "#data/files";
import { type DeviceName, openDevice } from "#devices";
import { buildNet, lenet } from "#nn";
import { adam } from "#optim";
import { methodValues } from "#regularize";
import { Trainer } from "#train";

interface Packed {
  shape: number[];
  data: number[];
}
export interface LenetRun {
  options: { logits: "relu" | "linear"; maxNorm?: number; scope?: "unit" | "kernel"; l1?: number; l2?: number };
  losses: number[];
  kernelNormsAfter: number[];
  testLogitsAfter: Packed;
}
const golden = JSON.parse(readFileSync(new URL("golden/lenet.json", import.meta.url), "utf8")).cases as {
  kernels: Packed[];
  trainIndices: number[];
  runs: LenetRun[];
};
const data = loadMnist();

/** Relative tolerance of a loss on each device: float32 against PyTorch's float64, and float64 against float64. */
const tolerance: Record<DeviceName, number> = { native: 1e-5, wasm: 1e-5, reference: 1e-10 };
export const lenetRuns: readonly LenetRun[] = golden.runs;

/** Trains LeNet for 20 steps and compares losses, norms and logits with PyTorch's. */
export async function followPyTorch(name: DeviceName, simd: string | undefined, run: LenetRun): Promise<void> {
  const { options, losses, kernelNormsAfter, testLogitsAfter } = run;
  const trainer = new Trainer({
    net: buildNet(lenet({ input: [1, 28, 28], classes: 10, logits: options.logits })),
    optimizer: adam(),
    methods: methodValues({
      maxNorm: options.maxNorm ?? 0,
      maxNormScope: options.scope ?? "kernel",
      l1: options.l1 ?? 0,
      l2: options.l2 ?? 0,
    }),
    batch: 100,
    device: await openDevice(name, simd),
    examples: [data.train, data.test],
    seed: 1,
  });
  const kernels = trainer.net.graph.parameters.filter(({ role }) => role === "kernel");
  for (const [i, kernel] of kernels.entries()) await trainer.write(kernel, golden.kernels[i]?.data ?? []);

  for (const [step, expected] of losses.entries()) {
    const batch = Int32Array.from(golden.trainIndices.slice(step * 100, step * 100 + 100));
    await trainer.train(0, batch, step + 1);
    expect(Math.abs((await trainer.lastLoss()) / expected - 1), `loss of step ${step + 1}`).toBeLessThan(tolerance[name]);
  }
  for (const [i, kernel] of kernels.entries()) {
    const norm = Math.hypot(...(await trainer.read(kernel)));
    expect(Math.abs(norm / (kernelNormsAfter[i] as number) - 1), kernel.name).toBeLessThan(tolerance[name]);
  }
  const [, classes = 0] = testLogitsAfter.shape;
  const logits = await trainer.logits(
    1,
    Int32Array.from({ length: 8 }, (_, i) => i),
  );
  const largest = Math.max(...testLogitsAfter.data.map(Math.abs));
  for (const [i, expected] of testLogitsAfter.data.entries()) {
    const error = Math.abs((logits[i] as number) - expected) / largest;
    expect(error, `logit ${i % classes} of image ${Math.floor(i / classes)}`).toBeLessThan(name === "reference" ? 1e-10 : 2e-5);
  }
}
