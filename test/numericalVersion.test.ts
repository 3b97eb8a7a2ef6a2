import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { loadMnist } from "#data/files";
import { type Device, NUMERICAL_VERSION, numericsOf } from "#engine";
import { buildNet, type LayerSpec, lenet, type ModelSpec, residualNet } from "#nn";
import { adam, rmsProp, sgd, step, warmUp } from "#optim";
import { methodValues } from "#regularize";
import { ExampleOrder, Trainer } from "#train";
import { fusedWidths, reference } from "./devices.ts";

/** Activations, layers and kinds of dropout that the other two nets lack. */
const everyFunction: ModelSpec = {
  name: "every function",
  layers: [
    { layer: "averagePool2d", size: 4 },
    { layer: "flatten" },
    ...(["gelu", "elu", "silu", "tanh", "sigmoid", "softplus", "leakyRelu"] as const).flatMap((activation): LayerSpec[] => [
      { layer: "dense", units: 24 },
      { layer: activation },
      { layer: "dropout", rate: 0.1, kind: activation === "tanh" ? "classic" : "inverted" },
    ]),
    { layer: "dropout" },
    { layer: "dense", units: 10 },
  ],
  input: [1, 28, 28],
};

/** A hash of every bit of all parameters after some steps with much of what droplab has. */
async function digest(device: Device, steps: number): Promise<string> {
  const data = loadMnist();
  const hash = createHash("sha256");
  const order = new ExampleOrder(5000, 55000, 7);
  const cases = [
    {
      model: lenet({ input: [1, 28, 28], classes: 10, logits: "relu" }),
      optimizer: adam(),
      methods: { dropout: 0.4, maxNorm: 2, l1: 1e-5, l2: 1e-5, labelSmoothing: 0.1 },
    },
    {
      model: residualNet({ classes: 10 }),
      optimizer: sgd({ momentum: 0.9, nesterov: true }),
      methods: { dropout: 0.3, dropoutKind: "gaussian", weightDecay: 1e-3, gradientClip: 1, softSharing: 1e-5, activitySparsity: 1e-4 },
    },
    {
      model: everyFunction,
      optimizer: rmsProp({ learningRate: warmUp(step(1e-3, 4, 0.5), 3) }),
      methods: { dropout: 0.3, dropoutKind: "dropConnect" },
    },
  ];
  for (const { model, optimizer, methods } of cases) {
    const values = methodValues(methods);
    const net = buildNet(model, { dropoutKind: values["dropoutKind"] as never });
    const trainer = new Trainer({ net, optimizer, methods: values, batch: 20, device, examples: [data.train], seed: 7 });
    await trainer.train(0, order.take(0, 20 * steps), 1);
    hash.update(new Uint8Array(Float64Array.from((await trainer.weights()).slice(0, trainer.memory.parameters.length)).buffer));
  }
  return hash.digest("hex").slice(0, 16);
}

// When one of these changes, trials have other digits than before: raise NUMERICAL_VERSION, and put the new digests here.
const VERSION = 2;
const FUSED = "9c0bffdad4890a4c";
const REFERENCE = "1addfc488143edfa";

test("the digits are those of this numerical version", async () => {
  expect(NUMERICAL_VERSION).toBe(VERSION);
  for (const device of fusedWidths) expect(await digest(device, 10), device.simd).toBe(FUSED);
  expect(await digest(reference, 1)).toBe(REFERENCE);
});

test("devices that share all bits share their numerics, and others do not", () => {
  expect(numericsOf({ name: "native", simd: "avx512" })).toBe(numericsOf({ name: "native", simd: "neon" }));
  const texts = ["native avx2", "native baseline", "wasm relaxed", "wasm plain", "reference float64"].map((text) => {
    const [name, simd] = text.split(" ") as [Device["name"], string];
    return numericsOf({ name, simd });
  });
  expect(new Set(texts).size).toBe(5);
});
