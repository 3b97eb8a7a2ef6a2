/**
 * The LeNet step and evaluation of bench/peers.ts in TensorFlow.js on its wasm backend: SIMD, one thread, NHWC.
 * Usage: node tfjsStep.ts FOLDER_OF_MNIST_IDX_FILES; prints one line of JSON.
 * Everything is inside the step's clock: picking 100 byte images, / 255, masks, forward, backward, Adam.
 *
 * The backend has no kernel for the filter gradient of a convolution, so it cannot train a convolutional net as it comes,
 * and its kernel for the input gradient is slow. `convolutionGradient` makes both out of its fast forward convolution.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { argv, stdout } from "node:process";
import wasm from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-layers"; // for its side effect: it registers the gradients of all operations
import tf, { type Rank, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D } from "@tensorflow/tfjs-core";

const folder = argv[2] ?? "";
const [batch, warmUp, steps, evaluations] = [100, 40, 100, 3];
const evaluationBatches = [100, 1000, 10000];
const rate = 0.4;

/** dL/dx and dL/dfilter of a valid convolution with stride 1: x [N,H,W,C], filter [K,K,C,F], dy [N,H-K+1,W-K+1,F]. */
function convolutionGradient(dy: Tensor4D, [x, filter]: [Tensor4D, Tensor4D]) {
  const margin: [number, number] = [filter.shape[0] - 1, filter.shape[1] - 1];
  const full = margin.map((m) => [m, m]) as [[number, number], [number, number]];
  return {
    // the gradient, padded on all sides, convolved with the filter turned by 180 degrees and its channels exchanged
    x: () => tf.conv2d(tf.pad(dy, [[0, 0], ...full, [0, 0]]), tf.transpose<Tensor4D>(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]), 1, "valid"),
    // images as channels: channel c of every image is one input, the gradient is the filter
    filter: () => {
      const taps = tf.conv2d(tf.transpose<Tensor4D>(x, [3, 1, 2, 0]), tf.transpose<Tensor4D>(dy, [1, 2, 0, 3]), 1, "valid");
      return tf.transpose(taps, [1, 2, 0, 3]);
    },
  };
}

/** Convolution is linear in either argument, so for any u and v: <dy, conv(u, filter)> = <dx, u> and <dy, conv(x, v)> = <dfilter, v>. */
function checkGradient(size: number, channels: number, filters: number): void {
  const images = () => tf.randomNormal<Rank.R4>([7, size, size, channels]);
  const kernels = () => tf.randomNormal<Rank.R4>([5, 5, channels, filters]);
  const dot = (a: Tensor, b: Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0] as number;
  const [x, filter] = [images(), kernels()];
  const dy = tf.randomNormal<Rank.R4>([7, size - 4, size - 4, filters]);
  const gradient = convolutionGradient(dy, [x, filter]);
  for (let trial = 0; trial < 3; trial++) {
    const [u, v] = [images(), kernels()];
    const errors = [
      dot(dy, tf.conv2d(u, filter, 1, "valid")) - dot(gradient.x(), u),
      dot(dy, tf.conv2d(x, v, 1, "valid")) - dot(gradient.filter(), v),
    ];
    // either side is a sum of dy.size terms of standard deviation 5 sqrt(channels), whatever the rounding
    const scale = 5 * Math.sqrt(channels * dy.size);
    if (!errors.every((e) => Math.abs(e) < 1e-4 * scale)) throw new Error(`convolution gradient is off by ${errors} of about ${scale}`);
  }
}

/** Bytes of one IDX file after its header. */
const bytes = (name: string, header: number) => new Uint8Array(readFileSync(join(folder, name)).subarray(header));

/** A variable of the shape, uniform within ± 1/sqrt(fanIn), as PyTorch starts it. */
const parameter = (shape: number[], fanIn: number) => tf.variable(tf.randomUniform(shape, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn)));

/** The `count` byte images at `pick(0)`, `pick(1)`, ...: [count, 28, 28, 1] in [0, 1]. */
function gather(images: Uint8Array, count: number, pick: (i: number) => number): Tensor4D {
  const pixels = new Float32Array(count * 784);
  for (let i = 0; i < count; i++) {
    const from = pick(i) * 784;
    for (let j = 0; j < 784; j++) pixels[i * 784 + j] = (images[from + j] as number) / 255;
  }
  return tf.tensor4d(pixels, [count, 28, 28, 1]);
}

interface Net {
  kernels: [Tensor4D, Tensor4D];
  matrices: Tensor2D[];
  biases: Tensor1D[];
}

/** Images [N, 28, 28, 1] to logits [N, 10] with dropout; ReLU on the logits, as in the post that droplab reproduces. */
function forward({ kernels, matrices, biases }: Net, images: Tensor4D): Tensor2D {
  let x = tf.dropout(images, Math.min(rate, 0.2)) as Tensor4D;
  kernels.forEach((kernel, i) => {
    x = tf.dropout(
      tf.maxPool(tf.relu(tf.add(tf.conv2d(x, kernel, 1, "valid"), biases[i] as Tensor1D)) as Tensor4D, 2, 2, "valid"),
      rate,
    ) as Tensor4D;
  });
  let y = tf.reshape(x, [-1, 256]) as Tensor2D;
  matrices.forEach((matrix, i) => {
    y = tf.relu(tf.add(tf.matMul(y, matrix), biases[i + 2] as Tensor1D));
    if (i < 2) y = tf.dropout(y, rate) as Tensor2D;
  });
  return y;
}

/** The same without dropout, in the backend's fused kernels. */
function evaluate({ kernels, matrices, biases }: Net, images: Tensor4D): Tensor2D {
  let x = images;
  kernels.forEach((filter, i) => {
    x = tf.maxPool(
      tf.fused.conv2d({ x, filter, strides: 1, pad: "valid", bias: biases[i] as Tensor1D, activation: "relu" }),
      2,
      2,
      "valid",
    );
  });
  let a: Tensor2D = tf.reshape(x, [-1, 256]);
  matrices.forEach((b, i) => {
    a = tf.fused.matMul({ a, b, bias: biases[i + 2] as Tensor1D, activation: "relu" }) as Tensor2D;
  });
  return a;
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] as number;

wasm.setThreadsCount(1);
if (!(await tf.setBackend("wasm"))) throw new Error("the wasm backend did not start");
checkGradient(12, 6, 16);
checkGradient(28, 1, 6);
tf.unregisterGradient("Conv2D");
tf.registerGradient({
  kernelName: "Conv2D",
  inputsToSave: ["x", "filter"],
  gradFunc: (dy, saved) => convolutionGradient(dy as Tensor4D, saved as [Tensor4D, Tensor4D]),
});

const [images, labels] = [bytes("train-images-idx3-ubyte", 16), bytes("train-labels-idx1-ubyte", 8)];
const [testImages, testLabels] = [bytes("t10k-images-idx3-ubyte", 16), bytes("t10k-labels-idx1-ubyte", 8)];
const fanIns = [25, 150, 256, 120, 84];
const net: Net = {
  kernels: [parameter([5, 5, 1, 6], 25) as Tensor4D, parameter([5, 5, 6, 16], 150) as Tensor4D],
  matrices: [parameter([256, 120], 256), parameter([120, 84], 120), parameter([84, 10], 84)] as Tensor2D[],
  biases: [6, 16, 120, 84, 10].map((units, i) => parameter([units], fanIns[i] as number) as Tensor1D),
};
const order = new Uint32Array(55000).map((_, i) => i);
tf.util.shuffle(order);
const adam = tf.train.adam(1e-3);

function step(iteration: number): void {
  const pick = (i: number) => order[iteration * batch + i] as number;
  tf.tidy(() => {
    const x = gather(images, batch, pick);
    const y = tf.oneHot(
      tf.tensor1d(
        Array.from({ length: batch }, (_, i) => labels[pick(i)] as number),
        "int32",
      ),
      10,
    );
    adam.minimize(() => tf.losses.softmaxCrossEntropy(y, forward(net, x)));
  });
}

/** Fraction of the first `count` test images that the net has right, `size` at a time. */
function accuracy(count: number, size: number): number {
  let right = 0;
  for (let from = 0; from < count; from += size) {
    const guesses = tf.tidy(() =>
      tf
        .argMax(
          evaluate(
            net,
            gather(testImages, size, (i) => from + i),
          ),
          1,
        )
        .dataSync(),
    );
    for (let i = 0; i < size; i++) right += Number(guesses[i] === testLabels[from + i]);
  }
  return right / count;
}

const times = Array.from({ length: warmUp + steps }, (_, i) => milliseconds(() => step(i))).slice(warmUp);
const evaluation = evaluationBatches.map((size) => {
  accuracy(size, size);
  return { size, ms: median(Array.from({ length: evaluations }, () => milliseconds(() => accuracy(10000, size)))) };
});
const best = evaluation.reduce((a, b) => (a.ms <= b.ms ? a : b));
stdout.write(
  `${JSON.stringify({
    version: `${wasm.version_wasm}, ${(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")) ? "SIMD" : "no SIMD"}`,
    threads: 1,
    stepMs: median(times),
    evaluateMs: best.ms,
    evaluateBatch: best.size,
    evaluations: Object.fromEntries(evaluation.map(({ size, ms }) => [size, ms])),
    accuracy: accuracy(10000, best.size),
  })}\n`,
);
