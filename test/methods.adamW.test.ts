import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { type Experiment, planExperiment } from "#experiment";

import { mlp } from "#nn";
import { adam, adamW, type MakeOptimizer } from "#optim";
import { trialMethods } from "#train";
import { Learner, type LearnerOptions } from "../src/library/index.ts";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { runCli } from "./runCli.ts";
import { type TinyOptions, tinyTrainer, train } from "./tinyTrainer.ts";

const part = (count: number) => ({
  images: Uint8Array.from({ length: 4 * count }, (_, i) => (i * 7919) % 256),
  labels: Uint8Array.from({ length: count }, (_, n) => n % 2),
  features: 4,
  count,
});
const data: ImageDataset = { name: "two", classes: 2, shape: [4], scale: 1 / 255, train: part(60), test: part(20), heldOut: 10 };
const model = mlp([4], { input: [4], classes: 2 });
const learner = (options: Partial<LearnerOptions>) => new Learner({ model, data, batch: 10, ...options });
const weightsAfter = async (steps: number, options: Partial<LearnerOptions>) => {
  const one = learner(options);
  await one.train(steps);
  return one.weights();
};

describe.each(devices)("13.3: adamW on $name", ({ device, name }) => {
  /** Hidden units that are off for every image get no gradient, so that what changes them is the decay. */
  const dead = async (optimizer: MakeOptimizer, options: TinyOptions = {}) => {
    const layers = [
      { layer: "flatten" },
      { layer: "dense", units: 9 },
      { layer: "batchNorm" },
      { layer: "relu" },
      { layer: "dense", units: 3 },
    ] as const;
    const trainer = tinyTrainer({ layers, device, ...options, optimizer });
    const [kernel, bias, scale, shift] = trainer.net.graph.parameters;
    if (!kernel || !bias || !scale || !shift) throw new Error("the net has others");
    await trainer.write(
      bias,
      Float64Array.from({ length: 9 }, (_, i) => i - 4),
    );
    await trainer.write(shift, new Float64Array(9).fill(-1000));
    const before = (await inOrder([kernel, bias, scale, shift], (parameter) => trainer.read(parameter))) as [
      Float64Array,
      ...Float64Array[],
    ];
    await train(trainer, 7);
    const after = (await inOrder([kernel, bias, scale, shift], (parameter) => trainer.read(parameter))) as [
      Float64Array,
      ...Float64Array[],
    ];
    return { before, after };
  };

  test.each([
    [undefined, 0.01],
    [0.3, 0.3],
    [0, 0],
  ])("takes (1 − η λ)ᵗ off kernels, and nothing off biases and batch norm, at λ %s", async (weightDecay, strength) => {
    const { before, after } = await dead(adamW({ learningRate: 0.1, ...(weightDecay !== undefined && { weightDecay }) }));
    const [kernel, ...others] = after;
    const tolerance = name === "reference" ? 1e-15 : 1e-6;
    for (const [i, weight] of kernel.entries())
      expect(Math.abs(weight - (before[0][i] as number) * (1 - 0.1 * strength) ** 7)).toBeLessThanOrEqual(tolerance);
    expect(others).toEqual(before.slice(1));
  });

  test("is adam with that weight decay, to the last bit, and with none adam", async () => {
    const run = (optimizer: MakeOptimizer, methods: TinyOptions["methods"]) => dead(optimizer, methods && { methods });
    expect(await run(adamW({ learningRate: 0.1, weightDecay: 0.2 }), undefined)).toEqual(
      await run(adam({ learningRate: 0.1 }), { weightDecay: 0.2 }),
    );
    expect(await run(adamW({ learningRate: 0.1 }), { weightDecay: 0 })).toEqual(await run(adam({ learningRate: 0.1 }), undefined));
  });
});

describe("13.3: a decay is one, whoever gives it", () => {
  const [w, a] = [adamW({ learningRate: 0.1 }), adam({ learningRate: 0.1 })];

  test("to a learner: adamW's own, or the method's in its place, never both", async () => {
    expect(await weightsAfter(9, { optimizer: w })).toEqual(await weightsAfter(9, { optimizer: a, methods: { weightDecay: 0.01 } }));
    expect(await weightsAfter(9, { optimizer: w, methods: { weightDecay: 0.2 } })).toEqual(
      await weightsAfter(9, { optimizer: a, methods: { weightDecay: 0.2 } }),
    );
    expect(await weightsAfter(9, { optimizer: w, methods: { weightDecay: 0 } })).toEqual(await weightsAfter(9, { optimizer: a }));
    expect(await weightsAfter(9, { optimizer: w })).not.toEqual(await weightsAfter(9, { optimizer: a }));
    const both = { optimizer: adamW({ weightDecay: 0.3 }), methods: { weightDecay: 0.2 } };
    expect(() => learner(both)).toThrow("weightDecay: 0.2 is given beside the optimizer's, 0.3; give one of the two");
    expect(() => learner({ ...both, methods: { weightDecay: 0.3 } })).not.toThrow();
  });

  test("and can be set while adamW trains", async () => {
    const [one, other] = [learner({ optimizer: w }), learner({ optimizer: a })];
    await one.set({ weightDecay: 0 });
    for (const each of [one, other]) await each.train(5);
    expect(await one.weights()).toEqual(await other.weights());
  });

  const plan = (experiment: Experiment) =>
    planExperiment({ model: "mlp(4)", protocol: "sound", reps: 1, ...experiment }, () => data, "2 fused");
  const decayOf = (experiment: Experiment) => plan(experiment).configurations[0]?.config.methods["weightDecay"];

  test("of an experiment it is what is recorded", () => {
    expect(decayOf({ optimizer: "adamW" })).toBe(0.01);
    expect(decayOf({ optimizer: "adamW", weightDecay: 0.2 })).toBe(0.2);
    expect(decayOf({ optimizer: "adamW", weightDecay: 0 })).toBe(0);
    expect(decayOf({ optimizer: "adam" })).toBeUndefined();
    for (const methods of [{}, { weightDecay: 0.01 }])
      expect(trialMethods({ protocol: "sound", optimizer: "adamW", methods })["weightDecay"]).toBe(0.01);
    const ids = (experiment: Experiment) => plan(experiment).trials.map(({ id }) => id);
    expect(ids({ optimizer: "adamW" })).toEqual(ids({ optimizer: "adamW", weightDecay: 0.01 }));
    expect(ids({ optimizer: "adamW" })).not.toEqual(ids({ optimizer: "adamW", weightDecay: 0 }));
  });

  test("and where optimizers are varied, so is what they decay by", () => {
    const varied = (experiment: Experiment) => plan(experiment).configurations.map((configuration) => configuration.varied);
    expect(varied({ grid: { optimizer: ["adam", "adamW"] } })).toEqual([
      { optimizer: "adam", weightDecay: 0 },
      { optimizer: "adamW", weightDecay: 0.01 },
    ]);
    expect(varied({ grid: { optimizer: ["adam", "adamW"] }, weightDecay: 0.1 })).toEqual([{ optimizer: "adam" }, { optimizer: "adamW" }]);
    expect(varied({ grid: { optimizer: ["adam", "sgd"] } })).toEqual([{ optimizer: "adam" }, { optimizer: "sgd" }]);
    // also where an entry takes the optimizer from the whole
    expect(varied({ optimizer: "adamW", list: [{}, { optimizer: "adam" }, { weightDecay: 0 }] })).toEqual([
      { optimizer: "adamW", weightDecay: 0.01 },
      { optimizer: "adam", weightDecay: 0 },
      { optimizer: "adamW", weightDecay: 0 },
    ]);
    expect(varied({ grid: { dropout: [0, 0.5] }, optimizer: "adamW" })).toEqual([{ dropout: 0 }, { dropout: 0.5 }]);
  });

  test("a decay that no float32 shows is none, and said to be", () => {
    const idleOf = (experiment: Experiment) => plan(experiment).configurations[0];
    const { idle, config } = idleOf({ learningRate: 1e-3, weightDecay: 2.9e-5 }) ?? {};
    expect(idle?.map(({ option }) => option)).toEqual(["weightDecay"]);
    expect(config?.methods).toEqual({ weightDecay: 0 });
    expect(idleOf({ learningRate: 1e-3, weightDecay: 3.1e-5 })?.idle).toEqual([]);
    expect(idleOf({ learningRate: 1e-3, weightDecay: 2.9e-5, schedule: "step:10:2" })?.idle).toEqual([]);
    expect(idleOf({ learningRate: 1e-6, optimizer: "adamW" })).toMatchObject({ idle: [], config: { methods: { weightDecay: 0 } } });
  });

  const inFloat32 = devices.filter(({ name }) => name !== "reference");
  test.each(inFloat32)("as it is on $name", async ({ device }) => {
    const after = async (weightDecay: number) => {
      const trainer = tinyTrainer({ device, optimizer: adam({ learningRate: 1e-3 }), methods: { weightDecay } });
      await train(trainer, 20);
      return trainer.weights();
    };
    expect(await after(2.9e-5)).toEqual(await after(0));
    expect(await after(3.1e-5)).not.toEqual(await after(0));
  });

  test("droplab run --json and --help show adamW's", async () => {
    const run = ["run", "--model", "mlp(8)", "--optimizer", "adamW", "-i", "5", "-r", "1", "--json"];
    const [ours, none, help] = await Promise.all([runCli(run), runCli([...run, "--weight-decay", "0"]), runCli(["run", "--help"])]);
    expect(JSON.parse(ours.stdout).configuration.methods.weightDecay).toBe(0.01);
    expect(JSON.parse(none.stdout).configuration.methods.weightDecay).toBe(0);
    expect(help.stdout.replace(/\s+/g, " ")).toContain("0 is off (default: 0, or 0.01 with adamW)");
  });
});
