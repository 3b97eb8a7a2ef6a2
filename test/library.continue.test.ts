import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  adagrad,
  adam,
  adamW,
  cosine,
  type ImageDataset,
  Learner,
  type LearnerOptions,
  type MakeOptimizer,
  mlp,
  type Penalty,
  rmsProp,
  sgd,
  step,
} from "../src/library/index.ts";

const part = (count: number) => ({
  images: Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i * i)),
  labels: Uint8Array.from({ length: count }, (_, n) => Number(Math.sin(4 * n * n) > 0)),
  features: 2,
  count,
});
const data: ImageDataset = {
  name: "waves.csv",
  classes: 2,
  shape: [2],
  scale: 1,
  train: part(80),
  test: part(20),
  heldOut: 10,
  classNames: ["cat", "dog"],
  standardization: { means: [1, 2], deviations: [3, 4] },
};
const square: Penalty = { name: "square", strength: 1e-3, of: (w, ops) => ops.sum(ops.square(w)) };
const options: LearnerOptions = { model: mlp([6]), data, batch: 7, seed: 5, device: "reference", methods: { dropout: 0.2 } };
const folder = mkdtempSync(join(tmpdir(), "droplab-net-"));
let files = 0;
const saved = async (learner: Learner) => {
  const file = join(folder, `net${++files}`);
  await learner.save(file);
  return file;
};
const trained = async (changes: Partial<LearnerOptions> = {}, iterations = 12) => {
  const learner = new Learner({ ...options, ...changes });
  await learner.train(iterations);
  return learner;
};
const device = "reference";

describe("13.18: a net that was loaded alone and is saved again", () => {
  const optimizers: [string, () => MakeOptimizer][] = [
    ["adam", () => adam()],
    ["adamW", () => adamW({ weightDecay: 0.1 })],
    ["sgd", () => sgd({ learningRate: 0.05, momentum: 0.9 })],
    ["nesterov", () => sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true })],
    ["rmsProp", () => rmsProp()],
    ["adagrad", () => adagrad()],
  ];

  test.each(optimizers)("has the memory of %s: it goes on as if there had been no break", async (_, optimizer) => {
    const whole = await trained({ optimizer: optimizer(), penalties: [square] });
    const alone = await Learner.load(await saved(whole), { device: "wasm" });
    const again = await Learner.load(await saved(await Learner.load(await saved(alone))), {
      data,
      device,
      optimizer: optimizer(),
      penalties: [square],
    });
    expect(await again.train(9)).toBe(await whole.train(9));
    expect(await again.weights()).toEqual(await whole.weights());
    expect(again.methods).toEqual(whole.methods);
  });

  test("keeps new weights and options, and what data it had", async () => {
    const whole = await trained();
    const alone = await Learner.load(await saved(whole));
    const { length } = (await alone.weights())[0]?.values ?? [];
    for (const each of [whole, alone]) {
      await each.setWeights(
        "dense1.weight",
        Array.from({ length }, (_, i) => Math.cos(i)),
      );
      await each.set({ dropout: 0.3 });
    }
    const again = await Learner.load(await saved(alone), { data, device });
    expect(await again.train(9)).toBe(await whole.train(9));
    expect((await Learner.load(await saved(alone))).classNames).toEqual(["cat", "dog"]);
  });

  test("gives no checkpoint without the optimizer, and takes none", async () => {
    const whole = await trained();
    const alone = await Learner.load(await saved(whole));
    await expect(() => alone.checkpoint()).rejects.toThrow(
      "checkpoint: this net was loaded without its data; Learner.load(file, { data }) can checkpoint",
    );
    await expect(async () => alone.restore(await whole.checkpoint())).rejects.toThrow("restore: this net was loaded without its data");
  });
});

describe("13.18: a loaded net goes on with the same digits as without a break, or is refused", async () => {
  const whole = await trained({ optimizer: sgd({ learningRate: cosine(0.1, 100), momentum: 0.5 }), penalties: [square] });
  const file = await saved(whole);
  const same = { data, device, optimizer: sgd({ learningRate: cosine(0.1, 100), momentum: 0.5 }), penalties: [square] } as const;
  const load = (changes: object) => Learner.load(file, { ...same, ...changes });
  const changedLabels = Uint8Array.from(data.train.labels, (label, i) => (i === 40 ? 1 - label : label));
  const changedImages = Float32Array.from(data.train.images, (value, i) => (i === 150 ? value + 1e-6 : value));
  const { standardization: _, ...unstandardized } = data;
  const { classNames: __, ...unnamed } = data;

  test("with equal options, in other objects", async () => {
    const checkpoint = await whole.checkpoint();
    const penalty: Penalty = { ...square, on: "kernels", of: (weights, ops) => ops.sum(ops.square(weights)) };
    const loaded = await load({ data: { ...structuredClone(data), name: "moved.csv", test: part(30) }, penalties: [penalty] });
    expect(await loaded.train(9)).toBe(await whole.train(9));
    await whole.restore(checkpoint);
  });

  test.each<[string, object, string]>([
    [
      "classes in another order",
      { data: { ...data, classNames: ["dog", "cat"] } },
      "data: classNames are dog, cat, and those of the net cat, dog; give data with the same classes in the same order",
    ],
    ["classes without names", { data: unnamed }, "data: classNames are none, and those of the net cat, dog"],
    [
      "another mean",
      { data: { ...data, standardization: { means: [1, 100], deviations: [3, 4] } } },
      "data: standardization: the mean of feature 1 is 100, and in the data of the net 2; standardize the data as those of the net were",
    ],
    [
      "another deviation",
      { data: { ...data, standardization: { means: [1, 2], deviations: [5, 4] } } },
      "data: standardization: the deviation of feature 0 is 5, and in the data of the net 3",
    ],
    ["no standardization", { data: unstandardized }, "data: standardization: the data have none, and the net's had one"],
    [
      "an optimizer with another memory",
      { optimizer: adam() },
      "optimizer: it is adam (memory: mean, square), and that of the net sgd (memory: velocity); give the optimizer that it was trained with",
    ],
    [
      "the same memory of another optimizer",
      { optimizer: sgd({ momentum: 0.9, nesterov: true }) },
      "optimizer: it is nesterov (memory: velocity), and that",
    ],
  ])("%s is refused, in any case", async (_, changes, sentence) => {
    await expect(() => load(changes)).rejects.toThrow(sentence);
    await expect(() => load({ ...changes, changed: true })).rejects.toThrow(sentence);
  });

  test.each<[string, object, string]>([
    [
      "a label",
      { data: { ...data, train: { ...data.train, labels: changedLabels } } },
      "data: the training examples or their labels are not",
    ],
    [
      "a feature",
      { data: { ...data, train: { ...data.train, images: changedImages } } },
      "data: the training examples or their labels are not",
    ],
    ["more examples", { data: { ...data, train: part(81) } }, "data: the training examples or their labels are not those that the net was"],
    ["what is held out", { data: { ...data, heldOut: 11 } }, "data: heldOut is 11, and that of the net 10"],
    [
      "a learning rate",
      { optimizer: sgd({ learningRate: cosine(0.2, 100), momentum: 0.5 }) },
      "optimizer: at iteration 13 its learningRate is 0.19",
    ],
    [
      "a schedule that leaves it later",
      { optimizer: sgd({ learningRate: (t) => cosine(0.1, 100)(t) / (t < 40 ? 1 : 2), momentum: 0.5 }) },
      "optimizer: at iteration 42 its learningRate",
    ],
    [
      "a schedule that leaves it for a while",
      { optimizer: sgd({ learningRate: (t) => cosine(0.1, 100)(t) / (t < 60 || t > 64 ? 1 : 2), momentum: 0.5 }) },
      "optimizer: its schedule is another than that of the net; give the same to go on with the same digits",
    ],
    [
      "a momentum",
      { optimizer: sgd({ learningRate: cosine(0.1, 100), momentum: 0.6 }) },
      "optimizer: at iteration 13 its momentum is 0.6, and that of the net 0.5; give the same to go on with the same digits, or { changed: true }",
    ],
    [
      "the strength of a penalty",
      { penalties: [{ ...square, strength: 1 }] },
      "penalties: the strength of square is 1, and that of the net 0.001; give the same to go on with the same digits",
    ],
    [
      "the function of a penalty",
      { penalties: [{ ...square, of: ((w, ops) => ops.sum(ops.square(ops.shift(w, 1)))) satisfies Penalty["of"] }] },
      "penalties: square computes something else than it did for the net",
    ],
    [
      "what it acts on",
      { penalties: [{ ...square, on: "activations", of: ((x, ops) => ops.sum(ops.batchMean(x))) satisfies Penalty["of"] }] },
      "penalties: square computes something else",
    ],
    ["a penalty less", { penalties: [] }, "penalties: the net was trained with square, and is given none"],
    ["arithmetic of another device", { device: "wasm" }, 'device: its arithmetic is "'],
  ])("other digits by %s are refused, or taken as a change", async (_, changes, sentence) => {
    await expect(() => load(changes)).rejects.toThrow(sentence);
    expect(await (await load({ ...changes, changed: true })).train(3)).toBeGreaterThan(0);
  });

  test("numbers of an optimizer that stay are its account, too", async () => {
    const net = await saved(await trained({ optimizer: adam({ epsilon: 1e-7 }) }));
    const sentence = "optimizer: epsilon is 1e-8, and that of the net 1e-7; give the same to go on with the same digits";
    await expect(() => Learner.load(net, { data, device })).rejects.toThrow(sentence);
    await expect(() => Learner.load(net, { data, device, optimizer: adam({ epsilon: 1e-7, beta2: 0.99 }) })).rejects.toThrow(
      "optimizer: beta2 is 0.99",
    );
    await Learner.load(net, { data, device, optimizer: adam({ epsilon: 1e-7 }) });
    const decay = await saved(await trained({ optimizer: rmsProp() }));
    await expect(() => Learner.load(decay, { data, device, optimizer: adagrad() })).rejects.toThrow(
      "optimizer: it is adagrad (memory: square), and that of the net rmsProp (memory: square)",
    );
  });

  test("the decay of adamW is the net's: another that is asked for is refused", async () => {
    const net = await saved(await trained({ optimizer: adamW({ weightDecay: 0.1 }) }));
    await expect(() => Learner.load(net, { data, device, optimizer: adamW({ weightDecay: 0.5 }) })).rejects.toThrow(
      "weightDecay: the optimizer is given 0.5, and the net has 0.1; leave it out there, and change it with set",
    );
    for (const optimizer of [adamW(), adamW({ weightDecay: 0.1 }), adam()])
      expect((await Learner.load(net, { data, device, optimizer })).methods.weightDecay).toBe(0.1);
    const learner = await trained({ optimizer: adamW({ weightDecay: 0.1 }) });
    await learner.set({ weightDecay: 0.2 });
    const once = await Learner.load(await saved(learner), { data, device, optimizer: adamW({ weightDecay: 0.1 }) });
    const twice = await Learner.load(await saved(once), { data, device, optimizer: adamW({ weightDecay: 0.1 }) });
    expect(twice.methods.weightDecay).toBe(0.2);
    expect(await twice.train(5)).toBe(await learner.train(5));
  });

  test("a schedule that gives no numbers later does not keep a net from being saved", async () => {
    const optimizer = () => sgd({ learningRate: step(1e-3, 10, 1e4) });
    const learner = await trained({ optimizer: optimizer() }, 3);
    const loaded = await Learner.load(await saved(learner), { data, device, optimizer: optimizer() });
    expect(await loaded.train(3)).toBe(await learner.train(3));
  });

  test("checkpoints are of an optimizer and of penalties, too", async () => {
    const checkpoint = await (await trained({ optimizer: sgd({ momentum: 0.5 }), penalties: [square] })).checkpoint();
    const restore = (changes: Partial<LearnerOptions>) => () =>
      new Learner({ ...options, optimizer: sgd({ momentum: 0.5 }), penalties: [square], ...changes }).restore(checkpoint);
    await restore({})();
    const sentence = "restore: the checkpoint is of another net";
    await expect(restore({ optimizer: sgd({ momentum: 0.5, nesterov: true }) })).rejects.toThrow(sentence);
    await expect(restore({ penalties: [{ ...square, strength: 1 }] })).rejects.toThrow(sentence);
    await expect(restore({ penalties: [{ ...square, of: (w, ops) => ops.sum(ops.absolute(w)) }] })).rejects.toThrow(sentence);
    await expect(restore({ seed: 77 })).rejects.toThrow(sentence);
    await expect(restore({ batch: 11 })).rejects.toThrow(sentence);
    await expect(restore({ data: { ...data, scale: data.scale / 2 } })).rejects.toThrow(sentence);
  });

  test("13.17: checkpoints whose options are not those of their state are refused", async () => {
    const learner = await trained({ methods: { dropout: 0.5, l2: 0.01 } });
    const checkpoint = await learner.checkpoint();
    for (const changed of [{ dropout: 0.1 }, { l2: 0.5 }, { maxNorm: 2 }])
      await expect(() => learner.restore({ ...checkpoint, methods: { ...checkpoint.methods, ...changed } })).rejects.toThrow(
        "restore: the checkpoint's methods and its state say two things of",
      );
    await learner.restore(checkpoint);
  });
});

describe("13.16: options that are none are refused by name", async () => {
  const learner = await trained();
  const file = await saved(learner);
  test.each<[string, unknown, string]>([
    ["a text", "raw", 'predict: "raw" is no object of options; there is scale'],
    ["null", null, "predict: null is no object of options; there is scale"],
    ["a list", ["raw"], 'predict: ["raw"] is no object of options'],
    ["another case", { Scale: "raw" }, 'predict: there is no option "Scale"; there is scale'],
    ["one beside", { scale: "raw", batch: 5 }, 'predict: there is no option "batch"'],
    ["a scale that is none", { scale: "Raw" }, 'scale: "Raw" is not data, unit, raw'],
  ])("of predict: %s", async (_, given, sentence) => {
    await expect(() => learner.predict([1, 2], given as never)).rejects.toThrow(sentence);
  });

  test.each<[string, unknown, string]>([
    ["a batch", { data, batch: 7 }, 'Learner.load: there is no option "batch"; there are data, optimizer, penalties, device, changed'],
    ["methods", { data, methods: { dropout: 0.5 } }, 'Learner.load: there is no option "methods"'],
    ["a seed", { seed: 2 }, 'Learner.load: there is no option "seed"'],
    ["null", null, "Learner.load: null is no object of options"],
    ["a text", "wasm", 'Learner.load: "wasm" is no object of options'],
    ["data that are null", { data: null }, "data: null is no data set"],
    ["an optimizer that is null", { data, optimizer: null }, "optimizer: that is no optimizer"],
    ["an optimizer without data", { optimizer: adam() }, "Learner.load: optimizer is for training on, which needs data"],
    ["penalties without data", { penalties: [] }, "Learner.load: penalties is for training on, which needs data"],
    ["a change without data", { changed: true }, "Learner.load: changed is for training on, which needs data"],
    ["a change that is none", { data, changed: "yes" }, 'changed: "yes" is not true or false'],
  ])("of load: %s", async (_, given, sentence) => {
    await expect(() => Learner.load(file, given as never)).rejects.toThrow(sentence);
  });
});
