import { describe, expect, test } from "vitest";
import { loadDataset } from "#data/files";
import { Graph } from "#engine";
import { parseExperiment, resolveTrial } from "#experiment";
import {
  adagrad,
  adam,
  adamW,
  cosine,
  exponential,
  inverseTime,
  linear,
  type MakeOptimizer,
  makeSchedule,
  optimizerNames,
  optimizerTable,
  parseMomentum,
  parseSchedule,
  rmsProp,
  type Schedule,
  type ScheduleSpec,
  scheduleText,
  sgd,
  step,
  warmUp,
} from "#optim";
import { methodValues } from "#regularize";
import { tinyTrainer, train } from "./tinyTrainer.ts";

const values = (schedule: Schedule, iterations: number): number[] => Array.from({ length: iterations }, (_, i) => schedule(i + 1));

describe("13.9: warm-up comes before the schedule", () => {
  test("as optax.join_schedules defines it: the first until the boundary, then the second from its own beginning", () => {
    const halves = step(0.8, 2, 0.5);
    expect(values(warmUp(halves, 4), 9)).toEqual([0.2, 0.4, 0.6000000000000001, 0.8, 0.8, 0.8, 0.4, 0.4, 0.2]);
    expect(values(warmUp(0.5, 2), 4)).toEqual([0.25, 0.5, 0.5, 0.5]);
    expect(values(warmUp(halves, 0), 6)).toEqual(values(halves, 6));
  });

  test.each<[ScheduleSpec, (t: number) => number]>([
    [{ kind: "constant" }, () => 0.4],
    [{ kind: "step", every: 3, factor: 0.5 }, (t) => 0.4 * 0.5 ** Math.floor((t - 1) / 3)],
    [{ kind: "exponential", decay: 0.9 }, (t) => 0.4 * 0.9 ** (t - 1)],
    [{ kind: "inverseTime", decay: 0.3 }, (t) => 0.4 / (1 + 0.3 * (t - 1))],
    [{ kind: "cosine" }, (t) => 0.2 * (1 + Math.cos((Math.PI * (t - 1)) / 15))],
    // optax.cosine_decay_schedule with its alpha, a share of the first rate
    [{ kind: "cosine", floor: 0.25 }, (t) => 0.4 * (0.75 * 0.5 * (1 + Math.cos((Math.PI * (t - 1)) / 15)) + 0.25)],
    [{ kind: "cosine", over: 10 }, (t) => 0.2 * (1 + Math.cos((Math.PI * Math.min(t - 1, 10)) / 10))],
    [{ kind: "linear" }, (t) => 0.4 * (1 - (t - 1) / 15)],
    // optax.linear_schedule: from 0.4 to 0.1, then 0.1
    [{ kind: "linear", floor: 0.25, over: 10 }, (t) => 0.4 - 0.3 * Math.min(1, (t - 1) / 10)],
  ])("$0.kind: nothing of it is lost, and a cosine spans what remains", (spec, formula) => {
    const schedule = makeSchedule({ ...spec, warmUp: 5 }, 0.4, 20);
    for (let t = 1; t <= 5; t++) expect(schedule(t)).toBeCloseTo((0.4 * t) / 5, 15);
    for (let t = 6; t <= 20; t++) expect(schedule(t)).toBeCloseTo(formula(t - 5), 15);
  });

  test.each([
    ["cosine", { kind: "cosine" }],
    ["cosine:0.1", { kind: "cosine", floor: 0.1 }],
    ["cosine:0:200+warm-up:50", { kind: "cosine", over: 200, warmUp: 50 }],
    ["linear:1", { kind: "linear", floor: 1 }],
    ["linear:0.1:200", { kind: "linear", floor: 0.1, over: 200 }],
    ["step:100:0.5+warm-up:5", { kind: "step", every: 100, factor: 0.5, warmUp: 5 }],
    ["inverse-time:0.1", { kind: "inverseTime", decay: 0.1 }],
  ] as const)("%s is read, and written as it was read", (text, spec) => {
    expect(parseSchedule(text)).toEqual(spec);
    expect(scheduleText(spec)).toBe(text);
  });

  test.each(["linear:1.1", "linear:-0.1", "cosine:0.1:0", "cosine:0.1:5:5", "cosine:", "linear:x"])("%s is none", (text) =>
    expect(parseSchedule(text)).toBeUndefined(),
  );

  test("a span is all that remains by itself, so that to say it makes no other run", () => {
    const data = loadDataset("mnist", {});
    const of = (schedule: string) => resolveTrial({ schedule, iterations: 100 }, data).config.schedule;
    expect(of("cosine:0:90+warm-up:10")).toEqual({ kind: "cosine", warmUp: 10 });
    expect(of("linear:0:100")).toEqual(of("linear"));
    expect(of("linear:0:50")).toEqual({ kind: "linear", over: 50 });
    expect(of("linear:1")).toEqual({ kind: "constant" });
  });

  test("a cosine after it ends with the run, at zero", () => {
    expect(makeSchedule({ kind: "cosine", warmUp: 5 }, 0.4, 20)(21)).toBeCloseTo(0, 15);
    expect(values(makeSchedule({ kind: "cosine", warmUp: 30 }, 0.3, 20), 20)).toEqual(values((t) => (0.3 * t) / 30, 20));
  });
});

describe("13.14: one default, and no mistake that hides", () => {
  const rateOf = (make: MakeOptimizer) => make(new Graph()).learningRate.initial;
  const library: { readonly [name in (typeof optimizerNames)[number]]: MakeOptimizer } = {
    adam: adam(),
    adamW: adamW(),
    sgd: sgd(),
    nesterov: sgd({ momentum: 0.9, nesterov: true }),
    rmsProp: rmsProp(),
    adagrad: adagrad(),
  };
  test("nesterov takes a momentum that only begins at 0", () => {
    expect(() => sgd({ momentum: linear(0, 0.9, 10), nesterov: true })).not.toThrow();
  });
  test.each(optimizerNames)("%s learns as fast in the library as on the command line", (name) => {
    expect(rateOf(library[name])).toBe(optimizerTable[name].learningRate);
  });

  const part = { images: new Uint8Array(80), labels: Uint8Array.from({ length: 20 }, (_, n) => n % 2), features: 4, count: 20 };
  const data = { name: "none", classes: 2, shape: [4], scale: 1, train: part, test: part, heldOut: 4 };
  test.each([
    [{ schedule: "cosin" }, 'schedule: "cosin" is not constant, step:'],
    [{ schedule: "step:0:2" }, 'schedule: "step:0:2" is not constant'],
    [{ optimizer: "sgd", momentum: "0.5:0.9" }, 'momentum: "0.5:0.9" is not a number in [0, 1), or from:to:iterations'],
    [{ optimizer: "sgd", momentum: 1.5 }, 'momentum: "1.5" is not'],
  ] as const)("a text that means nothing is not taken for the default: %j", (fields, sentence) => {
    expect(() => resolveTrial({ model: "mlp(3)", ...fields }, data)).toThrow(sentence);
  });
});

describe("13.17: schedules and rates that are no numbers are refused where they are made", () => {
  test.each<[string, () => unknown, string]>([
    ["step(0.1, 0, 0.5)", () => step(0.1, 0, 0.5), "step: every: 0 is not a whole number of iterations from 1 to 1000000000"],
    ["step(0.1, 2.5, 0.5)", () => step(0.1, 2.5, 0.5), "step: every: 2.5 is not"],
    ["step(-1, 2, 0.5)", () => step(-1, 2, 0.5), "step: rate: -1 is not a number from 0 to 3.4e+38"],
    ["step(0.1, 2, NaN)", () => step(0.1, 2, Number.NaN), "step: factor: NaN is not a positive number"],
    ["step('0.1', 2, 1)", () => step("0.1" as never, 2, 1), 'step: rate: "0.1" is not'],
    ["exponential(0.1, -1)", () => exponential(0.1, -1), "exponential: decay: -1 is not"],
    ["exponential(0.1)", () => (exponential as (rate: number) => unknown)(0.1), "exponential: decay: undefined is not"],
    ["inverseTime(0.1, -0.5)", () => inverseTime(0.1, -0.5), "inverseTime: decay: -0.5 is not"],
    ["cosine(0.1, 0)", () => cosine(0.1, 0), "cosine: iterations: 0 is not"],
    ["cosine(1e39, 5)", () => cosine(1e39, 5), "cosine: rate: 1e+39 is not"],
    ["linear(0, NaN, 5)", () => linear(0, Number.NaN, 5), "linear: to: NaN is not"],
    ["linear(0, 1, -5)", () => linear(0, 1, -5), "linear: iterations: -5 is not"],
    ["warmUp(0.1, -3)", () => warmUp(0.1, -3), "warmUp: iterations: -3 is not a whole number of iterations from 0"],
    [
      "warmUp(undefined, 3)",
      () => warmUp(undefined as never, 3),
      "warmUp: schedule: undefined is not a number from 0 to 3.4e+38, or a schedule",
    ],
    ["a warm-up of -3 as data", () => makeSchedule({ kind: "cosine", warmUp: -3 }, 0.1, 10), "schedule: warmUp: -3 is not"],
    ["a rate of -0.01", () => sgd({ learningRate: -0.01 }), "sgd: learningRate: -0.01 is not a number from 0 to 3.4e+38, or a schedule"],
    ["a rate of 1e39", () => adam({ learningRate: 1e39 }), "adam: learningRate: 1e+39 is not"],
    ["a rate in words", () => adam({ learningRate: "fast" as never }), 'adam: learningRate: "fast" is not'],
    ["a momentum of 2", () => sgd({ momentum: 2 }), "sgd: momentum: 2 is not a number in [0, 1), or a schedule"],
    ["a momentum that is 1 in float32", () => sgd({ momentum: 0.999999999 }), "sgd: momentum: 0.999999999 is not"],
    [
      "nesterov without a momentum",
      () => sgd({ learningRate: 0.1, nesterov: true }),
      "sgd: nesterov: with momentum 0 it is plain sgd; give a momentum above 0, such as 0.9, or leave nesterov out",
    ],
    ["nesterov with a momentum of 0", () => sgd({ momentum: 0, nesterov: true }), "sgd: nesterov: with momentum 0"],
    ["nesterov with a momentum that is 0 in float32", () => sgd({ momentum: 1e-50, nesterov: true }), "sgd: nesterov: with momentum 0"],
    ["an epsilon that is 0 in float32", () => adam({ epsilon: 1e-50 }), "adam: epsilon: 1e-50 is not a positive number from 1.2e-38"],
    ["a decay of 1", () => rmsProp({ decay: 1 }), "rmsProp: decay: 1 is not a number in [0, 1)"],
  ])("%s", (_, make, sentence) => {
    expect(make).toThrow(sentence);
  });
});

describe("13.17, 13.2: numbers that float32 cannot hold, and strengths and limits with which nothing can act, are none", () => {
  test.each(["l1", "l2", "maxNorm", "weightDecay", "softSharing", "activitySparsity", "gradientClip"] as const)(
    "as the strength of %s",
    (name) => {
      for (const value of [1e39, 1e-50, 1e-12, 1e30, -1, Number.NaN, Number.POSITIVE_INFINITY])
        expect(() => methodValues({ [name]: value })).toThrow(`${name}: ${value} is not 0 (off) or a number from 1e-8 to 1e8`);
      for (const value of [0, 1e-8, 1e8]) expect(methodValues({ [name]: value })[name]).toBe(value);
    },
  );

  test("as schedules and momenta in words", () => {
    for (const text of ["step:10:1e-50", "step:10:1e39", "step:2e9:0.5", "exponential:1e-50", "inverse-time:1e39", "cosine+warm-up:2e9"])
      expect(parseSchedule(text), text).toBeUndefined();
    for (const text of ["0.999999999", "0.5:0.999999999:10", "0.5:0.9:2e9"]) expect(parseMomentum(text), text).toBeUndefined();
    expect(() => parseExperiment({ learningRate: 1e39 })).toThrow("learningRate: 1e+39 is not a positive number that float32 can hold");
  });
});

describe("13.17: what a schedule gives is checked at each step", () => {
  const trained = (optimizer: MakeOptimizer) => () => train(tinyTrainer({ optimizer }), 8);
  const late = (value: unknown) => Object.defineProperty((t: number) => (t < 5 ? 0.1 : value), "name", { value: "mine" }) as Schedule;
  test.each<[string, () => unknown, string]>([
    [
      "undefined",
      trained(sgd({ learningRate: (() => undefined) as never })),
      "sgd: learningRate: the schedule gives undefined at iteration 1, which is not a number from 0 to 3.4e+38",
    ],
    [
      "NaN at iteration 5",
      trained(adam({ learningRate: late(Number.NaN) })),
      "adam: learningRate: the schedule mine gives NaN at iteration 5",
    ],
    ["a negative rate", trained(adamW({ learningRate: late(-1e-9) })), "adam: learningRate: the schedule mine gives -1e-9 at iteration 5"],
    [
      "infinity",
      trained(adagrad({ learningRate: late(Number.POSITIVE_INFINITY) })),
      "adagrad: learningRate: the schedule mine gives Infinity at",
    ],
    ["a text", trained(rmsProp({ learningRate: late("0.1") })), 'rmsProp: learningRate: the schedule mine gives "0.1" at iteration 5'],
    ["a promise", trained(sgd({ learningRate: (async () => 0.1) as never })), "gives a promise at iteration 1"],
    [
      "a momentum of 2",
      trained(sgd({ momentum: late(2) })),
      "sgd: momentum: the schedule mine gives 2 at iteration 5, which is not a number in [0, 1)",
    ],
    [
      "a rate that grows without end",
      trained(sgd({ learningRate: exponential(1, 1e10) })),
      "sgd: learningRate: the schedule exponential(1, 10000000000) gives 1e+40 at iteration 5",
    ],
    [
      "the same after a warm-up",
      trained(sgd({ learningRate: warmUp(late(-1), 2) })),
      "the schedule warmUp(mine, 2) gives -1 at iteration 7",
    ],
  ])("%s", async (_, call, sentence) => {
    await expect(async () => call()).rejects.toThrow(sentence);
  });
});
