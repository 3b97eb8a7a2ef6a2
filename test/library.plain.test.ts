import { describe, expect, test } from "vitest";
import { openDevice } from "#devices";
import { plainCopy } from "#engine";
import {
  adam,
  adamW,
  bcaInterval,
  catalog,
  type ImageDataset,
  Learner,
  lenet,
  limitTraining,
  mlp,
  parseExperiment,
  protocols,
  runTrial,
  runTrials,
  sgd,
  type TrialConfig,
} from "../src/library/index.ts";
import { data, trial } from "./twoClasses.ts";

class Rate {
  get learningRate() {
    return 0.5;
  }
}
class Dropout {
  get dropout() {
    return 0.5;
  }
}
const hidden = "that is an object of a class, or one made from another, whose fields may be hidden; give a plain one";
const result = async (config: TrialConfig) => {
  for await (const _ of runTrial(config, data, await openDevice("auto")));
};

describe("13.17: options that a copy would not have are refused, and none is passed over", () => {
  test.each<[string, () => unknown]>([
    ["adamW", () => adamW(new Rate())],
    ["sgd", () => sgd(new Rate())],
    ["adam", () => adam(Object.create({ learningRate: 0.5 }))],
    ["adam", () => adam(new Map([["learningRate", 0.5]]) as never)],
    ["lenet", () => lenet(new Map() as never)],
    ["bcaInterval", () => bcaInterval([1, 2, 3], new Map([["level", 0.5]]) as never)],
    ["Learner", () => new Learner(Object.create({ model: mlp([2]), data }))],
    ["methods", () => new Learner({ model: mlp([2]), data, methods: Object.create(Object.assign(Object.create(null), { dropout: 0.5 })) })],
    ["the value", () => parseExperiment(new Map([["dropout", 0.5]]))],
    ["grid", () => parseExperiment({ grid: new Map([["dropout", [0.1]]]) })],
  ])("%s", (what, make) => {
    if (what === "methods") expect(make).toThrow("methods: that is an object of a class");
    else expect(make).toThrow(what === "bcaInterval" ? "is not an object of level" : `${what}: ${hidden}`);
  });

  test.each<[string, object]>([
    ["methods", { methods: new Dropout() }],
    ["methods", { methods: Object.create({ dropout: 0.5 }) }],
    ["methods", { methods: new Map([["dropout", 0.5]]) }],
    ["streamSeeds", { streamSeeds: new Map([["init", 1]]) }],
    ["schedule", { schedule: Object.assign(Object.create({ warmUp: 30 }), { kind: "constant" }) }],
  ])("%s of a trial", async (name, change) => {
    const config = { ...trial, ...change } as TrialConfig;
    await expect(result(config)).rejects.toThrow(`trial.${name}: ${hidden}`);
    await expect(runTrials([trial, config], { data, workers: 1 })).rejects.toThrow(`trials: number 1.${name}: ${hidden}`);
  });

  test("but an object without a prototype is plain, as is one of another realm", () => {
    const bare = Object.assign(Object.create(null), { learningRate: 0.5 });
    expect(typeof adam(bare)).toBe("function");
    expect(plainCopy({ a: [1, { b: bare }] }, "x")).toEqual({ a: [1, { b: { learningRate: 0.5 } }] });
  });
});

test("a data set of a class has all that it has", async () => {
  class Data {
    get classNames() {
      return ["cat", "dog"];
    }
    get notes() {
      return ["a note"];
    }
    get wrongLabels() {
      return { examples: Int32Array.of(15), trueLabels: Uint8Array.of(1 - (data.train.labels[15] as number)) };
    }
  }
  const own: ImageDataset = Object.assign(new Data(), data);
  expect(new Learner({ model: mlp([2]), data: own }).classNames).toEqual(["cat", "dog"]);
  const named: ImageDataset = Object.assign(Object.create({ classNames: ["cat", "dog"] }), data);
  expect(limitTraining(named, { trainExamples: 20 })).toMatchObject({ classNames: ["cat", "dog"], name: data.name, classes: 2 });
  const [outcome] = await runTrials([trial], { data: own, workers: 1 });
  expect(outcome).toMatchObject({ result: { memorized: { examples: 1 } } });
});

test("13.18: a model without its name, as JSON may have it, is trained under the name that it has elsewhere", async () => {
  const { name: _, ...nameless } = mlp([4]);
  const config = { ...trial, model: nameless as typeof trial.model };
  const [one, other] = await runTrials([config, { ...trial, model: { ...nameless, name: "model" } }], { data, workers: 1 });
  const scores = (outcome = one) => (outcome?.kind === "done" ? outcome.result.evaluations : outcome);
  expect(scores(one)).toEqual(scores(other));
  expect(one?.kind).toBe("done");
});

test("what the library gives to look at stays what it is", () => {
  expect(() => Object.assign(catalog, { length: 0 })).toThrow(TypeError);
  expect(() => Object.assign(protocols.sound, { selectOn: "test" })).toThrow(TypeError);
  expect(() => Object.assign(catalog[0]?.options[0] ?? {}, { default: 0.5 })).toThrow(TypeError);
});

describe("13.15: a trial that was looked at is the one that runs", () => {
  test.each<[string, unknown]>([
    ["evaluateEvery", 0],
    ["iterations", "x"],
    ["model", mlp([3])],
    ["protocol", 5],
    ["methods", null],
    ["schedule", undefined],
  ])("%s", async (name, then) => {
    const first: unknown = trial[name as keyof TrialConfig];
    const given = [first];
    await result(Object.defineProperty({ ...trial }, name, { enumerable: true, get: () => (given.length ? given.pop() : then) }));
    expect(given).toEqual([]);
  });

  test("and one that holds itself is refused", async () => {
    const methods: Record<string, unknown> = {};
    methods["dropout"] = methods;
    await expect(result({ ...trial, methods } as never)).rejects.toThrow("trial.methods.dropout: it holds itself, or too much");
  });
});
