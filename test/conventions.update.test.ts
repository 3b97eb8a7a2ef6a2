import { expect } from "vitest";
import { Graph } from "#engine";
import { defaults } from "#experiment";
import {
  adagrad,
  adam,
  cosine,
  exponential,
  inverseTime,
  type MakeOptimizer,
  makeSchedule,
  rmsProp,
  type Schedule,
  sgd,
  step,
} from "#optim";
import { describeSection } from "./conventionRows.ts";
import { steppedParameter } from "./steppedParameter.ts";
import { parameter, parametersOf, tinyTrainer, train } from "./tinyTrainer.ts";

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

// two steps of one parameter from 1, as in bench/peers/conventions.py; epsilon is large, so that its place shows
const gradients = [0.5, -0.01] as const;
const epsilon = 0.1;

const afterTwoSteps = (make: MakeOptimizer) => steppedParameter(make, gradients);

describeSection("Optimizers and decay", ["order of a step"], (row) => {
  const [g1, g2] = gradients;
  const squares = [0.1 * g1 ** 2, 0.9 * 0.1 * g1 ** 2 + 0.1 * g2 ** 2];
  const means = [0.1 * g1, 0.9 * 0.1 * g1 + 0.1 * g2];
  const corrected = (values: readonly number[], t: number) => (values[t] as number) / (1 - 0.9 ** (t + 1));
  const adamSteps = [0, 1].map((t) => (0.1 * corrected(means, t)) / (Math.sqrt(corrected(squares, t)) + epsilon));

  for (const topic of ["Adam's epsilon", "Adam's bias correction"])
    row(topic, async () => {
      expect(await afterTwoSteps(adam({ learningRate: 0.1, beta1: 0.9, beta2: 0.9, epsilon }))).toBeCloseTo(1 - sum(adamSteps), 10);
      const graph = new Graph();
      adam()(graph);
      expect(Object.fromEntries(graph.cells.map(({ name, initial }) => [name, initial]))).toMatchObject({
        epsilon: 1e-8,
        beta1: 0.9,
        beta2: 0.999,
      });
    });
  row("RMSProp's epsilon", async () => {
    const steps = gradients.map((g, t) => (0.1 * g) / (Math.sqrt(squares[t] as number) + epsilon));
    expect(await afterTwoSteps(rmsProp({ learningRate: 0.1, decay: 0.9, epsilon }))).toBeCloseTo(1 - sum(steps), 10);
    const graph = new Graph();
    rmsProp()(graph);
    expect(Object.fromEntries(graph.cells.map(({ name, initial }) => [name, initial]))).toMatchObject({ epsilon: 1e-8, decay: 0.99 });
  });
  row("Adagrad's epsilon", async () => {
    const sums = [g1 ** 2, g1 ** 2 + g2 ** 2];
    const steps = gradients.map((g, t) => (0.1 * g) / (Math.sqrt(sums[t] as number) + epsilon));
    expect(await afterTwoSteps(adagrad({ learningRate: 0.1, epsilon }))).toBeCloseTo(1 - sum(steps), 10);
    const graph = new Graph();
    adagrad()(graph);
    expect(graph.cells.find(({ name }) => name === "epsilon")?.initial).toBe(1e-10);
  });
  const halved: Schedule = (t) => (t === 1 ? 0.1 : 0.05);
  row("momentum", async () => {
    expect(await afterTwoSteps(sgd({ learningRate: halved, momentum: 0.9 }))).toBeCloseTo(1 - 0.1 * g1 - 0.05 * (0.9 * g1 + g2), 10);
  });
  row("momentum's default", async () => {
    expect(await afterTwoSteps(sgd({ learningRate: 0.1 }))).toBe(await afterTwoSteps(sgd({ learningRate: 0.1, momentum: 0 })));
    expect(defaults.momentum).toBe(0.9);
  });

  row("Nesterov", async () => {
    const velocities = [g1, 0.9 * g1 + g2];
    const steps = gradients.map((g, t) => 0.1 * (g + 0.9 * (velocities[t] as number)));
    expect(await afterTwoSteps(sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }))).toBeCloseTo(1 - sum(steps), 10);
  });

  /** Parameters before a step, and after it with and without the methods, by plain gradient descent at 0.1. */
  async function aStep(methods: Readonly<Record<string, unknown>>) {
    const optimizer = sgd({ learningRate: 0.1 });
    const [before, plain, changed] = [tinyTrainer({ optimizer }), tinyTrainer({ optimizer }), tinyTrainer({ optimizer, methods })];
    await train(plain, 1);
    await train(changed, 1);
    return { before: await parametersOf(before), plain: await parametersOf(plain), changed: await parametersOf(changed) };
  }
  const kernels = (values: Record<string, ArrayLike<number>>) => Object.keys(values).filter((name) => name.endsWith("weight"));
  /** Expects the methods to have moved each kernel by `shift(its value before, after the plain step)` more, and nothing else. */
  async function expectShift(methods: Readonly<Record<string, unknown>>, shift: (before: number) => number) {
    const { before, plain, changed } = await aStep(methods);
    for (const [name, values] of Object.entries(plain))
      for (const [i, value] of values.entries()) {
        const more = name.endsWith("weight") ? shift(before[name]?.[i] as number) : 0;
        expect(changed[name]?.[i]).toBeCloseTo(value + more, 10);
      }
  }
  row("weight decay", () => expectShift({ weightDecay: 0.5 }, (w) => -0.1 * 0.5 * w));
  row("L2", () => expectShift({ l2: 0.5 }, (w) => -0.1 * 2 * 0.5 * w));
  row("L1", () => expectShift({ l1: 0.5 }, (w) => -0.1 * 0.5 * Math.sign(w)));
  row("gradient clipping", async () => {
    const { before, changed } = await aStep({ gradientClip: 1e-5, l2: 1 });
    const moved = Object.entries(before).flatMap(([name, values]) => [...values].map((value, i) => (changed[name]?.[i] as number) - value));
    expect(Math.sqrt(sum(moved.map((value) => value ** 2)))).toBeCloseTo(0.1 * 1e-5, 15); // c exactly: no 1e-6 beside the norm
  });
  row("max-norm", async () => {
    for (const [maxNormScope, groupsOf] of [
      ["unit", (units: number) => units],
      ["kernel", () => 1],
    ] as const) {
      const { plain, changed } = await aStep({ maxNorm: 0.5, maxNormScope });
      for (const name of kernels(plain)) {
        const values = plain[name] as Float64Array;
        const groups = groupsOf(parameter(tinyTrainer(), name).shape[0] as number);
        const length = values.length / groups;
        for (let at = 0; at < values.length; at += length) {
          const group = values.subarray(at, at + length);
          const factor = Math.min(1, 0.5 / Math.hypot(...group));
          for (const [i, value] of group.entries()) expect(changed[name]?.[at + i]).toBeCloseTo(value * factor, 10);
        }
      }
    }
  });
});

describeSection("Schedules", [], (row) => {
  const five = (schedule: Schedule) => [1, 2, 3, 4, 5].map(schedule);
  const expectRates = (schedule: Schedule, rates: readonly number[]) => {
    for (const [i, rate] of five(schedule).entries()) expect(rate).toBeCloseTo(rates[i] as number, 12);
  };
  for (const topic of ["iterations", "step"]) row(topic, () => expectRates(step(1, 2, 0.5), [1, 1, 0.5, 0.5, 0.25]));
  row("exponential", () => expectRates(exponential(1, 0.5), [1, 0.5, 0.25, 0.125, 0.0625]));
  row("inverse time", () => expectRates(inverseTime(1, 0.5), [1, 1 / 1.5, 1 / 2, 1 / 2.5, 1 / 3]));
  row("warm-up", () => {
    expectRates(makeSchedule({ kind: "step", every: 1, factor: 0.5, warmUp: 2 }, 1, 5), [0.5, 1, 1, 0.5, 0.25]);
    // a cosine over the three iterations that are left
    expectRates(makeSchedule({ kind: "cosine", warmUp: 2 }, 1, 5), [
      0.5,
      1,
      1,
      (1 + Math.cos(Math.PI / 3)) / 2,
      (1 + Math.cos((2 * Math.PI) / 3)) / 2,
    ]);
  });
  row("cosine", () =>
    expectRates(
      cosine(1, 5),
      [0, 1, 2, 3, 4].map((steps) => (1 + Math.cos((Math.PI * steps) / 5)) / 2),
    ),
  );
});
