import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { type Buffer, compile, Graph, layOut, type Numbers, RandomSequence, type Tensor } from "#engine";
import type { Net } from "#nn";
import { adam, cosine, exponential, inverseTime, linear, makeSchedule, type Schedule, type ScheduleSpec, sgd, step, warmUp } from "#optim";
import { catalog, methodValues, type Stage } from "#regularize";
import { runTrial } from "#train";
import { devices, reference } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { tinyTrainer, train } from "./tinyTrainer.ts";

describe("soft weight sharing on weights that come from a mixture", () => {
  const truth = [
    { proportion: 0.5, mean: -0.2, deviation: 0.03 },
    { proportion: 0.3, mean: 0.05, deviation: 0.05 },
    { proportion: 0.2, mean: 0.35, deviation: 0.04 },
  ];
  const COUNT = 4000;
  const random = new RandomSequence(5, "noise");
  const weights = Float64Array.from({ length: COUNT }, () => {
    const u = random.uniform();
    const { mean, deviation } = truth[u < 0.5 ? 0 : u < 0.8 ? 1 : 2] as (typeof truth)[number];
    return Math.fround(mean + deviation * random.normal());
  });

  // without the reference device, for its time
  test.each(devices.filter(({ name }) => name !== "reference"))("finds proportions, means and deviations on $name", async ({ device }) => {
    const method = catalog.find(({ name }) => name === "softWeightSharing") as (typeof catalog)[number];
    const values = methodValues({ softSharing: 1 / COUNT, softSharingComponents: 3 });
    const graph = new Graph();
    const kernel = graph.parameter("weights", [1, COUNT], "kernel", 1, 1);
    const starts = new Map<Tensor, Float64Array>([[kernel, weights]]);
    const losses = graph.state("losses", [2]);
    const initialize: Net["initialize"] = (parameter, initializer) => void starts.set(parameter, initializer(parameter, 1, 0));
    const net = { graph, losses, initialize } as unknown as Net;
    const links = method.attach?.(net, values).transforms ?? [];
    const optimizer = adam({ learningRate: exponential(0.05, 0.998) })(graph);
    const memory = layOut(graph, { feed: optimizer.fed, slots: optimizer.slots, batch: 1 });
    const { buffers, gradients } = memory.layout;
    const offsetOf = (tensor: Tensor) => buffers.get(tensor)?.offset as number;
    const mixture = graph.parameters.filter(({ role }) => role === "mixture");
    const { program, cells } = compile(graph, memory, {
      mode: "train",
      batch: 1,
      feedWidth: optimizer.fed.length,
      after(emission) {
        const update = (stage: Stage) => {
          for (const link of links) if (link.at === stage && link.over === "parameters") link.update(emission, memory);
        };
        update("penalty");
        for (const parameter of mixture) {
          const place = buffers.get(parameter) as Buffer;
          const at = offsetOf(parameter) - memory.parameters.offset;
          const slots = new Map([...memory.slots].map(([name, { offset = 0 }]) => [name, { ...place, offset: offset + at }]));
          optimizer.emit(emission, { parameter: place, gradient: gradients.get(parameter) as never, slots, length: place.length });
        }
        update("projection");
      },
    });
    const session = await device.open(cells, [{ images: new Uint8Array(1), labels: new Uint8Array(1), features: 1, count: 1 }]);
    for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
    for (const [parameter, start] of starts) await session.write(offsetOf(parameter), start);

    const STEPS = 3000;
    const feed = Float64Array.from(Array.from({ length: STEPS }, (_, t) => optimizer.feed(t + 1)).flat());
    await session.run(program, { examples: 0, indices: new Int32Array(STEPS), seed: 1, iteration: 1, feed });

    expect(Float64Array.from(await session.read(offsetOf(kernel), COUNT))).toEqual(weights);
    const [logits, means, logSigmas] = (await inOrder(mixture, (each) => session.read(offsetOf(each), 3))) as [Numbers, Numbers, Numbers];
    const total = Float64Array.from(logits).reduce((sum, logit) => sum + Math.exp(logit), 0);
    // which component is which is open
    const order = [0, 1, 2].sort((i, j) => (means[i] as number) - (means[j] as number));
    for (const [k, { proportion, mean, deviation }] of truth.entries()) {
      const j = order[k] as number;
      const owned = proportion * COUNT;
      const errors = [
        (Math.exp(logits[j] as number) / total - proportion) / Math.sqrt((proportion * (1 - proportion)) / COUNT),
        ((means[j] as number) - mean) / (deviation / Math.sqrt(owned)),
        (Math.exp(logSigmas[j] as number) - deviation) / (deviation / Math.sqrt(2 * owned)),
      ];
      for (const error of errors) expect(Math.abs(error)).toBeLessThan(4);
    }
  });
});

describe("schedules", () => {
  test("are their closed forms", () => {
    const values = (schedule: Schedule, ...iterations: number[]) => iterations.map(schedule);
    expect(values(step(0.8, 3, 0.5), 1, 3, 4, 6, 7, 10)).toEqual([0.8, 0.8, 0.4, 0.4, 0.2, 0.1]);
    expect(values(exponential(2, 0.5), 1, 2, 3, 11)).toEqual([2, 1, 0.5, 2 / 1024]);
    expect(values(inverseTime(6, 0.5), 1, 2, 3, 5)).toEqual([6, 4, 3, 2]);
    expect(values(linear(0.5, 0.9, 4), 1, 2, 3, 5, 6, 100).map((v) => Math.round(v * 1e12) / 1e12)).toEqual([0.5, 0.6, 0.7, 0.9, 0.9, 0.9]);
    expect(
      values(
        warmUp(() => 8, 4),
        1,
        2,
        3,
        4,
        5,
        50,
      ),
    ).toEqual([2, 4, 6, 8, 8, 8]);
    const halfway = [0, 1 / 3, 1 / 2, 1].map((share) => share * 12 + 1);
    for (const [i, expected] of [0.2, 0.15, 0.1, 0].entries()) expect(cosine(0.2, 12)(halfway[i] as number)).toBeCloseTo(expected, 14);
    expect(cosine(0.2, 12)(50)).toBeCloseTo(0, 14);
  });

  test("are PyTorch's: StepLR(0.05, 30, 0.1), ExponentialLR, and CosineAnnealingLR by its recursion", () => {
    // the example in PyTorch's documentation of StepLR
    const rates = [1, 30, 31, 60, 61].map(step(0.05, 30, 0.1));
    for (const [i, expected] of [0.05, 0.05, 0.005, 0.005, 0.0005].entries()) expect(rates[i]).toBeCloseTo(expected, 15);
    const [schedule, T] = [cosine(0.3, 17), 17];
    for (let t = 1; t < T; t++) {
      const next = (schedule(t) * (1 + Math.cos((Math.PI * t) / T))) / (1 + Math.cos((Math.PI * (t - 1)) / T));
      expect(schedule(t + 1)).toBeCloseTo(next, 14);
    }
  });

  const specs: readonly ScheduleSpec[] = [
    { kind: "constant" },
    { kind: "step", every: 3, factor: 0.5 },
    { kind: "exponential", decay: 0.8 },
    { kind: "inverseTime", decay: 0.3 },
    { kind: "cosine" },
    { kind: "cosine", warmUp: 4 },
    { kind: "step", every: 2, factor: 0.3, warmUp: 5 },
  ];
  const STEPS = 9;
  const black = new Uint8Array(60 * 20);

  test.each(specs)("$kind (warm-up $warmUp): weights on black images shrink by the product of 1 − 2 η λ, or 1 − η λ", async (spec) => {
    const schedule = makeSchedule(spec, 0.4, STEPS);
    for (const [methods, strength] of [
      [{ l2: 0.3 }, 0.6],
      [{ weightDecay: 0.6 }, 0.6],
      [{ l2: 0.1, weightDecay: 0 }, 0.2],
    ] as const) {
      const trainer = tinyTrainer({
        images: black,
        methods,
        optimizer: sgd({ learningRate: schedule }),
        layers: [{ layer: "flatten" }, { layer: "dense", units: 3 }],
      });
      const kernel = trainer.net.graph.parameters[0] as never;
      let expected = await trainer.read(kernel);
      await train(trainer, 4);
      await train(trainer, STEPS - 4, 5);
      for (let t = 1; t <= STEPS; t++) expected = expected.map((w) => w * (1 - schedule(t) * strength));
      for (const [i, w] of (await trainer.read(kernel)).entries()) expect(Math.abs(w - (expected[i] as number))).toBeLessThan(1e-15);
    }
  });

  test("a ramp of momentum: under a constant gradient, the velocities sum up", async () => {
    const [rate, strength, ramp] = [0.01, 0.1, linear(0.5, 0.9, 5)];
    const trainer = tinyTrainer({
      images: black,
      methods: { l1: strength },
      optimizer: sgd({ learningRate: rate, momentum: ramp }),
      layers: [{ layer: "flatten" }, { layer: "dense", units: 3 }],
    });
    const kernel = trainer.net.graph.parameters[0] as never;
    await trainer.write(kernel, new Float64Array(60).fill(1));
    await train(trainer, STEPS);
    let [w, velocity] = [1, 0];
    for (let t = 1; t <= STEPS; t++) {
      velocity = (0.5 + 0.4 * Math.min(1, (t - 1) / 5)) * velocity + strength;
      w -= rate * velocity;
    }
    for (const found of await trainer.read(kernel)) expect(Math.abs(found - w)).toBeLessThan(1e-15);
  });

  test.each(specs)("$kind (warm-up $warmUp): a trial follows it, as the norms of its kernel tell", async (spec) => {
    const part = { images: new Uint8Array(24 * 6), labels: Uint8Array.from({ length: 24 }, (_, n) => n % 2), features: 6, count: 24 };
    const data: ImageDataset = { name: "black", classes: 2, shape: [6], scale: 1, train: part, test: part, heldOut: 8 };
    const trial = runTrial(
      {
        protocol: "sound",
        model: { name: "line", layers: [{ layer: "dense", units: 2 }] },
        methods: { l2: 0.5 },
        optimizer: "sgd",
        learningRate: 0.4,
        schedule: spec,
        momentum: 0,
        iterations: STEPS,
        evaluateEvery: 1,
        batch: 4,
        seed: 1,
      },
      data,
      reference,
    );
    let progress = await trial.next();
    while (!progress.done) progress = await trial.next();
    const norms = progress.value.result.evaluations.map(({ kernelNorms }) => kernelNorms[0] as number);
    const schedule = makeSchedule(spec, 0.4, STEPS);
    for (let t = 2; t <= STEPS; t++) expect((norms[t - 1] as number) / (norms[t - 2] as number)).toBeCloseTo(1 - schedule(t), 12);
    expect(norms).toHaveLength(STEPS);
  });
});
