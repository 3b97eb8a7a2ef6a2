import { type ImageDataset, mlp, type TrialConfig } from "../src/library/index.ts";

/** Examples of two classes that the first of four bytes tells apart. */
export const part = (count: number) => ({
  images: Uint8Array.from({ length: 4 * count }, (_, i) => (i % 4 === 0 ? ((i / 4) % 2) * 200 : i % 7)),
  labels: Uint8Array.from({ length: count }, (_, n) => n % 2),
  features: 4,
  count,
});

export const data: ImageDataset = { name: "two", classes: 2, shape: [4], scale: 1 / 255, train: part(60), test: part(20), heldOut: 10 };

/** The same examples as floats, each a function of its byte. */
export const floats = (count: number, value: (byte: number) => number) => ({
  ...part(count),
  images: Float32Array.from(part(count).images, value),
});

/** The same as a table's, from −1 to 1. */
export const table: ImageDataset = {
  ...data,
  scale: 1,
  train: floats(60, (byte) => byte / 100 - 1),
  test: floats(20, (byte) => byte / 100 - 1),
};

/** A short run on them. */
export const trial: TrialConfig = {
  protocol: "sound",
  model: mlp([3]),
  methods: {},
  optimizer: "adam",
  learningRate: 0.01,
  schedule: { kind: "constant" },
  momentum: 0,
  iterations: 10,
  evaluateEvery: 5,
  batch: 10,
  seed: 1,
};
