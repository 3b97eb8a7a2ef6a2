import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bcaInterval, type ImageDataset, Learner, mlp, openDevice, type Penalty, runTrial, runTrials, sgd } from "../src/library/index.ts";
import { inOrder } from "./inOrder.ts";
import { data, floats, table, trial } from "./twoClasses.ts";

const tableWith = (changes: object): ImageDataset => ({ ...table, ...changes });

describe("13.15: what a learner was given is its own, whatever becomes of the lists", () => {
  const made = (rates: number[]) =>
    new Learner({ model: mlp([6, 5]), data, batch: 10, optimizer: sgd({ learningRate: 0.1 }), methods: { dropoutRates: rates } });
  const annealed = (next: (rates: number[], learner: Learner) => number[]) => {
    let rates = [0.1, 0.6, 0.5];
    const learner = made(rates);
    return inOrder([1, 2, 3, 4], async () => {
      const loss = await learner.train(20);
      rates = next(rates, learner);
      await learner.set({ dropoutRates: rates });
      return loss;
    });
  };

  test("one list of rates that is changed and set again does what new lists do", async () => {
    const expected = await annealed((rates) => rates.map((rate) => rate / 2));
    const changed = (rates: number[]) => {
      for (const i of rates.keys()) rates[i] = (rates[i] as number) / 2;
      return rates;
    };
    expect(await annealed(changed)).toEqual(expected);
    expect(await annealed((_, { methods }) => changed(methods.dropoutRates as number[]))).toEqual(expected);
    expect(await annealed((rates) => rates)).not.toEqual(expected);
  });

  test("a list that is changed and not set changes nothing", async () => {
    const rates = [0.1, 0.6, 0.5];
    const learner = made(rates);
    const whole = made([0.1, 0.6, 0.5]);
    expect(await learner.train(20)).toBe(await whole.train(20));
    rates[1] = 0;
    (learner.methods.dropoutRates as number[])[1] = 0;
    const kept = await learner.checkpoint();
    (kept.methods.dropoutRates as number[])[2] = 0;
    expect(learner.methods.dropoutRates).toEqual([0.1, 0.6, 0.5]);
    await learner.restore(await learner.checkpoint());
    expect(await learner.train(20)).toBe(await whole.train(20));
  });

  test.each<[string, object]>([
    ["typed arrays", { means: new Float64Array(4), deviations: Float64Array.of(1, 2, 3, 4) }],
    ["lists", { means: [0, 0, 0, 0], deviations: [1, 2, 3, 4] }],
  ])("means and deviations as %s are copied", async (_, standardization) => {
    const { means } = standardization as { means: number[] };
    const learner = new Learner({ model: mlp([4]), data: tableWith({ standardization }), batch: 10 });
    const before = await learner.predict([1, 2, 3, 4], { scale: "raw" });
    means[0] = Number.NaN;
    expect(await learner.predict([1, 2, 3, 4], { scale: "raw" })).toEqual(before);
  });

  test.each<[string, unknown, string]>([
    ["none", { means: null, deviations: [1, 1, 1, 1] }, "means: null is no list with a finite number for each of the 4 features"],
    ["a text", { means: "abcd", deviations: [1, 1, 1, 1] }, 'means: "abcd" is no list'],
    ["too few", { means: [0, 0, 0], deviations: [1, 1, 1, 1] }, "means: [0,0,0] is no list"],
    ["holes", { means: Array(4), deviations: [1, 1, 1, 1] }, "is no list with a finite number"],
    ["a deviation below 0", { means: [0, 0, 0, 0], deviations: [1, -1, 1, 1] }, "deviations: [1,-1,1,1] is no list with a number from 0"],
    ["nothing", null, "means: undefined is no list"],
  ])("means and deviations that are none are refused: %s", (_, standardization, text) => {
    expect(() => new Learner({ model: mlp([4]), data: tableWith({ standardization }) })).toThrow(text);
  });

  test("two classes of one name are refused", () => {
    expect(() => new Learner({ model: mlp([4]), data: { ...data, classNames: ["a", "a"] } })).toThrow(
      'data: classNames: two classes are called "a"; give each a name of its own',
    );
  });
});

test("14: a checkpoint is restored as it was when it was given", async () => {
  const made = () => new Learner({ model: mlp([6]), data, batch: 10 });
  const [one, other] = [made(), made()];
  const kept = await one.checkpoint();
  const training = one.train(5);
  const restored = one.restore(kept);
  kept.state.fill(0);
  await Promise.all([training, restored]);
  await other.train(5);
  await other.restore(await made().checkpoint());
  expect(await one.train(5)).toBe(await other.train(5));
});

describe("13.15: trials are those that were asked for", () => {
  test("whatever becomes of their list", async () => {
    const given = [1, 2, 3].map((seed) => ({ ...trial, seed }));
    const run = runTrials(given, { data, device: "reference", workers: 1 });
    Object.assign(given[1] as object, { seed: 77, learningRate: 1e-9 });
    given.length = 2;
    const outcomes = await run;
    expect(outcomes.map((outcome) => outcome.kind === "done" && outcome.result.seed)).toEqual([1, 2, 3]);
  });

  test("and so is one that runs while its configuration changes", async () => {
    const end = async (spoil: (given: Record<string, unknown>) => void) => {
      const given = { ...trial };
      const run = runTrial(given, data, await openDevice("reference"));
      for (;;) {
        const { done, value } = await run.next();
        if (done) return value.result;
        spoil(given);
      }
    };
    const spoilt = await end((given) => Object.assign(given, { seed: 4, learningRate: 1e-9, batch: 3 }));
    expect(spoilt).toEqual(await end(() => {}));
  });
});

describe("13.16: pictures of floats have a range", () => {
  const pictures = (value: (byte: number) => number, changes: object = {}) =>
    new Learner({
      model: { name: "flat", layers: [{ layer: "flatten" }, { layer: "dense", units: "classes" }] },
      data: tableWith({ shape: [1, 2, 2], train: floats(60, value), test: floats(20, value), ...changes }),
      batch: 10,
    });
  const shares = pictures((byte) => byte / 200);

  test("bytes are none of pixels from 0 to 1", async () => {
    await expect(() => shares.predict(Uint8Array.of(0, 200, 3, 255))).rejects.toThrow(
      'images: 200 is far from the pixels of two, which go from 0 to 1; give numbers like those, or say { scale: "data" } if it is right',
    );
    expect(await shares.predict([0, 200, 3, 255], { scale: "data" })).toHaveLength(1);
    expect(await shares.predict([0, 1, -0.2, 1.2])).toEqual(await shares.predict([0, 1, -0.2, 1.2], { scale: "data" }));
    expect(await shares.predict([0, 1, 0.5, 0], { scale: "unit" })).toEqual(await shares.predict([0, 1, 0.5, 0]));
  });

  test.each([1, 2 / 255, 1 / 127.5, 1 / 100])("of bytes times %f 1 is white, which is 255", async (scale) => {
    const bytes = (byte: number) => (byte === 200 ? 255 : byte);
    const part = (count: number) => ({ ...floats(count, bytes), images: Uint8Array.from(floats(count, bytes).images) });
    const net = pictures((byte) => byte, { scale, train: part(60), test: part(20) });
    expect(await net.predict([1, 0.2, 0, 1], { scale: "unit" })).toEqual(await net.predict([255, 51, 0, 255]));
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "net");
    await net.save(file);
    expect(await (await Learner.load(file)).predict([1, 0.2, 0, 1], { scale: "unit" })).toEqual(await net.predict([255, 51, 0, 255]));
  });

  test("of bytes beyond what the scale makes 1, and none 255, nobody knows which is white", async () => {
    const bytes = (byte: number) => Math.floor(byte / 1.7);
    const part = (count: number) => ({ ...floats(count, bytes), images: Uint8Array.from(floats(count, bytes).images) });
    const net = pictures((byte) => byte, { scale: 1 / 100, train: part(60), test: part(20) });
    await expect(() => net.predict([1, 0.2, 0, 1], { scale: "unit" })).rejects.toThrow("those of two go from 0 to 117; give such ones");
  });

  test.each([
    ["of whole numbers", 1, (byte: number) => byte % 10],
    ["beyond what the scale makes 1", 1 / 100, (byte: number) => Math.floor(byte / 1.7)],
  ])("flat bytes %s are known to a net that is loaded alone, too", async (_, scale, value) => {
    const part = (count: number) => ({ ...floats(count, value), images: Uint8Array.from(floats(count, value).images) });
    const flat = { shape: [4], scale, train: part(60), test: part(20) };
    const net = pictures((byte) => byte, flat);
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "net");
    await net.save(file);
    const alone = await Learner.load(file);
    const images = flat.test.images.slice(0, 8);
    expect(await alone.predict(images)).toEqual(await net.predict(images));
    for (const one of [net, alone])
      await expect(() => one.predict([1, 0.2, 0, 1], { scale: "unit" })).rejects.toThrow(/^scale: "unit" is for pi/);
  });

  test("nor of flat floats beyond it, whose rows may lie anywhere else", async () => {
    const rows = (byte: number) => byte / 2;
    const own = (scale: number) => pictures(rows, { shape: [4], scale, train: floats(60, rows), test: floats(20, rows) });
    const net = own(1 / 16);
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "net");
    await net.save(file);
    for (const one of [net, await Learner.load(file)])
      await expect(() => one.predict([1, 0.2, 0, 1], { scale: "unit" })).rejects.toThrow("those of two go from 0 to 100; give such ones");
    // 1 / (1 / 100) is 100
    expect(await own(1 / 100).predict([1, 0.2, 0, 1], { scale: "unit" })).toEqual(await own(1 / 100).predict([100, 20, 0, 100]));
    expect(await own(1).predict([0, 0.5, 1, 0.2])).toHaveLength(1);
  });

  test("as many as the scale makes 1 are none beyond it, though 1 / (1 / 93) is below 93", async () => {
    const least = (byte: number) => Math.min(93, byte);
    const net = pictures(least, { scale: 1 / 93 });
    expect((await net.predict([1, 0, 0, 1], { scale: "unit" }))[0]?.[0]).toBeCloseTo((await net.predict([93, 0, 0, 93]))[0]?.[0] ?? 0, 6);
  });

  test("what is white does not change with the test examples that a saved net is loaded with", async () => {
    const value = (byte: number) => Math.floor(byte / 2);
    const bytes = (count: number, most: number) => Uint8Array.from(floats(count, value).images, (each) => (each === 100 ? most : each));
    const part = (count: number, most: number) => ({ ...floats(count, value), images: bytes(count, most) });
    const data = tableWith({ shape: [1, 2, 2], scale: 1 / 100, train: part(60, 100), test: part(20, 255) });
    const net = new Learner({ model: mlp([4]), data, batch: 10 });
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "net");
    await net.save(file);
    const loaded = await Learner.load(file, { data: { ...data, test: part(20, 100) } });
    const again = `${file}.2`;
    await loaded.save(again);
    for (const other of [loaded, await Learner.load(again)]) {
      expect(await other.predict([1, 0.2, 0, 1], { scale: "unit" })).toEqual(await net.predict([255, 51, 0, 255]));
      expect(await other.predict([255, 51, 0, 255])).toEqual(await net.predict([255, 51, 0, 255]));
    }
  });

  test("pixels from 0 to 1 are none of floats from 0 to 255", async () => {
    await expect(() => pictures((byte) => byte).predict([0, 0.5, 1, 0.2])).rejects.toThrow(
      "images: all are from 0 to 1, where the pixels of two go to 200",
    );
  });

  test("pixels from 0 to 1 are none of pixels from -1 to 1", async () => {
    await expect(() => pictures((byte) => byte / 100 - 1).predict([0, 1, 0.5, 0], { scale: "unit" })).rejects.toThrow(
      'scale: "unit" is for pixels of which 0 is black and 1 is white, and those of two go from -1 to 1; give such ones',
    );
  });
});

describe("13.26: a bootstrap interval says what it cannot", () => {
  test("where a resample has no statistic there is none", () => {
    const ratio = (values: readonly number[]) => 1 / (Math.max(...values) - Math.min(...values));
    expect(bcaInterval([1, 2, 3, 4, 5, 9], { statistic: (some) => (ratio(some) === Infinity ? Number.NaN : ratio(some)) }).low).toBeNaN();
    expect(bcaInterval([1, 2, 3, 4, 5, 9], { statistic: () => Number.NaN }).low).toBeNaN();
  });

  test("where it is infinite it is a rank like any other", () => {
    const capped = (most: number) => (some: readonly number[]) => {
      const mean = some.reduce((sum, value) => sum + value, 0) / some.length;
      const deviation = Math.sqrt(some.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (some.length - 1));
      return deviation === 0 ? most : mean / deviation;
    };
    const interval = (most: number) => bcaInterval([1, 2, 3, 4, 5, 9], { statistic: capped(most) });
    expect(interval(Number.POSITIVE_INFINITY)).toEqual(interval(1000));
    // six times 0.4 have a deviation of 6e-17 by rounding
    const ofSizes = (most: number) =>
      bcaInterval([0.4, 0.5, 0.1, 0.6, 0.3, 0.9], { statistic: (some) => Math.min(most, capped(Number.POSITIVE_INFINITY)(some)) });
    expect(ofSizes(Number.POSITIVE_INFINITY)).toEqual(ofSizes(1000));
    const values = [3, 1, 2, 5, 4, 6];
    bcaInterval(values, { statistic: (some) => (some as number[]).sort()[2] as number });
    expect(values).toEqual([3, 1, 2, 5, 4, 6]);
  });

  test.each<[string, object, string]>([
    ["another name", { confidence: 0.5 }, "an object of level, resamples, seed, statistic"],
    ["a name for a function", { statistic: "median" }, "one whose statistic is a function"],
    ["a seed that is none", { seed: "x" }, "one whose seed is a whole number from 0"],
  ])("%s is refused", (_, options, text) => {
    expect(() => bcaInterval([1, 2, 3], options as never)).toThrow(text);
  });
});

describe("13.18: what is no option, no tensor and no name says so", () => {
  const options = { model: mlp([4]), data, batch: 10 };
  class Hidden {
    get dropout() {
      return 0.5;
    }
  }

  test.each<[string, object]>([
    ["an object of a class", new Hidden()],
    ["one with options in its prototype", Object.create({ dropout: 0.5 })],
  ])("methods that are %s are refused", (_, methods) => {
    expect(() => new Learner({ ...options, methods })).toThrow("methods: that is an object of a class, whose options may be hidden");
  });

  test("a list with a hole is no list of rates or names", () => {
    expect(() => new Learner({ ...options, methods: { dropoutRates: Array(2) as number[] } })).toThrow("dropoutRates: ");
    expect(() => new Learner({ ...options, data: { ...data, classNames: Array(2) as string[] } })).toThrow("data: classNames: ");
  });

  test("bytes are not standardized", () => {
    const standardization = { means: [0, 0, 0, 0], deviations: [1, 1, 1, 1] };
    expect(() => new Learner({ ...options, data: { ...data, standardization } })).toThrow(
      "data: standardization: the images are bytes, which are not standardized; leave it out",
    );
  });

  test.each<[string, Penalty["of"], string]>([
    ["a number for a tensor", (_, ops) => ops.sum(5 as never), "sum: 5 is no tensor; give it one that you were given"],
    ["one tensor for two", (w, ops) => ops.sum((ops.add as (w: unknown) => never)(w)), "add: undefined is no tensor"],
    ["nothing", (_, ops) => ops.relu(null as never), "relu: null is no tensor"],
  ])("a penalty that gives an operation %s", (_, of, text) => {
    expect(() => new Learner({ ...options, penalties: [{ name: "own", strength: 1, of }] })).toThrow(text);
  });

  test("a tensor of another learner", () => {
    let kept: Parameters<Penalty["of"]>[0] | undefined;
    const of: Penalty["of"] = (w, ops) => {
      kept ??= w;
      return ops.sum(ops.multiply(w, kept));
    };
    const penalties = [{ name: "own", strength: 1, of }];
    new Learner({ ...options, model: mlp([]), penalties });
    expect(() => new Learner({ ...options, model: mlp([]), penalties })).toThrow("multiply: dense1.weight is a tensor of another net");
  });
});
