import { type ImageDataset, majorityClass, ownDataset } from "#data";
import { type Device, shown, type Tensor } from "#engine";
import { buildNet, type DropoutLayerKind, type Net, withClasses } from "#nn";
import { makeSchedule, momentumSchedule, optimizerTable } from "#optim";
import { type MethodValues, refuseIdle } from "#regularize";
import { calibrationOf } from "./calibration.ts";
import { ExampleOrder } from "./exampleOrder.ts";
import { memorized } from "./memorized.ts";
import { type Protocol, protocols } from "./protocol.ts";
import { averageThinnedNets, logSoftmaxRows } from "./thinnedNets.ts";
import { type Counts, Trainer } from "./trainer.ts";
import { checkCheckpoint, checkpointAccount, type TrialCheckpoint } from "./trialCheckpoint.ts";
import { checkTrial, type TrialConfig } from "./trialConfig.ts";
import { trialMethods } from "./trialMethods.ts";
import { trialPlace } from "./trialPlace.ts";
import type { Evaluation, TrialResult } from "./trialResult.ts";

/** How far a trial is. */
export interface Progress {
  readonly iteration: number;
  /** Just made. */
  readonly evaluation?: Evaluation;
}

/** What a trial gives on its way. */
export interface TrialStep extends Progress {
  checkpoint(): TrialCheckpoint;
}

export interface TrialEnd {
  readonly result: TrialResult;
  /** All parameters in the order of the net, then its running statistics, of the chosen iteration; null where there is none. */
  readonly weights: Float64Array | null;
}

const [TRAIN, TEST] = [0, 1];
/** One call into the device lasts about this long, so that a trial can be watched and stopped. The numbers do not depend on it. */
const CALL_MS = 50;

/**
 * Runs one trial from its seed, or from a checkpoint, to its result, giving progress on the way. Examples 0 … heldOut − 1 of the
 * training file are never trained on. Protocol `post` chooses the best of all evaluations on the test images; `sound` chooses on the
 * held-out images, and reads the test images once. Everything in the result is of the net of the chosen iteration.
 */
export function* runTrial(
  asked: TrialConfig,
  given: ImageDataset,
  device: Device,
  resume?: TrialCheckpoint,
): Generator<TrialStep, TrialEnd> {
  checkTrial(asked);
  // whatever becomes of what was given while it runs
  const config = structuredClone(asked);
  const { evaluateEvery, iterations, batch } = config;
  const data = ownDataset(given);
  if (typeof device?.open !== "function") throw new TypeError(`device: ${shown(device)} is none; give one, such as openDevice("auto")`);
  const protocol = protocols[config.protocol];
  const methods = trialMethods(config);
  const patience = (methods["earlyStopping"] as number) || Number.POSITIVE_INFINITY;
  const trainer = startTrainer(config, methods, data, device);
  if (trainer.net.classes !== data.classes)
    throw new RangeError(
      `model: its last layer has ${trainer.net.classes} units, the data ${data.classes} classes; give it as many units as classes`,
    );
  refuseIdle(config.methods, trialPlace(trainer.net, config), methods);
  const order = new ExampleOrder(data.heldOut, data.train.count - data.heldOut, config.streamSeeds?.order ?? config.seed);
  const testIndices = Int32Array.from({ length: data.test.count }, (_, i) => i);
  const heldOutIndices = Int32Array.from({ length: data.heldOut }, (_, i) => i);
  const onTest = protocol.selectOn === "test";
  if (!onTest && data.heldOut < 1)
    throw new RangeError(`heldOut: ${data.heldOut} examples cannot choose the iteration; hold some out, or use protocol post`);
  const choosing = onTest ? { examples: TEST, indices: testIndices } : { examples: TRAIN, indices: heldOutIndices };
  const select = () => trainer.evaluate(choosing.examples, choosing.indices);
  const kernels = trainer.net.graph.parameters.filter(({ role }) => role === "kernel");

  let account: string | undefined;
  const of = () => (account ??= checkpointAccount(config, data));
  if (resume !== undefined) {
    checkCheckpoint(resume, { trainer, config, of });
    trainer.restore(resume.state);
  }
  // copies in and out, as of everything else: what becomes of theirs is no matter of this trial
  const evaluations = structuredClone([...(resume?.evaluations ?? [])]);
  let done = resume?.iteration ?? 0;
  let bestState: Float64Array | null = resume?.bestState?.slice() ?? null;
  let divergedAt = trainer.divergedAt();
  let callLength = 1;
  const step = (evaluation?: Evaluation): TrialStep => ({
    iteration: done,
    ...(evaluation && { evaluation: structuredClone(evaluation) }),
    checkpoint: () => ({
      of: of(),
      iteration: done,
      evaluations: structuredClone(evaluations),
      state: trainer.checkpoint(),
      bestState: bestState?.slice() ?? null,
    }),
  });
  const isBetter = orders[protocol.selectOn];
  let bestAt = chosenOf(evaluations, isBetter, divergedAt);
  const lateBy = () => evaluations.length - 1 - lastRise(evaluations, isBetter);
  while (done < iterations && divergedAt === null && lateBy() < patience) {
    const first = done - (done % evaluateEvery);
    const next = Math.min(first + evaluateEvery, iterations);
    while (done < next && divergedAt === null) {
      const steps = Math.min(callLength, next - done);
      const start = performance.now();
      trainer.train(TRAIN, order.take(done * batch, steps * batch), done + 1);
      const elapsed = performance.now() - start;
      callLength = Math.max(1, Math.min(evaluateEvery, Math.floor((steps * CALL_MS) / elapsed)));
      divergedAt = trainer.divergedAt();
      done = divergedAt ?? done + steps;
      if (done < next) yield step();
    }
    const loss = trainer.takeLoss() / ((done - first) * batch);
    const { loss: selectionLoss, accuracy, highestLogits } = select();
    // an example may be too large for a net that is sound
    const isBroken = () => trainer.isBroken(TRAIN, order.take(done * batch, batch), choosing);
    if (divergedAt === null && !Number.isFinite(selectionLoss) && isBroken()) {
      divergedAt = done;
      trainer.setDiverged(done);
    }
    const evaluation: Evaluation = {
      iteration: done,
      loss,
      accuracy,
      selectionLoss,
      deadClasses: deadClasses(trainer.net, highestLogits),
      kernelNorms: kernels.map((kernel) => norm(trainer.read(kernel))),
    };
    evaluations.push(evaluation);
    const before = evaluations[bestAt];
    if (divergedAt === null && (!before || isBetter(evaluation, before))) {
      bestAt = evaluations.length - 1;
      bestState = trainer.snapshot();
    }
    yield step(evaluation);
  }

  const common = {
    seed: config.seed,
    divergedAt,
    stoppedAt: done < iterations && divergedAt === null ? done : null,
    majorityShare: majorityClass(data).share,
    testExamples: data.test.count,
    evaluations,
  };
  const best = evaluations[bestAt];
  if (!best || !bestState) {
    const nothing = { accuracy: null, iteration: null, selectionAccuracy: null, deadClasses: [], calibration: null, monteCarlo: null };
    return { result: { ...common, ...nothing }, weights: null };
  }
  trainer.restore(bestState);
  const { labels } = data.test;
  const test = trainer.evaluate(TEST, testIndices);
  const { classes, hasProbabilities } = trainer.net;
  const logProbabilities = () => logSoftmaxRows(trainer.logits(TEST, testIndices), classes);
  const samples = methods["mc"] as number;
  const result: TrialResult = {
    ...common,
    accuracy: test.accuracy,
    iteration: best.iteration,
    deadClasses: deadClasses(trainer.net, test.highestLogits),
    selectionAccuracy: best.accuracy,
    calibration: hasProbabilities ? calibrationOf(logProbabilities(), classes, (i) => labels[i] as number) : null,
    memorized: memorized(trainer, TRAIN, data),
    monteCarlo: samples ? averageThinnedNets(trainer, TEST, labels, testIndices, samples) : null,
  };
  return { result, weights: trainer.weights() };
}

/**
 * Whether an evaluation is to be chosen rather than the best before it. On the test images the post's order: the first of the highest
 * accuracy. On held-out images the highest accuracy, of equal ones the lower loss, then the later one: small held-out parts have many
 * ties, and the first of them is a net that has hardly been trained.
 */
const orders: { readonly [part in Protocol["selectOn"]]: (one: Evaluation, best: Evaluation) => boolean } = {
  test: (one, best) => one.accuracy > best.accuracy,
  heldOut: (one, best) => one.accuracy > best.accuracy || (one.accuracy === best.accuracy && lossOf(one) <= lossOf(best)),
};

/** A loss that is no number is higher than any. */
const lossOf = ({ selectionLoss }: Evaluation): number => (Number.isNaN(selectionLoss) ? Number.POSITIVE_INFINITY : selectionLoss);

/**
 * The place of the last evaluation that was better than all before it: one that only equals them, and is chosen because it is later, is no
 * rise.
 */
function lastRise(evaluations: readonly Evaluation[], isBetter: (typeof orders)["test"]): number {
  let best = 0;
  for (const [at, one] of evaluations.entries()) {
    const before = evaluations[best] as Evaluation;
    const isEqual = one.accuracy === before.accuracy && lossOf(one) === lossOf(before);
    if (isBetter(one, before) && !isEqual) best = at;
  }
  return best;
}

/** The place of the evaluation that is chosen; none at or after divergence, −1 where there is none. */
function chosenOf(evaluations: readonly Evaluation[], isBetter: (typeof orders)["test"], divergedAt: number | null): number {
  return evaluations.reduce((best, one, at) => {
    const isCandidate = divergedAt === null || one.iteration < divergedAt;
    return isCandidate && (best < 0 || isBetter(one, evaluations[best] as Evaluation)) ? at : best;
  }, -1);
}

/**
 * The net of a trial with the weights it ended with, to look into: see Trainer.observe. Its data sets are the training and the test images.
 */
export function reviveTrial(
  config: TrialConfig,
  data: ImageDataset,
  device: Device,
  weights: Float64Array,
  observed: (net: Net) => readonly Tensor[],
): Trainer {
  const trainer = startTrainer(config, trialMethods(config), data, device, observed);
  trainer.setWeights(weights);
  return trainer;
}

function startTrainer(
  config: TrialConfig,
  methods: MethodValues,
  data: ImageDataset,
  device: Device,
  observed?: (net: Net) => readonly Tensor[],
): Trainer {
  const dropoutKind = methods["dropoutKind"] as DropoutLayerKind;
  return new Trainer({
    net: buildNet(withClasses(config.model, data.classes), { input: data.shape, scale: data.scale, dropoutKind }),
    optimizer: optimizerTable[config.optimizer].make(
      makeSchedule(config.schedule, config.learningRate, config.iterations),
      momentumSchedule(config.momentum),
    ),
    methods,
    batch: config.batch,
    device,
    examples: [data.train, data.test],
    seed: config.streamSeeds?.dropout ?? config.seed,
    initSeed: config.streamSeeds?.init ?? config.seed,
    ...(observed && { observed }),
  });
}

/** After ReLU a logit that is positive nowhere is the end of its class: it gets no gradient again. */
function deadClasses(net: Net, highestLogits: Counts["highestLogits"]): number[] {
  if (!net.reluLogits) return [];
  // of logits that are not numbers none was the highest
  return highestLogits.flatMap((logit, label) => (logit > 0 || logit === Number.NEGATIVE_INFINITY ? [] : [label]));
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
