/**
 * The step of mlp(1024,1024,2048) at batch 100 with dropout 0.5 on one thread: its share of the machine's multiply-add peak, what max-norm
 * and L2 add to it, and PyTorch's, if an interpreter has it. All take turns, so that a slow minute slows all of them.
 * Usage: npm run bench:mlp [-- PYTHON]
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { argv, stdout } from "node:process";
import { loadMnist, packagedMnist } from "#data/files";
import { openDevice } from "#devices";
import { forwardFlops } from "#lab";
import { buildNet, mlp } from "#nn";
import { adam } from "#optim";
import { methodValues } from "#regularize";
import { ExampleOrder, Trainer } from "#train";

const BATCH = 100;
const ROUNDS = 15;
const STEPS = 8;
const data = loadMnist();
const device = await openDevice("auto");
const order = new ExampleOrder(data.heldOut, data.train.count - data.heldOut, 1);
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
const methods = { "dropout 0.5": {}, "and max-norm 2": { maxNorm: 2 }, "and L2 1e-5": { l2: 1e-5 }, "and both": { maxNorm: 2, l2: 1e-5 } };

const variants = Object.entries(methods).map(([name, options]) => {
  const net = buildNet(mlp([1024, 1024, 2048], { input: [1, 28, 28], classes: 10 }));
  const values = methodValues({ dropout: 0.5, ...options });
  const trainer = new Trainer({ net, optimizer: adam(), methods: values, batch: BATCH, device, examples: [data.train], seed: 1 });
  return { name, net, trainer, iteration: 0, times: [] as number[] };
});
const time = (work: () => void) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};
const peaks: number[] = [];
const flops = device.peak(1e7);
for (let round = 0; round < ROUNDS; round++) {
  for (const variant of variants) {
    const indices = order.take(variant.iteration * BATCH, STEPS * BATCH);
    variant.times.push(time(() => variant.trainer.train(0, indices, variant.iteration + 1)) / STEPS);
    variant.iteration += STEPS;
  }
  peaks.push(flops / time(() => device.peak(1e7)) / 1e6);
}
const peak = median(peaks);
const [plain] = variants.map(({ times }) => median(times)) as [number];
stdout.write(`${device.name} ${device.simd}: peak ${peak.toFixed(0)} GFLOP/s; medians of ${ROUNDS} rounds of ${STEPS} steps\n`);
for (const { name, net, times } of variants) {
  const ms = median(times);
  const speed = (3 * forwardFlops(net.graph) * BATCH) / ms / 1e6;
  // pairs within a round, so that a slow minute does not count as the method's cost
  const added = median(times.map((value, round) => value / (variants[0]?.times[round] as number))) - 1;
  stdout.write(
    `${name.padEnd(16)} ${ms.toFixed(2)} ms, ${((100 * speed) / peak).toFixed(1)}% of peak, ${(100 * added).toFixed(1)}% more\n`,
  );
}
for (const python of argv[2] ? [argv[2]] : ["python3", "/usr/bin/python3"]) {
  try {
    const script = join(import.meta.dirname, "peers", "torchStep.py");
    const { version, stepMs } = JSON.parse(
      execFileSync(python, [script, packagedMnist(), "mlp"], { stdio: ["ignore", "pipe", "ignore"] }).toString(),
    );
    stdout.write(`PyTorch ${version}: ${stepMs.toFixed(1)} ms, ${(stepMs / plain).toFixed(1)} times droplab's\n`);
    break;
  } catch {
    stdout.write(`${python} has no PyTorch; apt-get install python3-torch, or name an interpreter\n`);
  }
}
