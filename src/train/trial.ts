import { type ImageDataset, majorityClass, ownDataset } from "#data";
import { type Device, type Numbers, plainCopy, shown, type Tensor } from "#engine";
import { buildNet, checkClasses, type Net, parseModel, withClasses } from "#nn";
import { makeSchedule, momentumSchedule, optimizerTable } from "#optim";
import { type MethodValues, refuseIdle } from "#regularize";
import { calibrationOf } from "./calibration.ts";
import { chosenOf, lastRise, orders } from "./chosenIteration.ts";
import { ExampleOrder } from "./exampleOrder.ts";
import { largestNorm, largestNormOf, norm } from "./limitedNorms.ts";
import { memorized } from "./memorized.ts";
import { protocols } from "./protocol.ts";
import { averageThinnedNets, logSoftmaxRows } from "./thinnedNets.ts";
import { Trainer } from "./trainer.ts";
import type { Counts } from "./trainerOptions.ts";
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
  /**
   * As it is at this step: to be awaited before the next is asked for. It says what it is of, for which the data are hashed, unless it
   * stays with its trial, as in a store.
   */
  checkpoint(how?: { readonly staysWithTrial: boolean }): Promise<TrialCheckpoint>;
  /** The first kernel as it is at this step, [unit][weight]: what its units look for in the input; undefined of a net without kernels. */
  firstKernel(): Promise<Numbers | undefined>;
}

export interface TrialEnd {
  readonly result: TrialResult;
  /** All parameters in the order of the net, then its running statistics, of the chosen iteration; null where there is none. */
  readonly weights: Numbers | null;
}

const [TRAIN, TEST] = [0, 1];
/** One call into the device lasts about this long, so that a trial can be watched and stopped. The numbers do not depend on it. */
const CALL_MS = 50;

/**
 * Runs one trial from its seed, or from a checkpoint, to its result, giving progress on the way. Examples 0 … heldOut − 1 of the
 * training file are never trained on. Protocol `post` chooses the best of all evaluations on the test images; `sound` chooses on the
 * held-out images, and reads the test images once. Everything in the result is of the net of the chosen iteration. The clock, in
 * milliseconds, decides how often there is progress and nothing else.
 */
export async function* runTrial(
  asked: TrialConfig,
  given: ImageDataset,
  device: Device,
  resume?: TrialCheckpoint,
  clock: () => number = Date.now,
): AsyncGenerator<TrialStep, TrialEnd> {
  // whatever becomes of what was given while it runs
  const own = plainCopy(asked, "trial");
  checkTrial(own);
  // one that was read from JSON may be without its name
  const config = own.model.name === undefined ? { ...own, model: parseModel(own.model) } : own;
  const { evaluateEvery, iterations, batch } = config;
  const data = ownDataset(given);
  if (typeof device?.open !== "function")
    throw new TypeError(`device: ${shown(device)} is none; give one, such as await openDevice("auto")`);
  const protocol = protocols[config.protocol];
  const methods = trialMethods(config);
  const patience = methods.earlyStopping || Number.POSITIVE_INFINITY;
  const trainer = startTrainer(config, methods, data, device);
  checkClasses(trainer.net, data.classes);
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

  const kernelValues = () => Promise.all(kernels.map((kernel) => trainer.read(kernel)));
  // also where the trial goes on from a checkpoint: its net is still the one of the seed
  const atStart = methods.maxNorm > 0 ? largestNorm(kernels, await kernelValues(), methods) : {};

  let account: string | undefined;
  const of = () => (account ??= checkpointAccount(config, data));
  if (resume !== undefined) {
    await checkCheckpoint(resume, { trainer, config, of });
    await trainer.restore(resume.state);
  }
  // copies in and out, as of everything else: what becomes of theirs is no matter of this trial
  const evaluations = structuredClone([...(resume?.evaluations ?? [])]);
  let done = resume?.iteration ?? 0;
  let bestState: Numbers | null = resume?.bestState?.slice() ?? null;
  let divergedAt = await trainer.divergedAt();
  let callLength = 1;
  const step = (evaluation?: Evaluation): TrialStep => ({
    iteration: done,
    ...(evaluation && { evaluation: structuredClone(evaluation) }),
    checkpoint: async ({ staysWithTrial } = { staysWithTrial: false }) => ({
      ...(!staysWithTrial && { of: of() }),
      iteration: done,
      evaluations: structuredClone(evaluations),
      state: await trainer.checkpoint(),
      bestState: bestState?.slice() ?? null,
    }),
    firstKernel: async () => kernels[0] && trainer.read(kernels[0]),
  });
  const isBetter = orders[protocol.selectOn];
  let bestAt = chosenOf(evaluations, isBetter, divergedAt);
  const lateBy = () => evaluations.length - 1 - lastRise(evaluations, isBetter);
  while (done < iterations && divergedAt === null && lateBy() < patience) {
    const first = done - (done % evaluateEvery);
    const next = Math.min(first + evaluateEvery, iterations);
    while (done < next && divergedAt === null) {
      const steps = Math.min(callLength, next - done);
      const start = clock();
      await trainer.train(TRAIN, order.take(done * batch, steps * batch), done + 1);
      const elapsed = clock() - start;
      callLength = Math.max(1, Math.min(evaluateEvery, Math.floor((steps * CALL_MS) / elapsed)));
      divergedAt = await trainer.divergedAt();
      done = divergedAt ?? done + steps;
      if (done < next) yield step();
    }
    const loss = (await trainer.takeLoss()) / ((done - first) * batch);
    const { loss: selectionLoss, accuracy, highestLogits } = await select();
    // an example may be too large for a net that is sound
    const isBroken = () => trainer.isBroken(TRAIN, order.take(done * batch, batch), choosing);
    if (divergedAt === null && !Number.isFinite(selectionLoss) && (await isBroken())) {
      divergedAt = done;
      await trainer.setDiverged(done);
    }
    const weights = await kernelValues();
    const evaluation: Evaluation = {
      iteration: done,
      loss,
      accuracy,
      selectionLoss,
      deadClasses: deadClasses(trainer.net, highestLogits),
      kernelNorms: weights.map(norm),
      ...largestNorm(kernels, weights, methods),
    };
    evaluations.push(evaluation);
    const before = evaluations[bestAt];
    if (divergedAt === null && (!before || isBetter(evaluation, before))) {
      bestAt = evaluations.length - 1;
      bestState = await trainer.snapshot();
    }
    yield step(evaluation);
  }

  const common = {
    seed: config.seed,
    divergedAt,
    stoppedAt: done < iterations && divergedAt === null ? done : null,
    majorityShare: majorityClass(data).share,
    testExamples: data.test.count,
    ...largestNormOf(atStart, ...evaluations),
    trainingExamples: data.train.count - data.heldOut,
    evaluations,
  };
  const best = evaluations[bestAt];
  if (!best || !bestState) {
    const nothing = { accuracy: null, iteration: null, selectionAccuracy: null, deadClasses: [], calibration: null, monteCarlo: null };
    return { result: { ...common, ...nothing }, weights: null };
  }
  await trainer.restore(bestState);
  const { labels } = data.test;
  const test = await trainer.evaluate(TEST, testIndices);
  const { classes, hasProbabilities } = trainer.net;
  const logProbabilities = async () => logSoftmaxRows(await trainer.logits(TEST, testIndices), classes);
  const samples = methods.mc;
  const result: TrialResult = {
    ...common,
    accuracy: test.accuracy,
    iteration: best.iteration,
    deadClasses: deadClasses(trainer.net, test.highestLogits),
    selectionAccuracy: best.accuracy,
    ...(!hasProbabilities && Number.isFinite(test.loss) && { testLoss: test.loss }),
    calibration: hasProbabilities ? calibrationOf(await logProbabilities(), classes, (i) => labels[i] as number) : null,
    memorized: await memorized(trainer, TRAIN, data),
    monteCarlo: samples ? await averageThinnedNets(trainer, TEST, labels, testIndices, samples) : null,
  };
  return { result, weights: await trainer.weights() };
}

/**
 * The net of a trial with the weights it ended with, to look into: see Trainer.observe. Its data sets are the training and the test images.
 */
export async function reviveTrial(
  config: TrialConfig,
  data: ImageDataset,
  device: Device,
  weights: Numbers,
  observed: (net: Net) => readonly Tensor[],
): Promise<Trainer> {
  const trainer = startTrainer(config, trialMethods(config), data, device, observed);
  await trainer.setWeights(weights);
  return trainer;
}

function startTrainer(
  config: TrialConfig,
  methods: MethodValues,
  data: ImageDataset,
  device: Device,
  observed?: (net: Net) => readonly Tensor[],
): Trainer {
  const { dropoutKind } = methods;
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
