import { describe, expect, test } from "vitest";
import { compile, type Device, decode, Graph, layOut, padded } from "#engine";
import { devices, fusedWidths, reference } from "./devices.ts";
import { inOrder } from "./inOrder.ts";

const COUNT = 150;
const SEED = 7;
const ITERATION = 3;

/** Numbers of both signs and many sizes; their bits are those of float32. */
function floats(features: number): Float32Array {
  return Float32Array.from({ length: COUNT * features }, (_, i) => Math.sin(i * 1.7) * 10 ** ((i % 9) - 4));
}

interface Gathering {
  readonly images: Uint8Array | Float32Array;
  readonly features: number;
  readonly batch: number;
  /** How many examples the one step has; at most `batch`. */
  readonly valid?: number;
  readonly rate?: number;
  readonly scale: number;
}

/** Example n of the step is this one of the data set. */
const chosen = (n: number) => (n * 37 + 11) % COUNT;

/** What gather leaves in the arena after one step: [feature][lane]. */
async function gather(device: Device, { images, features, batch, valid = batch, rate, scale }: Gathering): Promise<Float64Array> {
  const graph = new Graph();
  let x = graph.images([features], scale);
  if (rate !== undefined) x = graph.apply("dropout", { x, rate: graph.cell("rate", rate) }, { layer: 2 });
  const memory = layOut(graph, { feed: [], slots: [], batch });
  const { program, cells, offsetOf } = compile(graph, memory, { mode: "train", batch, keep: [x] });
  expect([...decode(program.code)].map(({ name }) => name)).toEqual(["gather"]);
  const session = await device.open(cells, [
    { images: new Uint8Array(3), labels: new Uint8Array(3), features: 1, count: 3 },
    { images, labels: new Uint8Array(COUNT), features, count: COUNT },
  ]);
  for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
  await session.write(offsetOf(x), new Float64Array(features * padded(batch)).fill(9)); // what an earlier instruction left
  const indices = Int32Array.from({ length: valid }, (_, n) => chosen(n));
  await session.run(program, { examples: 1, indices, seed: SEED, iteration: ITERATION, feed: new Float64Array(0) });
  return Float64Array.from(await session.read(offsetOf(x), features * padded(batch)));
}

/** The formula: value × scale, in float32 as the fast devices do it, and 0 past the last example. */
function expected({ images, features, batch, valid = batch, scale }: Gathering): Float64Array {
  const lanes = padded(batch);
  return Float64Array.from({ length: features * lanes }, (_, i) => {
    const [f, n] = [Math.floor(i / lanes), i % lanes];
    return n < valid ? Math.fround((images[chosen(n) * features + f] as number) * Math.fround(scale)) : 0;
  });
}

const batches = [1, 17, 100, 113];
const featureCounts = [1, 5, 16, 30, 211];
const cases = batches.flatMap((batch) => featureCounts.map((features) => ({ batch, features })));

describe.each(devices)("gather of floats on $name", ({ device }) => {
  test.each(cases)("gives exactly the numbers: batch $batch, $features features", async ({ batch, features }) => {
    const gathering = { images: floats(features), features, batch, scale: 1 };
    expect(await gather(device, gathering)).toEqual(expected(gathering));
  });

  test("multiplies by the scale", async () => {
    const gathering = { images: floats(13), features: 13, batch: 17, scale: 0.25 };
    expect(await gather(device, gathering)).toEqual(expected(gathering));
  });

  test("leaves zeros past the last example of a short batch", async () => {
    const gathering = { images: floats(30), features: 30, batch: 100, valid: 41, scale: 1 };
    expect(await gather(device, gathering)).toEqual(expected(gathering));
  });

  test.each(cases)("drops what it drops of bytes, and scales the rest: batch $batch, $features features", async ({ batch, features }) => {
    const rate = 0.4;
    const gathering = { images: floats(features), features, batch, scale: 1, rate };
    const found = await gather(device, gathering);
    const ones = { ...gathering, images: new Uint8Array(COUNT * features).fill(1) };
    const mask = (await gather(device, ones)).map((value) => Number(value !== 0));
    expect(mask).toEqual((await gather(reference, ones)).map((value) => Number(value !== 0)));
    const keptScale = 65536 / (65536 - 26214);
    const values = expected(gathering).map((value, i) => (mask[i] ? value * keptScale : 0));
    for (const [i, value] of values.entries())
      expect(Math.abs((found[i] as number) - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -22);
    if (features * batch > 50) expect(mask.includes(1) && mask.subarray(0, batch).includes(0)).toBe(true);
  });
});

test("floats that hold the bytes' numbers give the bits of bytes on every device", async () => {
  const features = 30;
  const bytes = Uint8Array.from({ length: COUNT * features }, (_, i) => (i * 89) % 256);
  for (const { device } of devices)
    for (const rate of [undefined, 0.4]) {
      const gathering = { features, batch: 100, valid: 90, scale: 1 / 255, ...(rate === undefined ? {} : { rate }) };
      expect(await gather(device, { ...gathering, images: Float32Array.from(bytes) })).toEqual(
        await gather(device, { ...gathering, images: bytes }),
      );
    }
});

test("fused widths agree in every bit", async () => {
  const gathering = { images: floats(211), features: 211, batch: 113, scale: 0.7, rate: 0.3 };
  const [first, ...others] = await inOrder(fusedWidths, (device) => gather(device, gathering));
  for (const other of others) expect(other).toEqual(first);
});

test("floats in a view with an offset and in shared memory are read where they lie", async () => {
  const features = 5;
  const values = floats(features);
  const view = new Float32Array(new SharedArrayBuffer(4 * values.length + 12), 12, values.length);
  view.set(values);
  const gathering = { images: view, features, batch: 17, scale: 1 };
  for (const { device } of devices) expect(await gather(device, gathering)).toEqual(expected(gathering));
});
