import { describe, expect, test } from "vitest";
import { compile, type Graph, Graph as GraphOf, layOut, type Tensor, type UnaryKind } from "#engine";
import { adam, type MakeOptimizer, rmsProp } from "#optim";
import { devices, fusedWidths } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { prepare } from "./runGraph.ts";

const noExamples = { images: new Uint8Array(1), labels: new Uint8Array(1), features: 1, count: 1 };

describe.each(devices)("on $name", ({ device, name }) => {
  const isExact = name === "reference";

  /** What each of some steps adds to a parameter; the gradient stays 1 unless given. */
  async function stepsOf(makeOptimizer: MakeOptimizer, steps: number, gradient = (_: number) => 1): Promise<number[]> {
    const graph = new GraphOf();
    const parameter = graph.parameter("w", [1], "kernel", 1, 1);
    const optimizer = makeOptimizer(graph);
    const memory = layOut(graph, { feed: optimizer.fed, slots: optimizer.slots, batch: 1 });
    const { program, cells } = compile(graph, memory, {
      mode: "train",
      batch: 1,
      feedWidth: optimizer.fed.length,
      after: (emission) => {
        const { parameters, gradients, slots } = memory;
        optimizer.emit(emission, { parameter: parameters, gradient: gradients, slots, length: parameters.length });
      },
    });
    const session = await device.open(cells, [noExamples]);
    for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
    const at = memory.layout.buffers.get(parameter)?.offset as number;
    return inOrder(Array(steps).keys(), async (step) => {
      await session.write(at, [0]); // so that no sum rounds away what one step is
      await session.write(memory.gradients.offset as number, [gradient(step)]);
      const feed = Float64Array.from(optimizer.feed(step + 1));
      await session.run(program, { examples: 0, indices: Int32Array.of(0), seed: 1, iteration: step + 1, feed });
      return (await session.read(at, 1))[0] as number;
    });
  }

  test("13.4: Adam's step under a constant gradient is the rate, from the first step to the thousandth", async () => {
    // m = 1 − β₁ᵗ and v = 1 − β₂ᵗ exactly, which is what the corrections divide by
    for (const [step, moved] of (await stepsOf(adam({ learningRate: 0.5, epsilon: 1e-12 }), 1000)).entries())
      expect(Math.abs(moved / -0.5 - 1), `step ${step + 1}`).toBeLessThan(isExact ? 1e-9 : 4e-6);
  });

  test("13.4: RMSProp's step under a constant gradient is rate / √(1 − decayᵗ)", async () => {
    const decay = 0.9999;
    for (const [step, moved] of (await stepsOf(rmsProp({ learningRate: 0.5, decay, epsilon: 1e-12 }), 300)).entries())
      expect(Math.abs(moved / (-0.5 / Math.sqrt(1 - decay ** (step + 1))) - 1), `step ${step + 1}`).toBeLessThan(isExact ? 1e-9 : 3e-6);
  });

  test("13.4: the mean of squares does not drift from its definition, however long it is", async () => {
    const decay = 0.9999;
    const gradient = (step: number) => Math.fround(Math.sin(step * step) + 0.1);
    for (const optimizer of [
      adam({ learningRate: 0.5, beta1: 0, beta2: decay, epsilon: 1e-12 }),
      rmsProp({ learningRate: 0.5, decay, epsilon: 1e-12 }),
    ]) {
      const isAdam = optimizer(new GraphOf()).name === "adam";
      let square = 0;
      for (const [step, moved] of (await stepsOf(optimizer, 8000, gradient)).entries()) {
        square = decay * square + (1 - decay) * gradient(step) ** 2;
        const expected = (-0.5 * gradient(step)) / Math.sqrt(square / (isAdam ? 1 - decay ** (step + 1) : 1));
        if (step % 500 === 499) expect(Math.abs(moved / expected - 1), `step ${step + 1}`).toBeLessThan(isExact ? 1e-9 : 4e-6);
      }
    }
  });

  test("13.5: max-norm clips a kernel of equal weights that is hardly too long, and leaves one that is hardly short enough", async () => {
    const length = 2048 * 1024;
    for (const [value, size] of [
      [0.01, length],
      [0.01, 1000],
      [1e-22, 1024],
      [3e15, 1024],
    ] as const) {
      const norm = Math.fround(value) * Math.sqrt(size);
      for (const factor of [0.9998, 0.99999, 1.00001, 1.0002]) {
        const limit = Math.fround(norm * factor);
        const graph = new GraphOf();
        const weight = graph.parameter("w", [size], "kernel", 1, 1);
        const cell = graph.cell("limit", limit);
        const memory = layOut(graph, { feed: [], slots: [], batch: 1 });
        const { program, cells } = compile(graph, memory, {
          mode: "train",
          batch: 1,
          after: (emission) =>
            emission.emit("maxNorm", {
              weight: memory.layout.buffers.get(weight) as never,
              groups: 1,
              length: size,
              limit: emission.cell(cell),
            }),
        });
        const session = await device.open(cells, [noExamples]);
        await session.write(memory.layout.cells.get(cell) as number, [limit]);
        const at = memory.layout.buffers.get(weight)?.offset as number;
        await session.write(at, new Float64Array(size).fill(value));
        await session.run(program, { examples: 0, indices: Int32Array.of(0), seed: 1, iteration: 1, feed: new Float64Array(0) });
        const [first = 0] = await session.read(at, 1);
        const expected = Math.fround(value) * Math.min(1, limit / norm);
        expect(Math.abs(first / expected - 1), `${value} × ${size}, limit ${factor} of the norm`).toBeLessThan(1e-6);
      }
    }
  });

  async function unaryAt(kind: UnaryKind, x: number): Promise<{ value: number; slope: number }> {
    const run = prepare(device, {
      batch: 1,
      inputs: { x: [1] },
      build: (graph, t) => graph.apply("unary", { x: t["x"] as Tensor }, { kind }),
    });
    const { output, gradients } = await run({ values: { x: [Math.fround(x)], upstream: [1] } });
    return { value: output[0] as number, slope: gradients["x"]?.[0] as number };
  }

  test("13.5: functions keep their relative accuracy where naive forms cancel", async () => {
    // SciPy 1.17: norm.cdf, expm1, log1p
    const cases: readonly [UnaryKind, number, number][] = [
      ["gelu", -6, -5.91952736e-9],
      ["gelu", -4, -0.000126684967],
      ["gelu", -10, -7.61985302e-23],
      ["gelu", -2, -0.0455002639],
      ["gelu", -0.01, -0.004960107],
      ["gelu", 3, 2.99595031],
      ["elu", -1e-6, -9.999995e-7],
      ["elu", -1e-3, -0.00099950016662],
      ["elu", -0.49, -0.38737360582],
      ["elu", -0.51, -0.39950442129],
      ["elu", -5, -0.993262053],
      ["softplus", -20, 2.0611536181e-9],
      ["softplus", -5, 0.0067153484891],
      ["softplus", 0.5, 0.97407698418],
      ["tanh", -1e-6, -1e-6],
      ["sigmoid", -80, 1.80485138785e-35],
      ["silu", -20, -4.12230723637e-8],
    ];
    for (const [kind, x, expected] of cases) {
      const { value } = await unaryAt(kind, x);
      expect(Math.abs(value / expected - 1), `${kind}(${x}) = ${value}`).toBeLessThan(3e-6);
    }
    for (const x of [-1e3, -1e20, -1e37, -3e38]) expect(await unaryAt("silu", x)).toEqual({ value: -0, slope: -0 });
  });

  test("13.5: and so do their slopes", async () => {
    // eˣ, and σ (1 + x (1 − σ))
    const cases: readonly [UnaryKind, number, number][] = [
      ["elu", -1e-3, 0.999000499833],
      ["elu", -10, 4.53999297625e-5],
      ["elu", -17, 4.13993771879e-8],
      ["elu", -20, 2.06115362244e-9],
      ["elu", -31.5, 2.0879679116e-14],
      ["silu", -20, -3.91619187415e-8],
      ["softplus", -20, 2.06115361819e-9],
    ];
    for (const [kind, x, expected] of cases) {
      const { slope } = await unaryAt(kind, x);
      expect(Math.abs(slope / expected - 1), `${kind}′(${x}) = ${slope}`).toBeLessThan(5e-6);
    }
  });

  test("13.5: the running sum of the loss over very many examples loses none of them", async () => {
    const graph = new GraphOf();
    const losses = graph.state("losses", [3]);
    const value = graph.parameter("w", [1], "kernel", 1, 1);
    graph.apply("addToLoss", { x: graph.apply("sum", { x: value }, {}), strength: graph.cell("strength", 1), losses }, {});
    const memory = layOut(graph, { feed: [], slots: [], batch: 1 });
    const { program, cells } = compile(graph, memory, { mode: "train", batch: 1 });
    const session = await device.open(cells, [noExamples]);
    for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
    const at = (tensor: Tensor) => memory.layout.buffers.get(tensor)?.offset as number;
    await session.write(at(losses), [0, 2 ** 28, 0]);
    await session.write(at(value), [Math.fround(0.7)]);
    const steps = 5000;
    await session.run(program, { examples: 0, indices: new Int32Array(steps), seed: 1, iteration: 1, feed: new Float64Array(0) });
    const [, sum = 0, lost = 0] = await session.read(at(losses), 3);
    expect(Math.abs(sum + lost - 2 ** 28 - steps * Math.fround(0.7))).toBeLessThan(1e-3);
  });

  test("13.11: a maximum over a value that is no number is none, wherever it stands in the window", async () => {
    for (const stride of [2, 1])
      for (let place = 0; place < 4; place++) {
        const build = (graph: Graph, { x }: Readonly<Record<string, Tensor>>) =>
          graph.apply("maxPool2d", { x: x as Tensor }, { size: 2, stride });
        const relu = (graph: Graph, { x }: Readonly<Record<string, Tensor>>) =>
          graph.apply("maxPool2d", { x: graph.apply("relu", { x: x as Tensor }, {}) }, { size: 2, stride });
        for (const each of [build, relu]) {
          const run = prepare(device, { batch: 1, inputs: { x: [1, 2, 2] }, build: each });
          const x = [1, 5, -3, 2].map((value, i) => (i === place ? Number.NaN : value));
          expect((await run({ values: { x } })).output).toEqual(Float64Array.of(Number.NaN));
        }
      }
    const run = prepare(device, {
      batch: 1,
      inputs: { x: [1, 2, 2] },
      build: (graph, { x }) => graph.apply("maxPool2d", { x: x as Tensor }, { size: 2, stride: 2 }),
    });
    const infinity = Number.POSITIVE_INFINITY;
    expect((await run({ values: { x: [-infinity, infinity, 1, 2] } })).output).toEqual(Float64Array.of(infinity));
  });

  test("13.11: a logit of −∞ has no probability, and costs nothing unless it is the label's", async () => {
    const run = prepare(device, {
      batch: 1,
      inputs: { x: [3] },
      build(graph, { x }) {
        const losses = graph.state("losses", [3]);
        graph.apply("softmaxCrossEntropy", { logits: x as Tensor, labels: graph.labels(), losses }, {}); // the one example has label 0
        return graph.apply("scale", { x: x as Tensor, factor: graph.cell("one", 1) }, {});
      },
    });
    const lossOf = (x: number[]) => run({ values: { x, upstream: [0, 0, 0] } });
    const minus = Number.NEGATIVE_INFINITY;
    // PyTorch: cross_entropy(tensor([[2., 1., -inf]]), tensor([0])) = 0.3133, gradient [-0.2689, 0.2689, 0]
    const { states, gradients } = await lossOf([2, 1, minus]);
    expect(states["losses"]?.[0]).toBeCloseTo(0.31326169, 5);
    expect([...(gradients["x"] ?? [])].map((g) => Number(g.toFixed(4)))).toEqual([-0.2689, 0.2689, 0]);
    expect((await lossOf([1, minus, minus])).states["losses"]?.[0]).toBe(0);
    expect((await lossOf([minus, 2, 1])).states["losses"]?.[0]).toBe(Number.POSITIVE_INFINITY);
  });
});

test("13.5: max-norm's rough look skips the same kernels on every fused width, to the last bit", async () => {
  const results = await inOrder(fusedWidths, async (device) => {
    const graph = new GraphOf();
    const weight = graph.parameter("w", [999], "kernel", 1, 1);
    const cell = graph.cell("limit", 1);
    const memory = layOut(graph, { feed: [], slots: [], batch: 1 });
    const { program, cells } = compile(graph, memory, {
      mode: "train",
      batch: 1,
      after: (emission) =>
        emission.emit("maxNorm", {
          weight: memory.layout.buffers.get(weight) as never,
          groups: 1,
          length: 999,
          limit: emission.cell(cell),
        }),
    });
    const session = await device.open(cells, [noExamples]);
    const at = memory.layout.buffers.get(weight)?.offset as number;
    return await inOrder([0.9, 0.99, 0.9999, 0.99994, 0.99995, 0.99996, 1, 1.00001, 2], async (norm) => {
      await session.write(memory.layout.cells.get(cell) as number, [1]);
      await session.write(
        at,
        Array.from({ length: 999 }, (_, i) => ((1 + (i % 7)) * norm) / Math.sqrt(19930)),
      );
      await session.run(program, { examples: 0, indices: Int32Array.of(0), seed: 1, iteration: 1, feed: new Float64Array(0) });
      return session.read(at, 999);
    });
  });
  for (const result of results) expect(result).toEqual(results[0]);
});
