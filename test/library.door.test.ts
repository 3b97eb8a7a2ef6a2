import { describe, expect, test } from "vitest";
import { openDevice } from "#devices";
import { runSeed } from "#engine";
import { type ImageDataset, Learner, mlp, runTrial, runTrials, type TrialConfig } from "../src/library/index.ts";
import { inOrder } from "./inOrder.ts";
import { data, part, trial } from "./twoClasses.ts";

const floats = (count: number, value = 0.5) => ({ ...part(count), images: new Float32Array(4 * count).fill(value) });
const train = (changes: object) => ({ ...data, train: { ...data.train, ...changes } });
const testPart = (changes: object) => ({ ...data, test: { ...data.test, ...changes } });

function detached(): Uint8Array {
  const array = new Uint8Array(240);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}
const resizable = () => new Uint8Array(new ArrayBuffer(240, { maxByteLength: 480 }));
const growable = () => new Uint8Array(new SharedArrayBuffer(240, { maxByteLength: 480 }));
const labelled = (...labels: number[]) => Uint8Array.from({ length: 60 }, (_, n) => labels[n] ?? 0);

const config: TrialConfig = { ...trial, iterations: 4, evaluateEvery: 2, batch: 5, seed: runSeed(1, 1) };

describe("13.15: data that do not hold what they say are refused at every door", () => {
  const hostile: readonly (readonly [string, unknown, string])[] = [
    ["no data", undefined, "data: undefined is no data set; give one, such as loadMnist()"],
    ["a text", "mnist", 'data: "mnist" is no data set'],
    ["no parts", { ...data, train: undefined }, "data: "],
    ["a part that is null", { ...data, test: null }, "data: test: null is no part"],
    ["Int8Array", train({ images: new Int8Array(240) }), "data: train: images: Int8Array is no Uint8Array and no Float32Array; copy it"],
    ["Uint16Array", train({ images: new Uint16Array(240) }), "data: train: images: Uint16Array is no"],
    ["Uint8ClampedArray", train({ images: new Uint8ClampedArray(240) }), "data: train: images: Uint8ClampedArray is no"],
    ["Float64Array", testPart({ images: new Float64Array(80) }), "data: test: images: Float64Array is no"],
    ["a list", train({ images: Array(240).fill(1) }), "data: train: images: [1,1,1"],
    ["an ArrayBuffer", train({ images: new ArrayBuffer(240) }), "data: train: images: {} is no"],
    ["what only inherits", train({ images: Object.create(Uint8Array.prototype) }), "data: train: images: "],
    ["labels in words", train({ labels: Array(60).fill("a") }), "data: train: labels: "],
    ["labels as Int32Array", train({ labels: new Int32Array(60) }), "data: train: labels: Int32Array is no Uint8Array"],
    ["detached images", train({ images: detached() }), "data: train: images: their memory is detached"],
    ["memory that can shrink", train({ images: resizable() }), "data: train: images: their memory can change its length"],
    ["memory that can grow", train({ images: growable() }), "data: train: images: their memory can change its length"],
    ["count above", train({ count: 61 }), "data: train: images: 240 numbers are not 61 examples of 4 features"],
    ["count below", train({ count: 30 }), "data: train: images: 240 numbers are not 30 examples of 4 features"],
    ["count NaN", train({ count: Number.NaN }), "data: train: count: NaN is not a whole number from 1"],
    ["count -1", train({ count: -1 }), "data: train: count: -1 is not"],
    ["count '60'", train({ count: "60" }), 'data: train: count: "60" is not'],
    ["no test examples", testPart({ ...part(0) }), "data: test: count: 0 is not"],
    ["features 8 of 4", train({ features: 8, count: 30 }), "data: train: labels: 60 labels are not one for each of 30 examples"],
    ["features 0", train({ features: 0 }), "data: train: features: 0 is not"],
    ["fewer labels", train({ labels: new Uint8Array(59) }), "data: train: labels: 59 labels are not one for each of 60 examples"],
    ["another shape", { ...data, shape: [5] }, "data: train: features: 4 are not the 5 of shape 5"],
    ["a shape of maps", { ...data, shape: [1, 3, 2] }, "data: train: features: 4 are not the 6 of shape 1 × 3 × 2"],
    ["no shape", { ...data, shape: undefined }, "data: shape: undefined is not [channels, height, width]"],
    ["a shape of four axes", { ...data, shape: [1, 1, 2, 2] }, "data: shape: [1,1,2,2] is not"],
    ["a shape of halves", { ...data, shape: [0.5, 8] }, "data: shape: 0.5 is not"],
    ["a label that is no class", train({ labels: labelled(0, 1, 2) }), "data: train: labels: example 2 has 2, which is none of 2 classes"],
    ["such a test label", testPart({ labels: Uint8Array.from({ length: 20 }, () => 255) }), "data: test: labels: example 0 has 255"],
    ["one class", { ...data, classes: 1 }, "data: classes: 1 is not a whole number from 2 to 256"],
    ["classes 2.5", { ...data, classes: 2.5 }, "data: classes: 2.5 is not"],
    ["a scale of 0", { ...data, scale: 0 }, "data: scale: 0 is no positive number"],
    ["a scale NaN", { ...data, scale: Number.NaN }, "data: scale: NaN is no positive number"],
    ["a scale that float32 has not", { ...data, scale: 1e-50 }, "data: scale: 1e-50 is no positive number that float32 has"],
    ["all held out", { ...data, heldOut: 60 }, "data: heldOut: 60 is not a whole number from 0 to 59, so that some are left to train on"],
    ["more than all held out", { ...data, heldOut: 100 }, "data: heldOut: 100 is not"],
    ["held out -5", { ...data, heldOut: -5 }, "data: heldOut: -5 is not"],
    ["held out NaN", { ...data, heldOut: Number.NaN }, "data: heldOut: NaN is not"],
    ["bytes and floats", { ...data, test: floats(20) }, "data: the images of train and test are not both bytes or both floats"],
    [
      "a feature NaN",
      { ...data, train: floats(60), test: floats(20, Number.NaN) },
      "data: test: images: feature 0 of example 0 is NaN, no number",
    ],
    ["an infinite feature", { ...data, train: floats(60, Number.POSITIVE_INFINITY), test: floats(20) }, "is Infinity, no number"],
    ["wrong labels in lists", { ...data, wrongLabels: { examples: [1], trueLabels: [0] } }, "has no examples as Int32Array"],
    ["no wrong labels", { ...data, wrongLabels: { examples: new Int32Array(), trueLabels: new Uint8Array() } }, "without any leave it out"],
    [
      "wrong labels of no example",
      { ...data, wrongLabels: { examples: Int32Array.of(60), trueLabels: Uint8Array.of(0) } },
      "data: wrongLabels: example 60 is none of those that are trained on, 10 to 59",
    ],
    [
      "a wrong label of a held-out example",
      { ...data, wrongLabels: { examples: Int32Array.of(5), trueLabels: Uint8Array.of(0) } },
      "data: wrongLabels: example 5 is none of those that are trained on",
    ],
    [
      "a wrong label twice",
      { ...data, wrongLabels: { examples: Int32Array.of(15, 15), trueLabels: Uint8Array.of(0, 0) } },
      "data: wrongLabels: an example stands there twice",
    ],
    [
      "a wrong label that is the true one",
      { ...data, wrongLabels: { examples: Int32Array.of(15), trueLabels: data.train.labels.slice(15, 16) } },
      "data: wrongLabels: example 15 has its true label",
    ],
    [
      "a true label that is no class",
      { ...data, wrongLabels: { examples: Int32Array.of(15), trueLabels: Uint8Array.of(2) } },
      "data: wrongLabels: 2 is none of 2 classes",
    ],
    ["names for other classes", { ...data, classNames: ["a"] }, 'data: classNames: ["a"] are not 2 texts'],
  ];

  test.each(hostile)("%s", async (_, given, sentence) => {
    const wrong = given as ImageDataset;
    expect(() => new Learner({ model: mlp([3]), data: wrong })).toThrow(sentence);
    await expect(async () => runTrial(config, wrong, await openDevice("reference")).next()).rejects.toThrow(sentence);
    await expect(runTrials([config], { data: wrong, device: "reference", workers: 1 })).rejects.toThrow(sentence);
  });

  test("but not Buffers, shared memory, parts of wider arrays, or tables of floats", async () => {
    const wide = new Uint8Array(new SharedArrayBuffer(500));
    wide.set(data.train.images, 101);
    const kinds: ImageDataset[] = [
      data,
      train({ images: Buffer.from(data.train.images as Uint8Array) }),
      train({ images: wide.subarray(101, 341) }),
    ];
    for (const device of ["auto", "wasm", "reference"] as const) {
      const [first, ...others] = await inOrder(kinds, (each) => new Learner({ model: mlp([3]), data: each, batch: 20, device }).train(5));
      for (const other of others) expect(other).toBe(first);
    }
    expect(
      await new Learner({ model: mlp([3]), data: { ...data, scale: 1, train: floats(60), test: floats(20) } }).train(1),
    ).toBeGreaterThan(0);
  });

  test("what is done to data afterwards reads nothing that is not theirs", async () => {
    const own = { ...data, train: part(60) };
    const learner = new Learner({ model: mlp([3]), data: own, device: "auto", batch: 20 });
    await learner.train(1);
    structuredClone(own.train.images.buffer, { transfer: [own.train.images.buffer as ArrayBuffer] });
    await expect(() => learner.train(1)).rejects.toThrow();
  });
});

describe("13.15: labels that were looked at are the ones that are learned", () => {
  const fresh = (): ImageDataset => ({ ...data, train: part(60), test: part(20) });
  const spoil = ({ train, test }: ImageDataset) => [train, test].map(({ labels }) => labels.fill(200));

  test("by a learner, whatever a program does with its array afterwards", async () => {
    const [kept, spoilt] = [fresh(), fresh()];
    const learners = [kept, spoilt].map((each) => new Learner({ model: mlp([3]), data: each, methods: { dropout: 0.2 }, batch: 20 }));
    spoil(spoilt);
    const found = await inOrder(learners, async (learner) => [
      await learner.train(20),
      await learner.evaluate(),
      await learner.evaluateThinned(3),
    ]);
    expect(found[1]).toEqual(found[0]);
  });

  test("by trials, and by trials in threads", async () => {
    const [kept, spoilt] = [fresh(), fresh()];
    const ends = await inOrder([kept, spoilt], async (each) => {
      const trial = runTrial(config, each, await openDevice("reference"));
      await trial.next();
      if (each === spoilt) spoil(each);
      for (let step = await trial.next(); ; step = await trial.next()) if (step.done) return step.value.result;
    });
    expect(ends[1]?.divergedAt).toBeNull();
    const again = fresh();
    const running = runTrials([config, config], { data: again, device: "reference", workers: 1 });
    spoil(again);
    for (const outcome of await running) expect(outcome).toEqual({ kind: "done", result: ends[0] });
  });

  test("and properties that say something else each time are asked once", async () => {
    let asked = 0;
    const honest = part(60);
    const train = {
      ...honest,
      get labels() {
        return asked++ === 0 ? honest.labels : labelled(200, 200, 200);
      },
    };
    const learner = (each: ImageDataset) => new Learner({ model: mlp([3]), data: each, batch: 20 });
    expect(await learner({ ...data, train }).train(20)).toBe(await learner(data).train(20));
    expect(asked).toBe(1);
  });
});

describe("13.15: threads are not started on what cannot run", () => {
  const run = (changes: object, trials: unknown = [config]) =>
    runTrials(trials as never, { data, device: "reference", workers: 1, ...changes });
  test.each<[string, () => Promise<unknown>, string]>([
    ["no workers", () => run({ workers: 0 }), "workers: 0 is not a whole number from 1"],
    ["half a worker", () => run({ workers: 1.5 }), "workers: 1.5 is not"],
    ["workers in words", () => run({ workers: "two" }), 'workers: "two" is not'],
    ["another device", () => run({ device: "gpu" }), 'device: "gpu" is not auto, native, wasm, reference'],
    ["trials that are no list", () => run({}, config), "is no list of trials"],
    [
      "a trial with a function",
      () => run({}, [{ ...config, schedule: () => 0.1 }]),
      "trials: number 0 is no plain data, which a thread can be sent",
    ],
  ])("%s", async (_, hostile, sentence) => {
    await expect(hostile()).rejects.toThrow(sentence);
  });

  test("no trials are no outcomes, and a trial that is none is its own failure", async () => {
    expect(await run({}, [])).toEqual([]);
    const outcomes = (await run({}, [null, config, { ...config, methods: 5 }])) as { kind: string; message?: string }[];
    expect(outcomes.map(({ kind }) => kind)).toEqual(["failed", "done", "failed"]);
    expect(outcomes[0]?.message).toBe("trial: null is no configuration of a trial");
    expect(outcomes[2]?.message).toBe("methods: 5 is not options of methods, such as { dropout: 0.4 }");
  });
});

describe("13.15: what is looked at is what is used", () => {
  const good = { model: mlp([4]), data, batch: 10 };
  test.each<[string, unknown, unknown]>([
    ["batch", 10, -5],
    ["batch", 10, 8193],
    ["methods", { dropout: 0.2 }, 7],
    ["methods", { dropout: 0.2 }, null],
    ["penalties", [], 5],
    ["optimizer", undefined, 5],
    ["seed", 3, 0.5],
  ])("each option is read once: %s", async (name, first, then) => {
    const given = [first];
    const options = Object.defineProperty({ ...good }, name, { enumerable: true, get: () => (given.length ? given.pop() : then) });
    const learner = new Learner(options);
    expect(await learner.train(2)).toBe(await new Learner({ ...good, [name]: first }).train(2));
  });
});
