import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { givenImages } from "#trained";
import {
  type Evaluation,
  type ImageDataset,
  Learner,
  loadDataset,
  mlp,
  openDevice,
  runTrial,
  sgd,
  type TrialConfig,
} from "../src/library/index.ts";
import { csv, dataFolder } from "./dataFolder.ts";

type Trial = ReturnType<typeof runTrial>;
type TrialStep = Trial extends AsyncGenerator<infer Step> ? Step : never;
type TrialCheckpoint = Awaited<ReturnType<TrialStep["checkpoint"]>>;

// what a trial or a learner gives is a copy: whoever changes it, or sends it to a thread, changes nothing of theirs

const part = (count: number) => ({
  images: Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i * i)),
  labels: Uint8Array.from({ length: count }, (_, n) => Number(Math.sin(4 * n * n) > 0)),
  features: 2,
  count,
});
const data: ImageDataset = {
  ...{ name: "waves", classes: 2, shape: [2], scale: 1, heldOut: 80, classNames: ["low", "high"] },
  ...{ train: part(500), test: part(100) },
};
const config: TrialConfig = {
  ...{ protocol: "sound", model: mlp([8]), methods: {}, optimizer: "adam", learningRate: 0.02, schedule: { kind: "constant" } },
  ...{ momentum: 0, iterations: 200, evaluateEvery: 20, batch: 10, seed: 1 },
};

/** As whoever does not know that it should only be read. */
type Writable<T> = { -readonly [name in keyof T]: T[name] };

describe("13.15: a trial gives out copies, and takes a copy of the checkpoint that it goes on from", () => {
  const end = async (see: (step: TrialStep) => unknown, resume?: TrialCheckpoint) => {
    const trial = runTrial(config, data, await openDevice("auto"), resume);
    for (;;) {
      const { done, value } = await trial.next();
      if (done) return value;
      await see(value);
    }
  };
  const whole = end(() => {});

  test("of the best net of a checkpoint, changed or sent away", async () => {
    expect(await end(async (step) => (await step.checkpoint()).bestState?.fill(0))).toEqual(await whole);
    const sent = async (step: TrialStep) => {
      const { state, bestState, ...rest } = await step.checkpoint();
      const buffers = [state, bestState].flatMap((numbers) => (numbers ? [numbers.buffer as ArrayBuffer] : []));
      structuredClone({ state, bestState, rest }, { transfer: buffers });
    };
    expect(await end(sent)).toEqual(await whole);
  });

  test("of its evaluations, one by one and in a checkpoint", async () => {
    const inPercent = (evaluation: Writable<Evaluation> | undefined) => {
      if (evaluation) evaluation.accuracy *= 100;
    };
    expect(await end(({ evaluation }) => inPercent(evaluation))).toEqual(await whole);
    expect(await end(async (step) => (await step.checkpoint()).evaluations.forEach(inPercent))).toEqual(await whole);
  });

  test("of the checkpoint that it was given", async () => {
    const kept: TrialCheckpoint[] = [];
    await end(async (step) => step.iteration === 100 && kept.push(structuredClone(await step.checkpoint())));
    const given = kept[0] as TrialCheckpoint;
    const spoil = () => {
      given.state.fill(0);
      given.bestState?.fill(0);
      for (const evaluation of given.evaluations) (evaluation as Writable<Evaluation>).accuracy = 5;
    };
    expect(await end(spoil, given)).toEqual(await whole);
  });
});

describe("13.15: a learner gives out copies", () => {
  const made = () => new Learner({ model: mlp([6]), data, batch: 10, optimizer: sgd({ learningRate: 0.1 }) });

  test("of the names of its classes", async () => {
    const learner = made();
    (learner.classNames as string[]).sort();
    expect(learner.classNames).toEqual(["low", "high"]);
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "names.net");
    (learner.classNames as string[])[0] = "none";
    await learner.save(file);
    const alone = await Learner.load(file);
    (alone.classNames as string[])[0] = "none";
    expect(alone.classNames).toEqual(["low", "high"]);
  });

  test("of the shapes of its weights", async () => {
    const learner = made();
    const [first] = await learner.weights();
    (first?.shape as number[])[0] = 99;
    expect((await learner.weights())[0]?.shape).toEqual([6, 2]);
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "shapes.net");
    await learner.save(file);
    expect((await (await Learner.load(file)).weights())[0]?.shape).toEqual([6, 2]);
  });
});

const wine = (n: number) => [1065 + 100 * Math.sin(n), 1 + Math.cos(n) / 4, Math.sin(n * n) > 0 ? "red" : "white"];

describe("13.16: bytes are none of flat numbers from 0 to 1", () => {
  const shares = (count: number) => {
    const images = Float32Array.from({ length: 16 * count }, (_, i) => ((i * 7) % 11) / 10);
    return { images, labels: Uint8Array.from({ length: count }, (_, n) => n % 2), features: 16, count };
  };
  const bytes = Uint8Array.from({ length: 16 }, (_, i) => 15 * i);
  const sentence = "images: they are bytes, up to 15 at least, where the numbers of shares go from 0 to 1; divide them by 255";

  test.each([[[16]], [[4, 4]]])("of shape %j, in a net that was loaded too", async (shape) => {
    const { classNames: _, ...rest } = data;
    const own = new Learner({ model: mlp([4]), data: { ...rest, name: "shares", shape, train: shares(100), test: shares(20) }, batch: 10 });
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "shares.net");
    await own.save(file);
    for (const net of [own, await Learner.load(file)]) {
      const kinds = [Uint16Array, Int32Array, Float32Array].map((Kind) => new Kind(bytes));
      for (const same of [bytes, ...kinds, [...bytes]]) await expect(() => net.predict(same)).rejects.toThrow(sentence);
      expect(await net.predict(bytes, { scale: "data" })).toEqual(await net.predict([...bytes], { scale: "data" }));
      // rows of a table may lie a little farther out than those that are known; the grey of bytes is no such row
      expect(await net.predict([...bytes].map((value) => value / 150 + 0.5))).toHaveLength(1);
      await expect(() => net.predict([...bytes].map((value) => value + 0.5))).rejects.toThrow("is far from the");
      expect(await net.predict(bytes.map((value) => value % 2))).toHaveLength(1);
    }
  });

  test("what a canvas has is not taken for examples, unless it is said", async () => {
    const own = new Learner({ model: mlp([4]), data, batch: 10 });
    const rgba = new Uint8ClampedArray(8);
    await expect(() => own.predict(rgba)).rejects.toThrow(
      "images: a Uint8ClampedArray is what a canvas has, red, green, blue and opacity of each pixel",
    );
    expect(await own.predict(rgba, { scale: "data" })).toHaveLength(4);
  });

  test("numbers from 0 to 1 are none of flat bytes in floats", async () => {
    const { classNames: _, ...rest } = data;
    const grey = (count: number) => ({ ...shares(count), images: shares(count).images.map((value) => Math.round(255 * value)) });
    const own = new Learner({ model: mlp([4]), data: { ...rest, name: "grey", shape: [16], train: grey(100), test: grey(20) }, batch: 10 });
    const row = [...shares(1).images];
    await expect(() => own.predict(row)).rejects.toThrow(
      "images: all are from 0 to 1, where the numbers of grey go to 255; multiply them by 255",
    );
    expect(await own.predict(row, { scale: "data" })).toHaveLength(1);
    expect(await own.predict(row.map((value) => 255 * value))).toHaveLength(1);
  });

  test("flat bytes whose file does not tell their range may be any", () => {
    const one = { images: new Uint8Array(2), labels: new Uint8Array(1), features: 2, count: 1 };
    const stub = { name: "own", classes: 2, shape: [2], scale: 1, train: one, test: one, heldOut: 0 };
    expect([...givenImages([5, 9], { data: stub, range: undefined, scale: undefined })]).toEqual([5, 9]);
  });

  test("a row as the file has it is none of standardized numbers, unless it is said", async () => {
    const folder = dataFolder({ "wine.csv": csv([["proline", "hue", "wine"], ...Array.from({ length: 60 }, (_, n) => wine(n))]) });
    const own = new Learner({ model: mlp([4]), data: loadDataset(join(folder, "wine.csv")), batch: 10 });
    const file = join(folder, "wine.net");
    await own.save(file);
    for (const net of [own, await Learner.load(file)]) {
      const row = wine(7).slice(0, 2) as number[];
      await expect(() => net.predict(row)).rejects.toThrow('say { scale: "raw" } for rows as the file has them, or { scale: "data" }');
      expect(await net.predict(row, { scale: "raw" })).toHaveLength(1);
      expect(await net.predict(row, { scale: "data" })).toHaveLength(1);
      expect(await net.predict([-6, 1])).toHaveLength(1);
      const farAway = "is far from the standardized numbers of wine.csv, which go from";
      await expect(() => net.predict([-30, 1])).rejects.toThrow(`images: -30 ${farAway}`);
      await expect(() => net.predict([1e5, 1], { scale: "raw" })).rejects.toThrow(farAway);
    }
  });

  test("nor is one of a table whose numbers are nearly as small, as those of iris are", async () => {
    const random = new RandomSequence(3, "noise");
    const spread = [
      [5.8, 0.8],
      [3.1, 0.4],
      [3.8, 1.6],
      [1.2, 0.7],
    ] as const;
    const flower = (n: number) => [
      ...spread.map(([mean, deviation]) => (mean + deviation * (4 * random.uniform() - 2)).toFixed(1)),
      "abc"[n % 3],
    ];
    const folder = dataFolder({ "iris.csv": csv([["sl", "sw", "pl", "pw", "kind"], ...Array.from({ length: 150 }, (_, n) => flower(n))]) });
    const data = loadDataset(join(folder, "iris.csv"));
    const own = new Learner({ model: mlp([4]), data, batch: 10 });
    for (const row of [
      [5.1, 3.5, 1.4, 0.2],
      [6.3, 2.9, 5.6, 1.8],
    ])
      await expect(() => own.predict(row)).rejects.toThrow('say { scale: "raw" } for rows as the file has them');
    for (let n = 0; n < data.test.count; n++) expect(await own.predict(data.test.images.slice(4 * n, 4 * n + 4))).toHaveLength(1);
  });

  test("rows from 0 to 1 as the file has them are known by their means; what lies in the middle is none, nor are features that go together", async () => {
    const random = new RandomSequence(4, "noise");
    const learnerOf = (row: (common: number, f: number) => number) => {
      const rows = Array.from({ length: 200 }, (_, n) => {
        const common = random.normal();
        return [...Array.from({ length: 30 }, (__, f) => row(common, f).toFixed(4)), n % 2];
      });
      const data = loadDataset(join(dataFolder({ "t.csv": csv(rows) }), "t.csv"), { label: "31" });
      return { own: new Learner({ model: mlp([4]), data, batch: 10 }), data, rows: rows.map((cells) => cells.slice(0, 30).map(Number)) };
    };
    const shares = learnerOf(() => 0.3 + 0.15 * (2 * random.uniform() - 1));
    await expect(() => shares.own.predict(shares.rows.flat())).rejects.toThrow("these 200 rows are far from the standardized numbers");
    const together = learnerOf((common) => 0.6 * (0.8 * common + 0.5 * random.normal()));
    for (const { own, data } of [shares, together]) {
      expect(await own.predict(data.test.images)).toHaveLength(data.test.count);
      expect(await own.predict(data.train.images)).toHaveLength(data.train.count);
      const oneUp = Array.from({ length: 30 }, (_, f) => Array.from({ length: 30 }, (__, i) => Number(i === f))).flat();
      expect(await own.predict(oneUp)).toHaveLength(30);
    }
  });

  test("rows of a table that go farther may lie ten ranges outside, and what lies farther is none of them", async () => {
    const own = new Learner({ model: mlp([4]), data, batch: 10 });
    expect(await own.predict(Uint8Array.of(0, 20))).toHaveLength(1);
    await expect(() => own.predict(Uint8Array.of(0, 200))).rejects.toThrow(/^images: 200 is far from the numbers of .+, which go from /);
    expect(await own.predict(Uint8Array.of(0, 200), { scale: "data" })).toHaveLength(1);
  });
});
