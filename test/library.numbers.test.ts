import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDevice } from "#devices";
import {
  exponential,
  Learner,
  type LearnerOptions,
  lenet,
  loadDataset,
  mlp,
  runTrials,
  sgd,
  step,
  type TrialConfig,
} from "../src/library/index.ts";
import { csv, dataFolder } from "./dataFolder.ts";
import { data } from "./twoClasses.ts";

const learner = (changes: Partial<LearnerOptions> = {}) => new Learner({ model: mlp([4]), data, batch: 10, ...changes });

describe("13.17: options change all or not at all, and come back with a checkpoint", async () => {
  const options = { methods: { dropout: 0.3, maxNorm: 2 } };

  test.each([
    { maxNorm: 4, dropout: 2 },
    { l1: 0.1, gradientClip: 1 },
    { maxNorm: 5, maxNormScope: "kernel" },
    { weightDecay: 0.1, nonsense: 1 },
    { maxNorm: 1, earlyStopping: 3 },
    { maxNorm: 1, dropoutRates: [0.1, 0.2, 0.3, 0.4, 0.5] },
  ])("set(%j) changes nothing", async (wrong) => {
    const [asked, fresh] = [learner(options), learner(options)];
    await expect(() => asked.set(wrong as never)).rejects.toThrow();
    expect(asked.methods).toEqual(fresh.methods);
    expect(await asked.train(20)).toBe(await fresh.train(20));
    expect(await asked.weights()).toEqual(await fresh.weights());
  });

  test.each([undefined, null, 5, "dropout", [0.1]])("nor does set(%j)", async (wrong) => {
    await expect(() => learner(options).set(wrong as never)).rejects.toThrow(/^methods: .* is no object of options|^methods/);
    expect(() => learner({ methods: (wrong ?? null) as never })).toThrow("methods: ");
  });

  test("what is undefined is not given", async () => {
    const asked = learner(options);
    await asked.set({ dropout: undefined, maxNorm: 3 });
    expect(asked.methods).toMatchObject({ dropout: 0.3, maxNorm: 3 });
  });

  test("restore reads a checkpoint once", async () => {
    const asked = learner(options);
    let times = 0;
    await asked.restore({
      ...(await asked.checkpoint()),
      get iteration() {
        return times++ === 0 ? 5 : -7;
      },
    });
    expect([asked.iteration, times]).toEqual([5, 1]);
  });

  test("restore brings the options back, in another learner too", async () => {
    const [whole, broken] = [learner(options), learner(options)];
    await whole.train(7);
    await whole.set({ dropout: 0.1, l2: 0.01 });
    const kept = await whole.checkpoint();
    await whole.train(5);
    await broken.set({ dropout: 0, maxNorm: 0 });
    await broken.restore(await structuredClone(kept));
    expect(broken.methods).toMatchObject({ dropout: 0.1, l2: 0.01, maxNorm: 2 });
    expect(broken.iteration).toBe(7);
    await broken.train(5);
    expect(await broken.weights()).toEqual(await whole.weights());
    await broken.set({ l2: 0 });
    expect(broken.methods).toMatchObject({ dropout: 0.1, l2: 0 });
  });

  const kept = await learner(options).checkpoint();
  test.each<[string, unknown, string]>([
    ["nothing", undefined, "restore: that is no checkpoint"],
    ["iteration -5", { ...kept, iteration: -5 }, "restore: iteration: -5 is not a whole number from 0 to 1000000000"],
    ["iteration 0.5", { ...kept, iteration: 0.5 }, "restore: iteration: 0.5 is not"],
    ["iteration 1e12", { ...kept, iteration: 1e12 }, "restore: iteration: 1000000000000 is not"],
    ["a short state", { ...kept, state: kept.state.slice(1) }, "restore: the checkpoint is of another net"],
    [
      "a short state that says it is long",
      {
        ...kept,
        state: new (class extends Float64Array {
          override get length() {
            return kept.state.length;
          }
        })(3),
      },
      "restore: the checkpoint is of another net",
    ],
    ["a state of whole numbers", { ...kept, state: Int32Array.from(kept.state) }, "restore: that is no checkpoint"],
    ["a state as JSON", JSON.parse(JSON.stringify(kept)), "restore: that is no checkpoint"],
    ["a state of NaN", { ...kept, state: kept.state.map(() => Number.NaN) }, "restore: a cell holds what is no number"],
    [
      "a state of infinity",
      { ...kept, state: kept.state.map((v, i) => (i > 30 ? Number.POSITIVE_INFINITY : v)) },
      "holds what is no number",
    ],
    ["a dropout of 2", { ...kept, methods: { ...kept.methods, dropout: 2 } }, "dropout: 2 is not"],
    ["another net's", await learner({ model: mlp([5]) }).checkpoint(), "restore: the checkpoint is of another net"],
    ["another optimizer's", await learner({ ...options, optimizer: sgd({}) }).checkpoint(), "restore: the checkpoint is of another net"],
    [
      "another kind of dropout's",
      await learner({ methods: { ...options.methods, dropoutKind: "gaussian" } }).checkpoint(),
      "of another net",
    ],
  ])("restore refuses %s and changes nothing", async (_, checkpoint, sentence) => {
    const [asked, fresh] = [learner(options), learner(options)];
    for (const each of [asked, fresh]) await each.train(3);
    await expect(() => asked.restore(checkpoint as never)).rejects.toThrow(sentence);
    expect(asked.iteration).toBe(3);
    expect(await asked.train(2)).toBe(await fresh.train(2));
  });
});

describe("13.17: after divergence", () => {
  const late = () => learner({ optimizer: sgd({ learningRate: (t) => (t < 13 ? 0.1 : 1e30) }) });

  test("an evaluation shows weights that are numbers but give none, and no step follows", async () => {
    const rates = (iteration: number) => (iteration === 10 ? 1e20 : 0.01);
    const net = learner({ model: mlp([8, 8, 8]), optimizer: sgd({ learningRate: rates }) });
    const before = await net.checkpoint();
    expect(await net.train(10)).toBeLessThan(1);
    for (const { values } of await net.weights()) expect(values.every(Number.isFinite)).toBe(true);
    expect((await net.evaluate()).loss).not.toSatisfy(Number.isFinite);
    expect(net.iteration).toBe(10);
    await expect(() => net.train(1)).rejects.toThrow("the net is no number since iteration 10; restore a checkpoint from before it");
    expect(net.iteration).toBe(10);
    await net.restore(before);
    expect((await net.evaluate()).loss).toBeLessThan(1);
    expect(await net.train(9)).toBeLessThan(1);
  });

  test("iteration is the last one made, and every later train says that the net is no number", async () => {
    const net = late();
    let at = 0;
    await expect(async () => {
      try {
        await net.train(100);
      } catch (error) {
        at = Number(/at iteration (\d+)/.exec((error as Error).message)?.[1]);
        throw error;
      }
    }).rejects.toThrow("try a smaller learning rate, or max-norm");
    expect(at).toBeGreaterThan(13);
    expect(net.iteration).toBe(at);
    for (let i = 0; i < 2; i++)
      await expect(() => net.train(5)).rejects.toThrow(`the net is no number since iteration ${at}; restore a checkpoint`);
    expect(net.iteration).toBe(at);
  });

  test("a checkpoint from before goes on, one from after is refused, and so is to save", async () => {
    const net = late();
    await net.train(10);
    const kept = await net.checkpoint();
    await expect(() => net.train(20)).rejects.toThrow();
    await expect(async () => learner({ optimizer: sgd({}) }).restore(await net.checkpoint())).rejects.toThrow("holds what is no number");
    await expect(() => net.save("/nowhere/net")).rejects.toThrow("holds what is no number: the net has diverged");
    await net.restore(kept);
    expect(net.iteration).toBe(10);
    expect(await net.train(2)).toBeGreaterThan(0);
  });

  test("a schedule that fails leaves the net where it was before the call into the device", async () => {
    const net = learner({ optimizer: sgd({ learningRate: (t) => (t === 15 ? Number.NaN : 0.1) }) });
    const fresh = learner({ optimizer: sgd({ learningRate: 0.1 }) });
    for (const each of [net, fresh]) await each.train(9);
    await expect(() => net.train(20)).rejects.toThrow("sgd: learningRate: the schedule gives NaN at iteration 15");
    expect(net.iteration).toBe(9);
    expect(await net.train(5)).toBe(await fresh.train(5));
  });
});

describe("13.15: training is not as long as its memory", () => {
  test("many steps go to the device in parts, with the numbers of single calls", async () => {
    const [whole, parts] = [learner({ device: "auto", batch: 1 }), learner({ device: "auto", batch: 1 })];
    await whole.train(2500);
    for (let i = 0; i < 25; i++) await parts.train(100);
    expect(await whole.weights()).toEqual(await parts.weights());
    expect(whole.iteration).toBe(2500);
  });

  test("more than a run can have is refused", async () => {
    const net = learner();
    for (const steps of [1e9 + 1, 0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "5", null, 5n])
      await expect(() => net.train(steps as never)).rejects.toThrow(" is not a whole number from 1 to 1000000000");
    await net.train(3);
    await expect(() => net.train(1e9)).rejects.toThrow("iterations: 1000000000 is not a whole number from 1 to 999999997");
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
  ])("%s", async (_, changes, sentence) => {
    await expect(async () => learner(changes as never).train(3)).rejects.toThrow(sentence);
  });

  test("parts that the data have not", async () => {
    const none = learner({ data: { ...data, heldOut: 0 } });
    await expect(() => none.evaluate("heldOut")).rejects.toThrow("part: the data have no heldOut examples");
    await expect(() => none.evaluate(5n as never)).rejects.toThrow("part: 5n is not test, heldOut, train");
    expect((await openDevice("reference")).name).toBe("reference");
  });
});

describe("13.18: models take their input and their classes from the data", () => {
  test("mlp and lenet without a word", async () => {
    const net = learner({ model: mlp([16]) });
    expect(net.net.classes).toBe(2);
    expect((await net.weights()).map(({ shape }) => shape)).toEqual([[16, 4], [16], [2, 16], [2]]);
    const side = 16;
    const pictures = (count: number) => ({
      images: new Uint8Array(count * side * side),
      labels: Uint8Array.from({ length: count }, (_, n) => n % 5),
      features: side * side,
      count,
    });
    const five = { name: "five", classes: 5, shape: [1, side, side], scale: 1 / 255, train: pictures(30), test: pictures(10), heldOut: 5 };
    expect((await new Learner({ model: lenet(), data: five }).weights()).at(-1)?.shape).toEqual([5]);
    expect((await new Learner({ model: mlp([3]), data: five }).weights())[0]?.shape).toEqual([3, side * side]);
  });

  test("of a table of three species too, in one line", async () => {
    const rows = Array.from({ length: 90 }, (_, n) => [
      n % 3,
      (n % 3) * 2 + Math.sin(n),
      Math.cos(n),
      ["setosa", "versicolor", "virginica"][n % 3],
    ]);
    const iris = join(dataFolder({ "iris.csv": csv([["length", "width", "size", "species"], ...rows]) }), "iris.csv");
    const net = new Learner({ model: mlp([16]), data: loadDataset(iris), batch: 20, optimizer: sgd({ learningRate: 0.2 }) });
    await net.train(400);
    expect(net.net.classes).toBe(3);
    expect(net.classNames).toEqual(["setosa", "versicolor", "virginica"]);
    expect((await net.evaluate()).accuracy).toBe(1);
  });

  test("trials of models without a word run on threads, of a kind that the compiler knows", async () => {
    const config: TrialConfig = {
      protocol: "sound",
      model: mlp([3]),
      methods: { dropout: 0.1, maxNorm: 2 },
      optimizer: "adam",
      learningRate: 0.01,
      schedule: { kind: "constant" },
      momentum: 0,
      iterations: 40,
      evaluateEvery: 20,
      batch: 10,
      seed: 1,
    };
    const [outcome] = await runTrials([config], { data, device: "auto", workers: 1 });
    expect(outcome?.kind).toBe("done");
    expect(outcome?.kind === "done" && outcome.result.accuracy).toBeGreaterThan(0.5);
  });

  test("what a model says itself stands, and must fit", () => {
    expect(() => learner({ model: mlp([4], { classes: 3 }) })).toThrow("its last layer has 3 units, the data 2 classes");
    expect(() => learner({ model: mlp([4], { input: [5] }) })).toThrow("its input is 5, the data has 4");
    expect(() => step(0.1, 1, 1)).not.toThrow();
  });
});
