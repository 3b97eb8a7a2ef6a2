import { describe, expect, test } from "vitest";
import { openDevice } from "#devices";
import {
  adagrad,
  adam,
  adamW,
  cosine,
  Learner,
  type LearnerOptions,
  lenet,
  mlp,
  rmsProp,
  runTrial,
  sgd,
  type TrialConfig,
} from "../src/library/index.ts";
import { data, trial } from "./twoClasses.ts";

const two = { input: [4], classes: 2 };
const options: LearnerOptions = { model: mlp([4], two), data, batch: 10 };
const learner = () => new Learner(options);
/** As a program without types would call it. */
const made = (changes: object) => new Learner({ ...options, ...changes } as LearnerOptions);

describe("a learner refuses with a sentence", () => {
  test.each<[string, () => unknown, string]>([
    ["no options", () => new Learner(undefined as never), "Learner: undefined is no object of options"],
    ["an unknown option", () => made({ rate: 1 }), 'Learner: there is no option "rate"; there are model, data,'],
    ["no model", () => made({ model: "lenet" }), 'model: "lenet" is no model; give one, such as lenet()'],
    ["no data", () => made({ data: undefined }), "data: undefined is no data set"],
    [
      "another number of classes",
      () => made({ model: mlp([4], { ...two, classes: 3 }) }),
      "its last layer has 3 units, the data 2 classes",
    ],
    ...[adam, adamW, sgd, rmsProp, adagrad].map((uncalled): [string, () => unknown, string] => [
      `an optimizer not called: ${uncalled.name}`,
      () => made({ optimizer: uncalled }),
      "optimizer: that is no optimizer; call one",
    ]),
    ["batch 0", () => made({ batch: 0 }), "batch: 0 is not a whole number from 1 to 8192"],
    ["half a seed", () => made({ seed: 1.5 }), "seed: 1.5 is not a whole number from 0 to 4294967295"],
    ["another device", () => made({ device: "gpu" }), 'device: "gpu" is not auto, native, wasm, reference'],
    ["a rate of 1", () => made({ methods: { dropout: 1 } }), "dropout: 1 is not"],
    ["an unknown method", () => made({ methods: { dropuot: 0.5 } }), "dropuot"],
    ["early stopping", () => made({ methods: { earlyStopping: 3 } }), "earlyStopping: a learner has no use for it"],
    ["a penalty of no function", () => made({ penalties: [{ name: "own", strength: 1 }] }), "penalty own: of: undefined is no function"],
    ["half a step", () => learner().train(0.5), "iterations: 0.5 is not a whole number from 1"],
    ["another part", () => learner().evaluate("all" as never), 'part: "all" is not test, heldOut, train'],
    ["half a sample", () => learner().evaluateThinned(1.5), "samples: 1.5 is not a whole number from 1 to 10000"],
    ["half an example", () => learner().predict([1, 2, 3]), "images: 3 numbers are not a multiple of the 4 of one example"],
    ["what is no checkpoint", () => learner().restore({} as never), "checkpoint"],
    ["no units", () => mlp([0]), "mlp: [0] is not a list of whole numbers of units from 1"],
    ["an unknown option of sgd", () => sgd({ lr: 0.1 } as never), 'sgd: there is no option "lr"; there are learningRate'],
    [
      "a negative learning rate",
      () => adam({ learningRate: -1 }),
      "adam: learningRate: -1 is not a number from 0 to 3.4e+38, or a schedule",
    ],
    ["a momentum of 1", () => sgd({ momentum: 1 }), "sgd: momentum: 1 is not a number in [0, 1), or a schedule"],
  ])("%s", async (_, call, sentence) => {
    await expect(async () => call()).rejects.toThrow(sentence);
  });

  test("but not a schedule", async () => {
    expect(await made({ optimizer: sgd({ learningRate: cosine(0.1, 10) }) }).train(10)).toBeGreaterThan(0);
  });
});

describe("a trial refuses with a sentence", () => {
  const config: TrialConfig = { ...trial, model: mlp([4], two) };
  const run = (changes: object) => async () => runTrial({ ...config, ...changes } as TrialConfig, data, await openDevice("auto")).next();

  test.each<[object, string]>([
    [{ iterations: 0 }, "iterations: 0 is not a whole number from 1 to 1000000000"],
    [{ evaluateEvery: 0 }, "evaluateEvery: 0 is not a whole number from 1 to 1000000000"],
    [{ batch: 1e6 }, "batch: 1000000 is not a whole number from 1 to 8192"],
    [{ seed: -1 }, "seed: -1 is not a whole number from 0 to"],
    [{ protocol: "fair" }, 'protocol: "fair" is not post or sound'],
    [{ optimizer: "adamw" }, 'optimizer: "adamw" is not one of'],
    [{ model: undefined }, "model: undefined is not a model, such as lenet()"],
    [{ momentum: undefined }, "momentum: undefined is not a number in [0, 1)"],
    [{ schedule: { kind: "noam" } }, "noam"],
    [{ model: lenet() }, "lenet"],
  ])("%j", async (changes, sentence) => {
    await expect(run(changes)).rejects.toThrow(sentence);
  });
});

test("a net that is too large for its device says how much it needs", async () => {
  // the memory of WebAssembly ends at 4 GB
  const large = made({ model: mlp([20_000, 20_000], two), device: "wasm" });
  await expect(large.train(1)).rejects.toThrow(
    /^this net needs \d\.\d GB of memory for its weights and a batch, which could not be had; fewer units, a smaller batch/,
  );
});
