import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { planExperiment } from "#experiment";
import { type LayerSpec, type ModelSpec, mlp } from "#nn";
import { adamW } from "#optim";
import { runTrial } from "#train";
import { Learner, type LearnerOptions } from "../src/library/index.ts";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { tinyTrainer, train } from "./tinyTrainer.ts";
import { trial } from "./twoClasses.ts";

const part = (count: number) => ({
  images: Uint8Array.from({ length: 4 * count }, (_, i) => (i * 7919) % 256),
  labels: Uint8Array.from({ length: count }, (_, n) => n % 2),
  features: 4,
  count,
});
const data: ImageDataset = { name: "two", classes: 2, shape: [4], scale: 1 / 255, train: part(60), test: part(20), heldOut: 10 };
const model = (...middle: LayerSpec[]): ModelSpec => ({
  name: "two",
  layers: [{ layer: "dense", units: 4 }, ...middle, { layer: "dense", units: 2 }],
});
const plain = model({ layer: "relu" });
const dropping = mlp([4], { input: [4], classes: 2 });
const learner = (options: Partial<LearnerOptions>) => new Learner({ model: dropping, data, batch: 10, ...options });
const { device } = devices[0] as (typeof devices)[number];

describe("13.2: a learner refuses what acts on nothing in its net:", () => {
  const fixed = model({ layer: "dropout", rate: 0.5, kind: "gaussian" });
  test.each<[Partial<LearnerOptions>, string]>([
    [{ model: plain, methods: { dropout: 0.5 } }, "dropout: this net has no dropout layer; add one to the model, or leave it out"],
    [{ model: fixed, methods: { dropout: 0.5 } }, "dropout: every dropout layer of this net has a rate of its own"],
    [{ model: fixed, methods: { dropoutKind: "classic" } }, "dropoutKind: every dropout layer of this net has a kind of its own"],
    [{ model: plain, methods: { dropoutKind: "gaussian" } }, "dropoutKind: this net has no dropout layer"],
    [{ methods: { dropout: 0.5, dropoutKind: "spatial" } }, "dropoutKind: spatial drops whole maps, and this net drops none"],
    [{ methods: { dropout: 1e-7 } }, "dropout: 1e-7 is 0 in the steps of 1 / 65536 in which rates are drawn"],
    [{ methods: { dropout: 0.999995 } }, "dropout: 0.999995 drops everything"],
    [{ model: model(), methods: { activitySparsity: 0.1 } }, "activitySparsity: this net has no hidden activation layer behind weights"],
    [{ model: { ...plain, loss: "meanSquaredError" }, methods: { labelSmoothing: 0.1 } }, "labelSmoothing: this model's loss is not the"],
    [
      { model: model(), penalties: [{ name: "own", strength: 1, on: "activations", of: (x, ops) => ops.sum(ops.batchMean(x)) }] },
      "penalty own: this net has no hidden activation layer behind weights for it to act on",
    ],
  ])("%#", (options, sentence) => {
    expect(() => learner(options)).toThrow(sentence);
  });

  test.each<[Partial<LearnerOptions>, Parameters<Learner["set"]>[0], string]>([
    [{ model: plain }, { dropout: 0.5 }, "dropout: this net has no dropout layer"],
    [{ model: fixed }, { dropout: 0.5 }, "dropout: every dropout layer of this net has a rate of its own"],
    [{ methods: { dropoutRates: [0.1, 0.2] } }, { dropout: 0.5 }, "dropout: dropoutRates takes its place"],
    [{}, { dropout: 1e-7 }, "dropout: 1e-7 is 0 in the steps"],
    [{}, { dropout: 0.999995 }, "dropout: 0.999995 drops everything"],
    [{}, { sparsityTarget: 0.5 }, "sparsityTarget: activitySparsity is off, which it belongs to"],
    [{ methods: { softSharing: 0.001 } }, { softSharingComponents: 3 }, "softSharingComponents: it is built into the net"],
    [{ model: { ...plain, loss: "meanSquaredError" } }, { labelSmoothing: 0.1 }, "labelSmoothing: this model's loss is not the"],
  ])("set %#", async (options, change, sentence) => {
    const one = learner(options);
    await expect(() => one.set(change)).rejects.toThrow(sentence);
    const [before, after] = await inOrder([learner(options), one], (each) => each.train(3));
    expect(after).toBe(before);
  });

  test("thinned nets where nothing is dropped", async () => {
    for (const options of [{}, { model: plain }])
      await expect(() => learner(options).evaluateThinned(3)).rejects.toThrow(
        "evaluateThinned: nothing is dropped, so all thinned nets are the whole net",
      );
    const one = learner({});
    await one.set({ dropout: 0.5 });
    expect((await one.evaluateThinned(3)).samples).toBe(3);
    expect((await learner({ model: model({ layer: "dropout", rate: 0.5 }) }).evaluateThinned(3)).samples).toBe(3);
  });

  test.each([{ sparsityTarget: 0.2 }, { softSharingComponents: 4 }])("refuses %j alone, and takes it beside its method", (methods) => {
    const main = "sparsityTarget" in methods ? "activitySparsity" : "softSharing";
    const make = (given: LearnerOptions["methods"] & object) => new Learner({ model: mlp([4]), data, methods: given });
    expect(() => make(methods)).toThrow(`${main} is off, which it belongs to; give ${main} too, or leave it out`);
    make({ ...methods, [main]: 0 });
    make({ ...methods, [main]: 0.1 });
  });

  test("but takes a kind and a scope for later, and smoothing that begins while it trains", async () => {
    const one = learner({ methods: { dropoutKind: "gaussian", maxNormScope: "kernel" } });
    await one.set({ dropout: 0.5, maxNorm: 0.1, labelSmoothing: 0.2 });
    const whole = learner({
      methods: { dropoutKind: "gaussian", maxNormScope: "kernel", dropout: 0.5, maxNorm: 0.1, labelSmoothing: 0.2 },
    });
    expect(await one.train(5)).toBe(await whole.train(5));
    expect(await one.weights()).toEqual(await whole.weights());
  });
});

test("13.2: a saved net is loaded with all its options, in a model with kinds of its own and after its decay was changed", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "droplab-net-")), "net");
  const optimizer = adamW({ weightDecay: 0.3 });
  const whole = learner({ model: model({ layer: "dropout", kind: "gaussian" }), optimizer, methods: { dropout: 0.2 } });
  await whole.set({ weightDecay: 0.1 });
  await whole.train(3);
  await whole.save(file);
  const loaded = await Learner.load(file, { data, optimizer });
  expect(loaded.methods).toEqual(whole.methods);
  for (const each of [whole, loaded]) await each.train(3);
  expect(await loaded.weights()).toEqual(await whole.weights());
});

test("13.2: a model without weights is refused, for it could not learn", () => {
  const weightless = { name: "still", layers: [{ layer: "flatten" }, { layer: "relu" }] } as const;
  expect(() => learner({ model: weightless })).toThrow("model still: it has no weights, so it could not learn; add a dense layer");
});

test("13.2: a trial refuses it too", async () => {
  const config = { ...trial, model: plain };
  const start = (methods: Parameters<Learner["set"]>[0]) => runTrial({ ...config, methods }, data, device).next();
  await expect(() => start({ dropout: 0.5 })).rejects.toThrow("dropout: this net has no dropout layer");
  await expect(() => start({ mc: 5 })).rejects.toThrow("mc: nothing is dropped");
  await start({ dropout: 0, maxNormScope: "kernel", dropoutKind: "inverted" });
});

describe("13.11: batch normalization over one value is refused:", () => {
  const flat: LayerSpec[] = [{ layer: "flatten" }, { layer: "dense", units: 4 }, { layer: "batchNorm" }, { layer: "dense", units: 3 }];
  const mapped: LayerSpec[] = [
    { layer: "conv2d", filters: 4, size: 2 },
    { layer: "batchNorm" },
    { layer: "flatten" },
    { layer: "dense", units: 3 },
  ];
  const pooled: LayerSpec[] = [
    { layer: "conv2d", filters: 4, size: 4 },
    { layer: "residual", layers: [{ layer: "batchNorm" }] },
    { layer: "flatten" },
    { layer: "dense", units: 3 },
  ];
  const sentence = "batch: 1 leaves batchNorm1 one value of each feature to normalize over; give 2 or more, or take the layer out";

  test("flat features, and maps of one position, in a batch of 1", () => {
    expect(() => tinyTrainer({ layers: flat, batch: 1 })).toThrow(sentence);
    expect(() => tinyTrainer({ input: [1, 4, 4], layers: pooled, batch: 1 })).toThrow(sentence);
  });

  test("and nothing else: there, what comes before moves", async () => {
    for (const [layers, batch] of [
      [flat, 2],
      [pooled, 2],
      [mapped, 1],
    ] as const) {
      const trainer = tinyTrainer({ input: [1, 4, 4], layers, batch });
      const [kernel] = trainer.net.graph.parameters;
      if (!kernel) throw new Error("the net has one");
      const before = await trainer.read(kernel);
      await train(trainer, 3);
      expect(await trainer.read(kernel)).not.toEqual(before);
    }
  });

  test("by a learner, and by a plan before anything runs", () => {
    const normalized = model({ layer: "batchNorm" });
    expect(() => learner({ model: normalized, batch: 1 })).toThrow(sentence);
    const plan = (batchSize: number) => planExperiment({ model: normalized, batchSize, reps: 1 }, () => data, "2 fused");
    expect(() => plan(1)).toThrow(sentence);
    expect(plan(2).trials).toHaveLength(1);
  });
});
