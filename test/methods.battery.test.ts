import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Device, Numbers } from "#engine";
import type { LayerSpec } from "#nn";
import { adam, type MakeOptimizer, sgd } from "#optim";
import { catalog, methodOptions, methodValues } from "#regularize";
import type { Trainer } from "#train";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { exampleOf, type Options, off, ways } from "./methodExamples.ts";
import { plainNet, readLasting, writeLasting } from "./plainNet.ts";
import { everyExample, tinyTrainer, train } from "./tinyTrainer.ts";

/** A net with all that methods act on: two kinds of kernels, feature maps, hidden activations, batch normalization. */
const input = [1, 5, 7];
const layers: readonly LayerSpec[] = [
  { layer: "dropout", rate: "input" },
  { layer: "conv2d", filters: 3, size: 2 },
  { layer: "relu" },
  { layer: "maxPool2d", size: 2 },
  { layer: "dropout" },
  { layer: "flatten" },
  { layer: "dense", units: 9 },
  { layer: "batchNorm" },
  { layer: "relu" },
  { layer: "dropout" },
  { layer: "dense", units: 3 },
];
const optimizers: Readonly<Record<string, MakeOptimizer>> = {
  adam: adam({ learningRate: 0.01 }),
  "sgd with momentum": sgd({ learningRate: 0.1, momentum: 0.9 }),
};
const momentum = optimizers["sgd with momentum"] as MakeOptimizer;

const start = (device: Device, methods: Options, seed = 1, optimizer = momentum) =>
  tinyTrainer({ input, layers, methods, device, seed, optimizer });

/** The trainer's data set, batches and starting weights, without the catalog. */
async function plain(device: Device, optimizer = momentum, from = start(device, {})) {
  const images = Uint8Array.from({ length: 60 * 35 }, (_, i) => (i * 7919 + ((i * i) % 251) * 31) % 256);
  const labels = Uint8Array.from({ length: 60 }, (_, i) => (i * i + (i >> 2)) % 3);
  const net = await plainNet({ input, layers, optimizer, device, batch: 17, examples: { images, labels, features: 35, count: 60 } });
  await net.write(await readLasting(from));
  return net;
}
const batchOf = (step: number) => Int32Array.from({ length: 17 }, (_, i) => (17 * step + i) % 60);

async function after(steps: number, trainer: Trainer): Promise<Numbers[]> {
  await train(trainer, steps);
  return readLasting(trainer);
}

test("every method of the catalog has an example, and its ways turn it on and off", () => {
  for (const method of catalog) expect(exampleOf(method).on.length).toBeGreaterThan(0);
  for (const way of ways) {
    expect(way.method.isOn(methodValues(way.options))).toBe(true);
    expect(way.method.isOn(methodValues(off(way)))).toBe(false);
  }
});

describe.each(devices)("on $name", async ({ device, name }) => {
  describe.each(Object.entries(optimizers))("with %s", async (_, optimizer) => {
    const without = await plain(device, optimizer);
    for (let step = 0; step < 6; step++) await without.train(batchOf(step));
    const expected = await without.read();

    test.each(ways)("$title: off is absent, to the last bit", async (way) => {
      expect(await after(6, start(device, off(way), 1, optimizer))).toEqual(expected);
    });

    test.each(ways)("$title: a checkpoint carries all that it continues from", async ({ options }) => {
      const [whole, first, second] = [1, 2, 3].map(() => start(device, options, 1, optimizer)) as [Trainer, Trainer, Trainer];
      await train(whole, 10);
      await train(first, 5);
      await train(second, 3);
      await second.restore(await first.checkpoint());
      await train(second, 5, 6);
      expect(await second.checkpoint()).toEqual(await whole.checkpoint());
      expect(await first.checkpoint()).not.toEqual(await whole.checkpoint());
    });
  });

  const base = await after(6, start(device, {}));
  test.each(ways)("$title: acts on training where it says so, alike for one seed", async ({ method, options }) => {
    const trained = await after(6, start(device, options));
    if (!method.attach) expect(trained).toEqual(base);
    else expect(trained).not.toEqual(base);
    expect(await after(6, start(device, options))).toEqual(trained);
  });

  test.each(ways)("$title: another seed draws other numbers, if any", async ({ method, options }) => {
    const [one, two] = [start(device, options, 1), start(device, options, 2)];
    await writeLasting(two, await readLasting(one));
    if (exampleOf(method).random) expect(await after(3, two)).not.toEqual(await after(3, one));
    else expect(await after(3, two)).toEqual(await after(3, one));
  });

  const classic = (options: Options) => options["dropoutKind"] === "classic";
  test.each(ways.filter(({ options }) => !classic(options)))("$title: does nothing in evaluation", async ({ options }) => {
    const trainer = start(device, options);
    await train(trainer, 4);
    const without = await plain(device, momentum, trainer);
    const { logits, ...counts } = await without.evaluate(everyExample);
    expect(await trainer.evaluate(0, everyExample)).toEqual(counts);
    expect(await trainer.logits(0, everyExample)).toEqual(logits);
  });

  test.each(ways)("$title: a snapshot carries all that evaluations depend on", async ({ options }) => {
    const trainer = start(device, options);
    await train(trainer, 4);
    const [snapshot, counts, logits] = [
      await trainer.snapshot(),
      await trainer.evaluate(0, everyExample),
      await trainer.logits(0, everyExample),
    ];
    await train(trainer, 4, 5);
    expect(await trainer.logits(0, everyExample)).not.toEqual(logits);
    await trainer.restore(snapshot);
    expect(await trainer.evaluate(0, everyExample)).toEqual(counts);
    expect(await trainer.logits(0, everyExample)).toEqual(logits);
  });

  test("classic dropout evaluates as the plain net with weights times 1 − p, to the last bit at p = 1/2", async () => {
    const trainer = start(device, { dropoutKind: "classic", dropoutRates: [0.5, 0.5, 0.5] });
    await train(trainer, 4);
    const without = await plain(device, momentum, trainer);
    await without.write(
      (
        await inOrder(trainer.net.graph.parameters, async (p) =>
          p.role === "kernel" ? (await trainer.read(p)).map((w) => w / 2) : await trainer.read(p),
        )
      ).concat((await readLasting(trainer)).slice(trainer.net.graph.parameters.length)),
    );
    const { logits, ...counts } = await without.evaluate(everyExample);
    expect(await trainer.logits(0, everyExample)).toEqual(logits);
    expect(await trainer.evaluate(0, everyExample)).toEqual(counts);
  });

  test("classic dropout evaluates so at every rate", async () => {
    const rates = [0.2, 0.7, 0.4];
    const trainer = start(device, { dropoutKind: "classic", dropoutRates: rates });
    await train(trainer, 4);
    const without = await plain(device, momentum, trainer);
    const values = await readLasting(trainer);
    const kernels = trainer.net.graph.parameters.flatMap(({ role }, i) => (role === "kernel" ? [i] : []));
    // rates are whole steps of 1 / 65536
    for (const [i, k] of kernels.entries())
      values[k] = values[k]?.map((w) => w * (1 - Math.round((rates[i] as number) * 65536) / 65536)) as Float64Array;
    await without.write(values);
    const { logits } = await without.evaluate(everyExample);
    const tolerance = name === "reference" ? 1e-12 : 2e-5;
    for (const [i, logit] of (await trainer.logits(0, everyExample)).entries())
      expect(Math.abs(logit - (logits[i] as number))).toBeLessThan(tolerance);
  });
});

describe("values that are out of range are refused in a sentence", () => {
  const never = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, "0.5", "", null, true, {}, [Number.NaN], [-1]];

  test.each(methodOptions)("$name: not a number, endless, negative, and words", (option) => {
    const { name, range } = option;
    for (const value of never) {
      const words = Array.isArray(value) ? `[${value}]` : typeof value === "number" ? String(value) : JSON.stringify(value);
      const refused = new RangeError(`${name}: ${words} is not ${range}`);
      expect(() => methodValues({ [name]: value }), words).toThrow(refused);
    }
  });

  const numbers = methodOptions.filter(({ kind }) => kind === "number");
  test.each(numbers)("$name: its range in words is its range in deeds", (option) => {
    const { name, range } = option;
    const inside = (value: number) => {
      if (range.endsWith("in [0, 1)")) return value >= 0 && value < 1;
      if (range === "0 (off) or a share from 1e-7, below 1") return value === 0 || (value >= 1e-7 && Math.fround(value) < 1);
      if (range.endsWith("in (0, 1)")) return value > 0 && value < 1;
      const [, least = 0, most = Number.MAX_VALUE] = (range.match(/^a whole number from (\d+)(?: \(off\))?(?: to (\d+))?$/) ?? []).map(
        Number,
      );
      if (range.startsWith("a whole number")) return Number.isInteger(value) && value >= least && value <= (most || Number.MAX_VALUE);
      expect(range).toBe("0 (off) or a number from 1e-8 to 1e8");
      return value === 0 || (value >= 1e-8 && value <= 1e8);
    };
    const any = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.integer({ min: -1, max: 20 }),
      fc.double({ min: -1, max: 2 }),
      fc.constantFrom(0, 1, 1e-30, 9e-9, 1e-8, 1e8, 2e8, 1e30, 9e-8, 1e-7),
    );
    fc.assert(
      fc.property(any, (value) => {
        if (inside(value)) expect(methodValues({ [name]: value })[name]).toBe(value);
        else expect(() => methodValues({ [name]: value })).toThrow(RangeError);
      }),
    );
  });

  test("and names that are no option, with those that are", () => {
    expect(() => methodValues({ dropuot: 0.5 })).toThrow(/^dropuot: there is no such option; there are dropout, /);
  });
});
