import type { ImageDataset } from "#data";
import type { Device } from "#engine";
import { buildNet, lenet } from "#nn";
import { adam } from "#optim";
import { catalog } from "#regularize";
import { ExampleOrder } from "./exampleOrder.ts";
import { type Protocol, type ProtocolName, protocols } from "./protocol.ts";
import { type Counts, Trainer } from "./trainer.ts";

/** Everything that decides the numbers of one trial. */
export interface TrialConfig {
  readonly protocol: ProtocolName;
  /** Method options by name: `{ dropout: 0.4, maxNorm: 0 }`. */
  readonly methods: Readonly<Record<string, number>>;
  readonly iterations: number;
  readonly evaluateEvery: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
}

export interface Evaluation {
  readonly iteration: number;
  /** Mean training loss over the iterations since the last evaluation. */
  readonly loss: number;
  /** In [0, 1], on the images that choose the iteration. */
  readonly accuracy: number;
  /** Classes whose logit is positive on none of those images; only where the logits have a ReLU. */
  readonly deadClasses: readonly number[];
  /** Frobenius norm of each kernel, in the order of the layers. */
  readonly kernelNorms: readonly number[];
}

export interface TrialResult {
  readonly seed: number;
  /** The result: in [0, 1], on the test images, at the chosen iteration. */
  readonly accuracy: number;
  readonly iteration: number;
  readonly deadClasses: readonly number[];
  /** The accuracy that chose the iteration: the same number where the test images choose. */
  readonly selectionAccuracy: number;
  /** Where the loss became infinite or not a number, and the trial stopped. */
  readonly divergedAt: number | null;
  readonly evaluations: readonly Evaluation[];
}

/** Between evaluations: how far a trial is. */
export interface Progress {
  readonly iteration: number;
  readonly evaluation?: Evaluation;
}

const [TRAIN, TEST] = [0, 1];
/** One call into the device lasts about this long, so that a trial can be watched and stopped. The numbers do not depend on it. */
const CALL_MS = 50;

/**
 * Runs one trial from its seed to its result, giving progress on the way. Examples 0 … heldOut − 1 of the training file
 * are never trained on. Protocol `post` chooses the best of all evaluations on the test images; `sound` chooses on the
 * held-out images, and reads the test images once, with the weights of the chosen iteration.
 */
export function* runTrial(config: TrialConfig, data: ImageDataset, device: Device): Generator<Progress, TrialResult> {
  const protocol = protocols[config.protocol];
  const trainer = startTrainer(config, protocol, data, device);
  const order = new ExampleOrder(data.heldOut, data.train.count - data.heldOut, config.seed);
  const testIndices = Int32Array.from({ length: data.test.count }, (_, i) => i);
  const heldOutIndices = Int32Array.from({ length: data.heldOut }, (_, i) => i);
  const onTest = protocol.selectOn === "test";
  const select = () => (onTest ? trainer.evaluate(TEST, testIndices) : trainer.evaluate(TRAIN, heldOutIndices));
  const kernels = trainer.net.graph.parameters.filter(({ role }) => role === "kernel");

  const evaluations: Evaluation[] = [];
  let best: Evaluation | undefined;
  let bestParameters: Float64Array | undefined;
  let divergedAt: number | null = null;
  let callLength = 1;
  for (let done = 0; done < config.iterations && divergedAt === null; ) {
    const next = Math.min(done - (done % config.evaluateEvery) + config.evaluateEvery, config.iterations);
    const first = done;
    while (done < next) {
      const steps = Math.min(callLength, next - done);
      const start = performance.now();
      trainer.train(TRAIN, order.take(done * config.batch, steps * config.batch), done + 1);
      const elapsed = performance.now() - start;
      callLength = Math.max(1, Math.min(config.evaluateEvery, Math.floor((steps * CALL_MS) / elapsed)));
      done += steps;
      if (done < next) yield { iteration: done };
    }
    const loss = trainer.takeLoss() / ((done - first) * config.batch);
    if (!Number.isFinite(loss)) divergedAt = done;
    const { accuracy, highestLogits } = select();
    const evaluation: Evaluation = {
      iteration: done,
      loss,
      accuracy,
      deadClasses: deadClasses(protocol, highestLogits),
      kernelNorms: kernels.map((kernel) => norm(trainer.read(kernel))),
    };
    evaluations.push(evaluation);
    if (!best || evaluation.accuracy > best.accuracy) {
      best = evaluation;
      if (!onTest) bestParameters = trainer.snapshot();
    }
    yield { iteration: done, evaluation };
  }
  if (!best) throw new RangeError(`iterations: ${config.iterations} is not a positive whole number`);

  let final: Pick<Evaluation, "accuracy" | "deadClasses"> = best;
  if (bestParameters) {
    trainer.restore(bestParameters);
    const test = trainer.evaluate(TEST, testIndices);
    final = { accuracy: test.accuracy, deadClasses: deadClasses(protocol, test.highestLogits) };
  }
  return {
    seed: config.seed,
    accuracy: final.accuracy,
    iteration: best.iteration,
    deadClasses: final.deadClasses,
    selectionAccuracy: best.accuracy,
    divergedAt,
    evaluations,
  };
}

function startTrainer(config: TrialConfig, protocol: Protocol, data: ImageDataset, device: Device): Trainer {
  const trainer = new Trainer({
    net: buildNet(lenet(protocol.logits)),
    optimizer: adam({ learningRate: config.learningRate }),
    maxNormScope: protocol.maxNormScope,
    batch: config.batch,
    device,
    examples: [data.train, data.test],
    seed: config.seed,
  });
  for (const method of catalog) trainer.setCells(method.cells(config.methods[method.name] ?? method.option.default));
  return trainer;
}

/** After ReLU a logit that is positive nowhere is the end of its class: it gets no gradient again. */
function deadClasses(protocol: Protocol, highestLogits: Counts["highestLogits"]): number[] {
  if (protocol.logits === "linear") return [];
  return highestLogits.flatMap((logit, label) => (logit > 0 ? [] : [label]));
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
