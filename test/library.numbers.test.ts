import { describe, expect, test } from "vitest";
import { openDevice } from "#engine";
import { exponential, type ImageDataset, Learner, type LearnerOptions, lenet, mlp, sgd, step } from "../src/library/index.ts";

const part = (count: number) => ({
  images: Uint8Array.from({ length: 4 * count }, (_, i) => (i % 4 === 0 ? ((i / 4) % 2) * 200 : i % 7)),
  labels: Uint8Array.from({ length: count }, (_, n) => n % 2),
  features: 4,
  count,
});
const data: ImageDataset = { name: "two", classes: 2, shape: [4], scale: 1 / 255, train: part(60), test: part(20), heldOut: 10 };
const learner = (changes: Partial<LearnerOptions> = {}) => new Learner({ model: mlp([4]), data, batch: 10, ...changes });
const table: ImageDataset = {
  ...data,
  scale: 1,
  train: { ...part(60), images: Float32Array.from(part(60).images, (v) => v / 100 - 1) },
  test: { ...part(20), images: Float32Array.from(part(20).images, (v) => v / 100 - 1) },
};

describe("13.16: predict takes numbers like the data's, or says which it takes", () => {
  const net = learner();
  net.train(20);
  test.each<[string, unknown, string]>([
    [
      "256",
      [256, 0, 0, 0],
      "images: 256, at place 0, is not a whole number from 0 to 255, as the pixels of two are; for pixels from 0 to 1 say",
    ],
    ["-1", [0, -1, 0, 0], "images: -1, at place 1, is not"],
    ["NaN", [0, 0, Number.NaN, 0], "images: NaN, at place 2, is not"],
    [
      "pixels / 255",
      [0.5, 0.1, 0, 1],
      'images: 0.5, at place 0, is not a whole number from 0 to 255, as the pixels of two are; for pixels from 0 to 1 say { scale: "unit" }',
    ],
    ["floats of a float array", Float32Array.of(0.5, 0, 0, 0), "images: 0.5, at place 0, is not"],
    [
      "black and white as 0 and 1",
      [1, 0, 0, 1],
      'images: all are from 0 to 1, where the pixels of two go to 255; say { scale: "unit" } if 1 is white, or { scale: "data" }',
    ],
    ["a text", "abcd", 'images: "abcd" is no list or typed array of numbers'],
    ["texts", ["1", "2", "3", "4"], 'images: "1", at place 0, is not'],
    ["a list of lists", [[1, 2, 3, 4]], "images: [1,2,3,4], at place 0, is not a whole number from 0 to 255"],
    ["holes", Array(4), "images: undefined, at place 0, is not"],
    ["bigints", BigInt64Array.of(1n, 2n, 3n, 4n), "images: 1n, at place 0, is not"],
    ["booleans", [true, false, true, true], "images: true, at place 0, is not"],
    ["nothing", undefined, "images: undefined is no list"],
    ["an object with a length", { length: 4 }, "is no list or typed array of numbers"],
    ["half an example", [1, 2, 3], "images: 3 numbers are not a multiple of the 4 of one example"],
  ])("%s", (_, images, sentence) => {
    expect(() => net.predict(images as never)).toThrow(sentence);
  });

  test("pixels from 0 to 1 by an option, as exact as bytes", () => {
    const bytes = [200, 5, 0, 255];
    const [whole, unit] = [
      net.predict(bytes),
      net.predict(
        bytes.map((value) => value / 255),
        { scale: "unit" },
      ),
    ] as [Float64Array[], Float64Array[]];
    for (const [c, p] of (whole[0] as Float64Array).entries()) expect(unit[0]?.[c]).toBeCloseTo(p, 6);
    expect(net.predict([1, 0, 0, 1], { scale: "data" })).toEqual(net.predict(Uint8Array.of(1, 0, 0, 1)));
    expect(net.predict([1, 0, 0, 1], { scale: "unit" })).toEqual(net.predict([255, 0, 0, 255]));
    expect(() => net.predict([1.5, 0, 0, 1], { scale: "unit" })).toThrow("images: 1.5, at place 0, is not a pixel from 0 to 1");
    expect(() => net.predict([1, 0, 0, 1], { scale: "half" as never })).toThrow('scale: "half" is not data, unit, raw');
    expect(net.predict([])).toEqual([]);
    expect(net.predict([0, 0, 0, 0])).toHaveLength(1);
  });

  test("of many examples at once each as by itself, and as evaluate counts them", () => {
    const { images, labels } = part(200);
    const all = net.predict(images);
    expect(all[150]).toEqual(net.predict(images.subarray(600, 604))[0]);
    const right = all.slice(0, 20).filter((p, n) => Number((p[1] as number) > (p[0] as number)) === labels[n]).length;
    expect(net.evaluate("test").accuracy).toBeCloseTo(right / 20, 12);
  });

  test("features of a table are standardized ones, any finite number; raw rows where the data know mean and deviation", () => {
    const own = learner({ data: table });
    expect(own.predict([0.5, -3, 0.2, 1])).toHaveLength(1);
    expect(() => own.predict([1e39, 0, 0, 0])).toThrow("images: 1e+39, at place 0, is not a number that float32 can hold");
    expect(() => own.predict([1, 0, 0, 0], { scale: "unit" })).toThrow('scale: "unit" is for pictures, and two has none');
    expect(() => own.predict([1, 0, 0, 0], { scale: "raw" })).toThrow('scale: "raw" needs the mean and deviation of every feature');
    const standardization = { means: [100, 1, 2, 3], deviations: [50, 2, 0, 4] };
    const raw = learner({ data: { ...table, standardization } });
    expect(raw.predict([125, 5, 77, -1], { scale: "raw" })).toEqual(raw.predict([0.5, 2, 0, -1]));
    expect(() => learner({ data: { ...table, standardization: { means: [1], deviations: [1] } } })).toThrow("data: standardization: ");
  });

  test("a net that is no number predicts nothing", () => {
    const diverged = learner({ optimizer: sgd({ learningRate: 1e30 }) });
    expect(() => diverged.train(50)).toThrow("the loss was no number at iteration");
    expect(() => diverged.predict([1, 2, 3, 4])).toThrow("the net gives no numbers");
    expect(diverged.evaluate().accuracy).toBe(0);
  });
});

describe("13.16: setWeights takes as many numbers as there are, and nothing else", () => {
  const net = learner();
  const set = (values: unknown) => () => net.setWeights("dense2.bias", values as never);
  test.each<[string, unknown, string]>([
    ["NaN", [0, Number.NaN], "dense2.bias: NaN, at place 1, is not a number that float32 can hold"],
    ["infinity", [Number.NEGATIVE_INFINITY, 0], "dense2.bias: -Infinity, at place 0, is not"],
    ["what float32 cannot hold", [1e300, 0], "dense2.bias: 1e+300, at place 0, is not"],
    ["one number too few", [1], "dense2.bias: 1 values are not the 2 that it has"],
    ["texts", ["1", "2"], 'dense2.bias: "1", at place 0, is not'],
    ["a text", "12", 'dense2.bias: "12" is no list'],
    ["an object of that length", { length: 2 }, "dense2.bias: "],
    ["null", null, "dense2.bias: null is no list"],
    ["bigints", [1n, 2n], "dense2.bias: 1n, at place 0"],
  ])("%s", (_, values, sentence) => {
    const before = net.weights();
    expect(set(values)).toThrow(sentence);
    expect(net.weights()).toEqual(before);
  });

  test("lists and typed arrays of any kind", () => {
    for (const values of [[1, 2], Float32Array.of(1, 2), Int8Array.of(1, 2), Float64Array.of(1, 2)]) {
      net.setWeights("dense2.bias", [0, 0]);
      set(values)();
      expect([...(net.weights()[3]?.values ?? [])]).toEqual([1, 2]);
    }
    expect(() => net.setWeights("dense9", [])).toThrow('"dense9": this net has dense1.weight, dense1.bias');
    expect(() => net.setWeights(Symbol("w") as never, [])).toThrow("a symbol: this net has");
  });
});

describe("13.17: options change all or not at all, and come back with a checkpoint", () => {
  const options = { methods: { dropout: 0.3, maxNorm: 2 } };

  test.each([
    { maxNorm: 4, dropout: 2 },
    { l1: 0.1, gradientClip: 1 },
    { maxNorm: 5, maxNormScope: "kernel" },
    { weightDecay: 0.1, nonsense: 1 },
    { maxNorm: 1, earlyStopping: 3 },
    { maxNorm: 1, dropoutRates: [0.1, 0.2, 0.3, 0.4, 0.5] },
  ])("set(%j) changes nothing", (wrong) => {
    const [asked, fresh] = [learner(options), learner(options)];
    expect(() => asked.set(wrong as never)).toThrow();
    expect(asked.methods).toEqual(fresh.methods);
    expect(asked.train(20)).toBe(fresh.train(20));
    expect(asked.weights()).toEqual(fresh.weights());
  });

  test.each([undefined, null, 5, "dropout", [0.1]])("nor does set(%j)", (wrong) => {
    expect(() => learner(options).set(wrong as never)).toThrow(/^methods: .* is no object of options|^methods/);
    expect(() => learner({ methods: (wrong ?? null) as never })).toThrow("methods: ");
  });

  test("what is undefined is not given", () => {
    const asked = learner(options);
    asked.set({ dropout: undefined, maxNorm: 3 });
    expect(asked.methods).toMatchObject({ dropout: 0.3, maxNorm: 3 });
  });

  test("restore brings the options back, in another learner too", () => {
    const [whole, broken] = [learner(options), learner(options)];
    whole.train(7);
    whole.set({ dropout: 0.1, l2: 0.01 });
    const kept = whole.checkpoint();
    whole.train(5);
    broken.set({ dropout: 0, maxNorm: 0 });
    broken.restore(structuredClone(kept));
    expect(broken.methods).toMatchObject({ dropout: 0.1, l2: 0.01, maxNorm: 2 });
    expect(broken.iteration).toBe(7);
    broken.train(5);
    expect(broken.weights()).toEqual(whole.weights());
    broken.set({ l2: 0 });
    expect(broken.methods).toMatchObject({ dropout: 0.1, l2: 0 });
  });

  const kept = learner(options).checkpoint();
  test.each<[string, unknown, string]>([
    ["nothing", undefined, "restore: that is no checkpoint"],
    ["iteration -5", { ...kept, iteration: -5 }, "restore: iteration: -5 is not a whole number from 0 to 1000000000"],
    ["iteration 0.5", { ...kept, iteration: 0.5 }, "restore: iteration: 0.5 is not"],
    ["iteration 1e12", { ...kept, iteration: 1e12 }, "restore: iteration: 1000000000000 is not"],
    ["a short state", { ...kept, state: kept.state.slice(1) }, "restore: the checkpoint is of another net"],
    ["a state of float32", { ...kept, state: Float32Array.from(kept.state) }, "restore: that is no checkpoint"],
    ["a state as JSON", JSON.parse(JSON.stringify(kept)), "restore: that is no checkpoint"],
    ["a state of NaN", { ...kept, state: kept.state.map(() => Number.NaN) }, "restore: a cell holds what is no number"],
    [
      "a state of infinity",
      { ...kept, state: kept.state.map((v, i) => (i > 30 ? Number.POSITIVE_INFINITY : v)) },
      "holds what is no number",
    ],
    ["a dropout of 2", { ...kept, methods: { ...kept.methods, dropout: 2 } }, "dropout: 2 is not"],
    ["another net's", learner({ model: mlp([5]) }).checkpoint(), "restore: the checkpoint is of another net"],
    ["another optimizer's", learner({ ...options, optimizer: sgd({}) }).checkpoint(), "restore: the checkpoint is of another net"],
    ["another kind of dropout's", learner({ methods: { ...options.methods, dropoutKind: "gaussian" } }).checkpoint(), "of another net"],
  ])("restore refuses %s and changes nothing", (_, checkpoint, sentence) => {
    const [asked, fresh] = [learner(options), learner(options)];
    for (const each of [asked, fresh]) each.train(3);
    expect(() => asked.restore(checkpoint as never)).toThrow(sentence);
    expect(asked.iteration).toBe(3);
    expect(asked.train(2)).toBe(fresh.train(2));
  });
});

describe("13.17: after divergence", () => {
  const late = () => learner({ optimizer: sgd({ learningRate: (t) => (t < 13 ? 0.1 : 1e30) }) });

  test("iteration is the last one made, and every later train says that the net is no number", () => {
    const net = late();
    let at = 0;
    expect(() => {
      try {
        net.train(100);
      } catch (error) {
        at = Number(/at iteration (\d+)/.exec((error as Error).message)?.[1]);
        throw error;
      }
    }).toThrow("try a smaller learning rate, or max-norm");
    expect(at).toBeGreaterThan(13);
    expect(net.iteration).toBe(at);
    for (let i = 0; i < 2; i++) expect(() => net.train(5)).toThrow(`the net is no number since iteration ${at}; restore a checkpoint`);
    expect(net.iteration).toBe(at);
  });

  test("a checkpoint from before goes on, one from after is refused, and so is to save", () => {
    const net = late();
    net.train(10);
    const kept = net.checkpoint();
    expect(() => net.train(20)).toThrow();
    expect(() => learner({ optimizer: sgd({}) }).restore(net.checkpoint())).toThrow("holds what is no number");
    expect(() => net.save("/nowhere/net")).toThrow("holds what is no number: the net has diverged");
    net.restore(kept);
    expect(net.iteration).toBe(10);
    expect(net.train(2)).toBeGreaterThan(0);
  });

  test("a schedule that fails leaves the net where it was before the call into the device", () => {
    const net = learner({ optimizer: sgd({ learningRate: (t) => (t === 15 ? Number.NaN : 0.1) }) });
    const fresh = learner({ optimizer: sgd({ learningRate: 0.1 }) });
    for (const each of [net, fresh]) each.train(9);
    expect(() => net.train(20)).toThrow("sgd: learningRate: the schedule gives NaN at iteration 15");
    expect(net.iteration).toBe(9);
    expect(net.train(5)).toBe(fresh.train(5));
  });
});

describe("13.15: training is not as long as its memory", () => {
  test("many steps go to the device in parts, with the numbers of single calls", () => {
    const [whole, parts] = [learner({ device: "auto", batch: 1 }), learner({ device: "auto", batch: 1 })];
    whole.train(2500);
    for (let i = 0; i < 25; i++) parts.train(100);
    expect(whole.weights()).toEqual(parts.weights());
    expect(whole.iteration).toBe(2500);
  });

  test("more than a run can have is refused", () => {
    const net = learner();
    for (const steps of [1e9 + 1, 0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "5", null, 5n])
      expect(() => net.train(steps as never)).toThrow(" is not a whole number from 1 to 1000000000");
    net.train(3);
    expect(() => net.train(1e9)).toThrow("iterations: 1000000000 is not a whole number from 1 to 999999997");
  });
});

describe("13.17: options of a learner that are none", () => {
  test.each<[string, object, string]>([
    ["an optimizer that makes a number", { optimizer: (_graph: unknown) => 5 }, "optimizer: it makes 5, no optimizer; call one"],
    ["penalties that are no list", { penalties: { name: "p" } }, "is no list of penalties"],
    ["a penalty that is null", { penalties: [null] }, "penalty: null is none"],
    [
      "a strength that float32 cannot hold",
      { penalties: [{ name: "p", strength: 1e39, of: () => 1 }] },
      "penalty p: strength: 1e+39 is no number",
    ],
    ["a schedule that is broken", { optimizer: sgd({ learningRate: exponential(1, 1e30) }) }, ""],
    ["a seed as bigint", { seed: 5n }, "seed: 5n is not a whole number from 0"],
    ["a device as bigint", { device: 5n }, "device: 5n is not auto"],
  ])("%s", (_, changes, sentence) => {
    expect(() => learner(changes as never).train(3)).toThrow(sentence);
  });

  test("parts that the data have not", () => {
    const none = learner({ data: { ...data, heldOut: 0 } });
    expect(() => none.evaluate("heldOut")).toThrow("part: the data have no heldOut examples");
    expect(() => none.evaluate(5n as never)).toThrow("part: 5n is not test, heldOut, train");
    expect(openDevice("reference").name).toBe("reference");
  });
});

describe("13.18: models take their input and their classes from the data", () => {
  test("mlp and lenet without a word", () => {
    const net = learner({ model: mlp([16]) });
    expect(net.net.classes).toBe(2);
    expect(net.weights().map(({ shape }) => shape)).toEqual([[16, 4], [16], [2, 16], [2]]);
    const side = 16;
    const pictures = (count: number) => ({
      images: new Uint8Array(count * side * side),
      labels: Uint8Array.from({ length: count }, (_, n) => n % 5),
      features: side * side,
      count,
    });
    const five = { name: "five", classes: 5, shape: [1, side, side], scale: 1 / 255, train: pictures(30), test: pictures(10), heldOut: 5 };
    expect(new Learner({ model: lenet(), data: five }).weights().at(-1)?.shape).toEqual([5]);
    expect(new Learner({ model: mlp([3]), data: five }).weights()[0]?.shape).toEqual([3, side * side]);
  });

  test("what a model says itself stands, and must fit", () => {
    expect(() => learner({ model: mlp([4], { classes: 3 }) })).toThrow("its last layer has 3 units, the data 2 classes");
    expect(() => learner({ model: mlp([4], { input: [5] }) })).toThrow("its input is 5, the data has 4");
    expect(() => step(0.1, 1, 1)).not.toThrow();
  });
});
