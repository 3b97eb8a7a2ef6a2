import { describe, expect, test } from "vitest";
import { openDevice, runTrial, runTrials } from "../src/library/index.ts";
import { trial as config, data } from "./twoClasses.ts";

const options = { data, device: "reference", workers: 1 } as const;
const ends = async (changes: object) => {
  const run = runTrial({ ...config, ...changes }, data, await openDevice("reference"));
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value.result;
  }
};
const constant = { kind: "constant" };

describe("13.18: every field of a trial says something, or is refused by its name", () => {
  test.each<[string, object, string]>([
    ["an option of a method beside methods", { dropout: 0.5 }, 'trial: there is no field "dropout"; there are protocol, model, methods,'],
    ["a field of another name", { learningrate: 0.1 }, 'trial: there is no field "learningrate"'],
    ["a name for the batch on the command line", { batchSize: 20 }, 'trial: there is no field "batchSize"'],
    ["methods that are a list", { methods: [] }, "methods: [] is not options of methods, such as { dropout: 0.4 }"],
    ["a schedule with more", { schedule: { ...constant, junk: 4 } }, 'schedule constant: there is no field "junk"; there are kind, warmUp'],
    [
      "a schedule with fields of another",
      { schedule: { kind: "cosine", every: 4 } },
      'schedule cosine: there is no field "every"; there are kind, warmUp',
    ],
    [
      "a step with a decay",
      { schedule: { kind: "step", every: 4, factor: 0.5, decay: 0.1 } },
      'schedule step: there is no field "decay"; there are kind, warmUp, every, factor',
    ],
    ["a misspelled warm-up", { schedule: { ...constant, warmup: 4 } }, 'schedule constant: there is no field "warmup"'],
    ["a momentum of adam", { momentum: 0.5 }, "momentum: 0.5 is given, and adam has none of that kind; give 0, or use sgd or nesterov"],
    ["a momentum of adamW", { optimizer: "adamW", momentum: 2 }, "momentum: 2 is given, and adamW has none of that kind"],
    ["a momentum of rmsProp", { optimizer: "rmsProp", momentum: -1 }, "momentum: -1 is given, and rmsProp has none of that kind"],
    [
      "a ramp of adagrad's",
      { optimizer: "adagrad", momentum: { from: 0, to: 2, iterations: 5 } },
      "and adagrad has none of that kind; give 0",
    ],
    ["momentum -1", { optimizer: "sgd", momentum: -1 }, "momentum: -1 is not a number in [0, 1)"],
    ["momentum 1", { optimizer: "nesterov", momentum: 1 }, "momentum: 1 is not a number in [0, 1)"],
    ["momentum NaN", { optimizer: "sgd", momentum: Number.NaN }, "momentum: NaN is not a number in [0, 1)"],
    ["a ramp beyond 1", { optimizer: "sgd", momentum: { from: 0, to: 2, iterations: 5 } }, "momentum: to: 2 is not a number in [0, 1)"],
    ["a ramp without an end", { optimizer: "sgd", momentum: { from: 0, iterations: 5 } }, "momentum: to: undefined is not"],
    [
      "a ramp with more",
      { optimizer: "sgd", momentum: { from: 0, to: 0.5, iterations: 5, over: 3 } },
      'momentum: there is no field "over"; there are from, to, iterations',
    ],
    ["learning rate 0", { learningRate: 0 }, "learningRate: 0 is not a positive number that float32 can hold"],
    ["learning rate 1e-50", { learningRate: 1e-50 }, "learningRate: 1e-50 is not a positive number that float32 can hold"],
    ["learning rate 1e39", { learningRate: 1e39 }, "learningRate: 1e+39 is not a positive number that float32 can hold"],
    ["learning rate -1", { learningRate: -1 }, "learningRate: -1 is not"],
    ["learning rate NaN", { learningRate: Number.NaN }, "learningRate: NaN is not"],
    ["learning rate in words", { learningRate: "0.1" }, 'learningRate: "0.1" is not'],
  ])("%s", async (_, changes, sentence) => {
    await expect(() => ends(changes)).rejects.toThrow(sentence);
  });

  test("and what says something is taken", async () => {
    for (const changes of [
      { optimizer: "sgd", momentum: 0.9 },
      { optimizer: "nesterov", momentum: { from: 0.5, to: 0.9, iterations: 4 } },
      { schedule: { kind: "step", every: 4, factor: 0.5, warmUp: 2 } },
      { schedule: { kind: "inverseTime", decay: 0 } },
      { streamSeeds: { init: 3 } },
      { streamSeeds: undefined },
      { methods: { dropout: 0.5 } },
    ])
      expect((await ends(changes)).accuracy, JSON.stringify(changes)).not.toBeNull();
  });

  test("on threads the sentence is the outcome of that trial alone", async () => {
    const outcomes = await runTrials([{ ...config, dropout: 0.5 } as never, config], options);
    expect(outcomes[0]).toMatchObject({ kind: "failed", message: expect.stringContaining('trial: there is no field "dropout"') });
    expect(outcomes[1]?.kind).toBe("done");
  });

  test("a trial without a device gets a sentence", async () => {
    for (const device of [undefined, null, "auto"])
      await expect(() => runTrial(config, data, device as never).next()).rejects.toThrow(
        'is none; give one, such as await openDevice("auto")',
      );
  });
});

describe("13.18: options of runTrials are looked at before anything runs", () => {
  const run = (given?: unknown) => runTrials([config], given as never);
  test.each<[string, unknown, string]>([
    ["none", undefined, "runTrials: undefined is no object of options; there are data, device, simd, workers, signal, onProgress, onEnd"],
    ["null", null, "runTrials: null is no object of options"],
    ["a text", "auto", 'runTrials: "auto" is no object of options'],
    ["another name", { ...options, onprogress: () => {} }, 'runTrials: there is no option "onprogress"'],
    ["a device that is none", { data, device: "gpu", workers: 1 }, 'device: "gpu" is not auto, native, wasm, reference'],
    ["workers that are none", { data, device: "reference", workers: 0 }, "workers: 0 is not a whole number from 1"],
    ["a callback that is none", { ...options, onEnd: "log" }, 'onEnd: "log" is no function'],
    ["a signal that is none", { ...options, signal: new AbortController() }, "signal: {} is none; give the signal of an AbortController"],
  ])("%s", async (_, given, sentence) => {
    await expect(run(given)).rejects.toThrow(sentence);
  });
});

test("15.16: runTrials takes a device and as many threads as there are cores, unless they are named", async () => {
  expect(await runTrials([config], { data })).toEqual(await runTrials([config], { data, device: "auto", workers: 1 }));
});

describe("13.18: an error in a callback of runTrials is the error of the call", () => {
  const boom = new Error("boom");
  const long = { ...config, iterations: 1e8, evaluateEvery: 20 };
  const failing: [string, object][] = [
    [
      "onProgress throws",
      {
        onProgress: () => {
          throw boom;
        },
      },
    ],
    ["onProgress rejects", { onProgress: () => Promise.reject(boom) }],
  ];

  test.each(failing)("%s: the threads end, though their trials would go on for days", async (_, callbacks) => {
    await expect(runTrials([long, { ...long, seed: 2 }], { ...options, workers: 2, ...callbacks })).rejects.toBe(boom);
  });

  test.each([
    ["throws", true],
    ["rejects", false],
  ])("onEnd %s: no further trial begins, and nothing more is told", async (_, atOnce) => {
    const ended: number[] = [];
    const onEnd = (trial: number) => {
      ended.push(trial);
      if (atOnce) throw boom;
      return Promise.reject(boom);
    };
    const trials = Array.from({ length: 4 }, (_, i) => ({ ...config, seed: i + 1 }));
    await expect(runTrials(trials, { ...options, onEnd: onEnd as never })).rejects.toBe(boom);
    expect(ended[0]).toBe(0);
    expect(ended.length).toBeLessThan(3);
  });

  test("what callbacks promise is waited for", async () => {
    let kept = false;
    const onEnd = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      kept = true;
    };
    await runTrials([config], { ...options, onEnd: onEnd as never });
    expect(kept).toBe(true);
  });
});
