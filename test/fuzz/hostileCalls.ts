/**
 * Calls the public library and the addon as no program should, from one seed, for some seconds: `node hostileCalls.ts <seed> <seconds>`.
 * A call may throw a sentence; what it must not do is read or write memory that is not its own, throw what is no Error, or leave a
 * learner that was right with other numbers. Run by fuzz.ts with the addon that is checked by AddressSanitizer.
 */
import { createRequire } from "node:module";
import { argv, exit, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { nativeWidths, openDevice } from "#devices";
import type { Device } from "#engine";
import { buildNet, type LayerSpec } from "#nn";
import { methodValues } from "#regularize";
import { Trainer } from "#train";
import {
  adam,
  type ImageDataset,
  Learner,
  type LearnerOptions,
  lenet,
  mlp,
  runTrial,
  sgd,
  type TrialConfig,
} from "../../src/library/index.ts";
import { HostileValues } from "./hostileValues.ts";

const [seed = 1, seconds = 10] = argv.slice(2).map(Number);
const values = new HostileValues(seed);
type Addon = { [name in "misalignment" | "peak" | "run"]: (...given: unknown[]) => unknown } & { variants(...given: unknown[]): string[] };
const addon = createRequire(import.meta.url)(fileURLToPath(new URL("../../build/droplab.node", import.meta.url))) as Addon;

const part = (count: number, features = 16) => ({
  images: Uint8Array.from({ length: features * count }, (_, i) => (i * 7919) % 256),
  labels: Uint8Array.from({ length: count }, (_, n) => n % 3),
  features,
  count,
});
const data: ImageDataset = { name: "small", classes: 3, shape: [1, 4, 4], scale: 1 / 255, train: part(60), test: part(20), heldOut: 10 };
const layers: readonly LayerSpec[] = [
  { layer: "dropout", rate: "input" },
  { layer: "conv2d", filters: 3, size: 2, padding: 1 },
  { layer: "batchNorm" },
  { layer: "relu" },
  { layer: "maxPool2d", size: 2 },
  { layer: "dropout" },
  { layer: "averagePool2d", size: 2, stride: 1 },
  { layer: "flatten" },
  { layer: "dense", units: 5 },
  { layer: "gelu" },
  { layer: "dense", units: 3 },
];
const everything = { name: "everything", layers };
const methods = { dropout: 0.3, maxNorm: 1, l1: 1e-3, gradientClip: 1, softSharing: 1e-4, labelSmoothing: 0.1, weightDecay: 0.01 };
const options = (): LearnerOptions => ({
  model: values.oneOf([mlp([4]), everything, lenet({ input: [1, 4, 4], classes: 3 })]),
  data,
  methods,
  batch: 7,
  seed: 3,
  optimizer: values.oneOf([adam(), sgd({ learningRate: 0.01, momentum: 0.9 })]),
  device: values.oneOf(["native", "native", "wasm", "reference"]),
});

/** What is wrong with an outcome, if anything is: errors must be errors, with a message. */
async function attempt(call: () => unknown): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof Error) || !error.message) throw new Error(`threw ${String(error)}`);
  }
}

/** A learner whose numbers are known: hostile calls must leave it as it is. */
async function hostileLearner(): Promise<void> {
  const given = values.once(2) ? values.changed(options()) : options();
  const learner = new Learner(given);
  const checkpoint = await learner.checkpoint();
  for (let i = 0; i < 5; i++)
    await attempt(() =>
      values.oneOf<() => unknown>([
        () => learner.train(values.once(3) ? values.below(5) : (Math.min(50, values.number()) as number)),
        () => learner.evaluate(values.once(2) ? "train" : (values.anything() as never)),
        () => learner.evaluateThinned(values.once(2) ? values.below(3) : (Math.min(3, values.number()) as number)),
        () => learner.predict(values.anything() as never, values.changed({ scale: "unit" }) as never),
        () => learner.predict(values.array() as never),
        () => learner.setWeights(values.oneOf(["dense1.weight", "dense1.bias", "none"]), values.anything() as never),
        () => learner.set(values.changed(methods)),
        () => learner.restore(values.changed(checkpoint)),
        () => learner.restore(checkpoint),
        () => learner.save(values.anything() as never),
        () => Learner.load(values.anything() as never),
      ])(),
    );
}

const trial: TrialConfig = {
  protocol: "sound",
  model: everything,
  methods,
  optimizer: "adam",
  learningRate: 0.01,
  schedule: { kind: "cosine", warmUp: 2 },
  momentum: 0,
  iterations: 6,
  evaluateEvery: 3,
  batch: 5,
  seed: 1,
};
async function hostileTrial(): Promise<void> {
  const config = values.changed(trial);
  const few = { ...config, iterations: typeof config.iterations === "number" ? Math.min(config.iterations, 20) : config.iterations };
  const run = runTrial(
    values.once(10) ? config : few,
    values.once(2) ? values.changed(data) : data,
    await openDevice(values.oneOf(["native", "wasm"])),
  );
  for (let i = 0; i < 30 && !(await run.next()).done; i++);
}

/** Programs as the engine makes them, of every width, in arenas that are exactly as large as they need. */
async function trainerOn(device: Device): Promise<Trainer> {
  const net = buildNet({ ...everything, input: [1, 4, 4] });
  const trainer = new Trainer({
    net,
    optimizer: adam(),
    methods: methodValues(methods),
    batch: 1 + values.below(40),
    device,
    examples: [data.train],
    seed: 1,
  });
  await trainer.train(
    0,
    Int32Array.from({ length: 50 }, () => values.below(60)),
    1,
  );
  await trainer.evaluate(
    0,
    Int32Array.from({ length: 1 + values.below(90) }, () => values.below(60)),
  );
  await trainer.sampledLogits(
    0,
    Int32Array.from({ length: 1 + values.below(90) }, () => values.below(60)),
    0,
  );
  return trainer;
}

/** The shortest arena with which the addon takes a call; a kernel that reaches further than the addon thinks is found by it. */
function leastArena(call: readonly unknown[], most: number): number {
  const isTaken = (cells: number) => {
    try {
      addon.run(...call.with(1, new Float32Array(cells)).with(5, new Int32Array(0)));
      return true;
    } catch {
      return false;
    }
  };
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isTaken(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function hostileAddon(): Promise<void> {
  const widths = nativeWidths();
  const { stepProgram: program, memory } = await trainerOn(await openDevice("native", values.oneOf(widths)));
  const { code, batch, lanes, feed } = program;
  const steps = 1 + values.below(3);
  const right: unknown[] = [
    addon.variants().indexOf(values.oneOf(widths)),
    new Float32Array(memory.end + 4096 * values.below(8)).map(() => values.number()),
    Int32Array.from(code),
    values.once(2) ? data.train.images : new Float32Array(960),
    data.train.labels,
    Int32Array.from({ length: steps * batch }, () => values.below(60)),
    new Float32Array(steps * feed.width),
    Int32Array.of(batch, lanes, 16, feed.at, feed.width, 1, 1, 0),
  ];
  if (values.once(3)) {
    right[1] = new Float32Array(leastArena(right, memory.end + 2 ** 18)).map(() => values.number());
    return void addon.run(...right);
  }
  const numbers = values.oneOf([2, 5, 7]);
  if (values.once(2)) {
    const array = right[numbers] as Int32Array;
    for (let i = 0; i < 1 + values.below(4); i++) array[values.below(array.length)] = values.once(2) ? values.number() : values.below(5000);
  } else right[values.below(8)] = values.anything();
  const name = values.once(20) ? values.oneOf(["misalignment", "peak", "variants"] as const) : "run";
  if (name === "run") addon.run(...right);
  else if (name === "peak") addon.peak(values.anything(), values.once(2) ? values.below(100) : values.anything());
  else if (name === "misalignment") addon.misalignment(values.once(2) ? new ArrayBuffer(values.below(1e6)) : values.anything());
  else addon.variants(values.anything());
}

const kinds = [hostileLearner, hostileLearner, hostileTrial, hostileAddon, hostileAddon];
const end = Date.now() + 1000 * seconds;
let calls = 0;
while (Date.now() < end) {
  await attempt(values.oneOf(kinds));
  calls++;
}
stdout.write(`${calls} hostile rounds, nothing found\n`);
exit(0);
