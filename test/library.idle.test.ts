import { expect, test } from "vitest";
import { openDevice } from "#devices";
import { runSeed } from "#engine";
import type { TrialCheckpoint } from "#train";
import { adam, adamW, Learner, type MakeOptimizer, mlp, runTrial, sgd, type TrialConfig } from "../src/library/index.ts";
import { data, trial } from "./twoClasses.ts";

const make = (optimizer: MakeOptimizer, methods = {}) => new Learner({ model: mlp([4]), data, optimizer, methods });

test("13.2: a weight decay that a learner's rate makes too small for a float32 is refused, wherever it is given", async () => {
  const refused = /^weightDecay: learning rate 0\.001 × 0\.00001 is less than a float32 can lose; give more than 0\.000030, or 0$/;
  expect(() => make(adam(), { weightDecay: 1e-5 })).toThrow(refused);
  expect(() => make(adamW({ weightDecay: 1e-5 }))).toThrow(refused);
  await expect(make(adam()).set({ weightDecay: 1e-5 })).rejects.toThrow(refused);
  // at a higher rate, at one that a schedule decides, and where nobody asked for it, it is taken
  for (const learner of [
    make(sgd({ learningRate: 0.1 }), { weightDecay: 1e-5 }),
    make(adam({ learningRate: () => 0.001 }), { weightDecay: 1e-5 }),
  ])
    expect(learner.methods.weightDecay).toBe(1e-5);
  expect(make(adamW({ learningRate: 1e-7 })).methods.weightDecay).toBe(0.01);
  // a net is loaded as it was saved
  const text = await make(sgd({ learningRate: 0.1 }), { weightDecay: 1e-5 }).save();
  const loaded = await Learner.load(text, { data, optimizer: sgd({ learningRate: 0.001 }), changed: true });
  expect(loaded.methods.weightDecay).toBe(1e-5);
  await expect(loaded.set({ weightDecay: 2e-5 })).rejects.toThrow("less than a float32 can lose");
});

test("13.15: an optimizer that feeds more or fewer numbers than it has cells is refused", async () => {
  const feeding =
    (change: (fed: number[]) => number[]): MakeOptimizer =>
    (graph) => {
      const made = sgd({ learningRate: 0.1 })(graph);
      return { ...made, feed: (iteration) => change(made.feed(iteration)) };
    };
  for (const [change, count] of [
    [(fed: number[]) => [...fed, 7], "3 numbers"],
    [(fed: number[]) => fed.slice(1), "1 number"],
  ] as const)
    await expect(make(feeding(change)).train(3)).rejects.toThrow(`optimizer: feed gives ${count} for 2 cells of fed; give one for each`);
});

test("13.19: a checkpoint of a trial is of the data as they were, whoever wrote into their arrays since, and of bytes as bytes", async () => {
  const config: TrialConfig = { ...trial, iterations: 4, evaluateEvery: 2, batch: 5, seed: runSeed(1, 1) };
  const device = await openDevice("native");
  const copy = () => ({ ...data, train: { ...data.train, images: data.train.images.slice() } });
  const own = copy();
  let checkpoint: TrialCheckpoint | undefined;
  for await (const step of runTrial(config, own, device)) checkpoint ??= await step.checkpoint();
  const goOn = async (images: Uint8Array | Float32Array) => {
    for await (const _ of runTrial(config, { ...own, train: { ...own.train, images } }, device, checkpoint));
  };
  await goOn(own.train.images);
  await goOn(copy().train.images);
  await goOn(Buffer.from(own.train.images as Uint8Array));
  own.train.images[3] = own.train.images[3] ? 0 : 200;
  await expect(goOn(own.train.images)).rejects.toThrow("the checkpoint is of another trial, or of other data");
});
