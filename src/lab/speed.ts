import type { ImageDataset } from "#data";
import { type Device, type Graph, size } from "#engine";
import { buildNet, lenet } from "#nn";
import { adam } from "#optim";
import { methodValues } from "#regularize";
import { ExampleOrder, Trainer } from "#train";

/** The speed of one device on one thread; GFLOP/s count the multiply-adds of convolutions and dense layers, as two each. */
export interface DeviceSpeed {
  readonly device: string;
  readonly simd: string;
  /** Median milliseconds of a LeNet training step: batch 100, dropout 0.4, everything in it. */
  readonly stepMs: number;
  /** Median milliseconds of evaluating 10,000 images. */
  readonly evaluateMs: number;
  readonly stepGflops: number;
  readonly evaluateGflops: number;
  /** Of a loop of independent multiply-adds in registers, in this process, between the steps. */
  readonly peakGflops: number;
  /** stepGflops / peakGflops */
  readonly fraction: number;
}

/** How many floating-point operations one image takes forward: two for each multiply-add. */
export function forwardFlops(graph: Graph): number {
  return graph.nodes.reduce((sum, { op, inputs, output }) => {
    if (op !== "conv2d" && op !== "dense") return sum;
    const positions = op === "conv2d" ? size(output.shape.slice(1)) : 1;
    return sum + 2 * size(inputs.weight.shape) * positions;
  }, 0);
}

const BATCH = 100;
/** Long enough for the clock and for an engine to compile its best code. */
const PEAK_MS = 10;
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Measures for about `seconds`, after warming up. Steps, evaluations and the peak take turns. */
export async function measureSpeed(device: Device, data: ImageDataset, seconds = 3): Promise<DeviceSpeed> {
  const net = buildNet(lenet({ input: [1, 28, 28], classes: 10, logits: "relu" }));
  const examples = [data.train, data.test];
  const trainer = new Trainer({ net, optimizer: adam(), batch: BATCH, device, examples, seed: 1, methods: methodValues({ dropout: 0.4 }) });
  const order = new ExampleOrder(data.heldOut, data.train.count - data.heldOut, 1);
  const images = Int32Array.from({ length: data.test.count }, (_, i) => i);
  let iteration = 0;
  const step = async (count: number) => {
    await trainer.train(0, order.take(iteration * BATCH, count * BATCH), iteration + 1);
    iteration += count;
  };
  const time = async (work: () => unknown) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };

  await step(1);
  const once = await time(() => step(1));
  const count = Math.max(1, Math.min(20, Math.round(20 / once)));
  for (const end = performance.now() + 150 * seconds; performance.now() < end; ) await step(count);
  let rounds = 1000;
  while ((await time(() => device.peak(rounds))) < PEAK_MS) rounds *= 2;
  const steps: number[] = [];
  const evaluations: number[] = [];
  const peaks: number[] = [];
  for (const end = performance.now() + 1000 * seconds; performance.now() < end || steps.length < 3; ) {
    for (let i = 0; i < 5; i++) steps.push((await time(() => step(count))) / count);
    if (evaluations.length < 15) evaluations.push(await time(() => trainer.evaluate(1, images)));
    let done = 0;
    const ms = await time(() => {
      done = device.peak(rounds);
    });
    peaks.push(done / ms / 1e6);
  }
  const [stepMs, evaluateMs, peakGflops] = [median(steps), median(evaluations), median(peaks)];
  const forward = forwardFlops(net.graph);
  const stepGflops = (3 * forward * BATCH) / stepMs / 1e6;
  const evaluateGflops = (forward * data.test.count) / evaluateMs / 1e6;
  return {
    device: device.name,
    simd: device.simd,
    stepMs,
    evaluateMs,
    stepGflops,
    evaluateGflops,
    peakGflops,
    fraction: stepGflops / peakGflops,
  };
}
