import { expect, test } from "vitest";
import { type ImageDataset, Learner, type LearnerOptions, mlp } from "../src/library/index.ts";

const part = (count: number) => ({
  images: Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i * i)),
  labels: Uint8Array.from({ length: count }, (_, n) => Number(Math.sin(4 * n * n) > 0)),
  features: 2,
  count,
});
const data: ImageDataset = { name: "waves.csv", classes: 2, shape: [2], scale: 1, train: part(80), test: part(20), heldOut: 10 };

const devices = ["native", "wasm", "reference"] as const;
const learnerOn = (device: LearnerOptions["device"] & string) =>
  new Learner({ model: mlp([6]), data, batch: 7, seed: 5, device, methods: { dropout: 0.2 } });

test.each(devices)("14: calls that nobody waits between are done in the order in which they were asked for, on %s", async (device) => {
  const calm = learnerOn(device);
  const expected = [
    await calm.train(5),
    await calm.evaluate("train"),
    await calm.predict([0.5, -0.5]),
    await calm.set({ dropout: 0.4 }),
    await calm.train(5),
    await calm.evaluateThinned(3),
    await calm.checkpoint(),
    await calm.weights(),
  ];
  const hasty = learnerOn(device);
  const found = await Promise.all([
    hasty.train(5),
    hasty.evaluate("train"),
    hasty.predict([0.5, -0.5]),
    hasty.set({ dropout: 0.4 }),
    hasty.train(5),
    hasty.evaluateThinned(3),
    hasty.checkpoint(),
    hasty.weights(),
  ]);
  expect(found).toEqual(expected);
  expect([hasty.iteration, hasty.methods]).toEqual([calm.iteration, calm.methods]);
});

test("14: a call that is refused does not hold up those after it, nor change what they give", async () => {
  const calm = learnerOn("native");
  await calm.train(5);
  const hasty = learnerOn("native");
  const [refused, ...others] = await Promise.allSettled([hasty.train(-1), hasty.train(5), hasty.set({ dropout: 2 }), hasty.weights()]);
  expect(refused).toMatchObject({ status: "rejected", reason: { message: expect.stringContaining("iterations: -1") } });
  expect(others).toEqual([
    { status: "fulfilled", value: expect.any(Number) },
    { status: "rejected", reason: expect.objectContaining({ message: expect.stringContaining("dropout: 2") }) },
    { status: "fulfilled", value: await calm.weights() },
  ]);
});
