import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { LayerSpec } from "#nn";
import { sgd } from "#optim";
import { devices } from "./devices.ts";
import { parameter, tinyTrainer } from "./tinyTrainer.ts";

interface Packed {
  shape: number[];
  data: number[];
}
interface GoldenCase {
  name: string;
  options: { limit?: number; scope?: "unit" | "kernel"; strength?: number };
  inputs?: Record<string, Packed> & { weight: Packed };
  weight?: Packed;
  output?: Packed;
  gradients?: Record<string, Packed>;
  after?: Packed;
}
const golden = JSON.parse(readFileSync(new URL("golden/regularizers.json", import.meta.url), "utf8")).cases as GoldenCase[];

/** The options that make a golden case. */
function methodsOf({ name, options, inputs }: GoldenCase): Record<string, unknown> {
  if (name === "maxNorm") return { maxNorm: options.limit, maxNormScope: options.scope };
  if (name === "softWeightSharing") return { softSharing: options.strength, softSharingComponents: inputs?.["mean"]?.shape[0] };
  return { [name]: options.strength };
}

/**
 * A step of rate 0 on a black image: the gradient of the cross-entropy is 0 for the kernel, so what is left of the gradient is
 * the penalty's, and what changes the kernel is the constraint.
 */
describe.each(devices)("regularizers on $name", ({ device, name }) => {
  const tolerance = name === "reference" ? 1e-10 : 2e-5;

  test.each(golden)("$name $options gives PyTorch's penalty and gradients, or weights", async (value) => {
    const { shape, data } = (value.inputs?.weight ?? value.weight) as Packed;
    const [units = 0, ...incoming] = shape;
    const layers: LayerSpec[] =
      shape.length === 2
        ? [{ layer: "dense", units }]
        : [{ layer: "conv2d", filters: units, size: incoming[1] as number }, { layer: "flatten" }];
    const features = incoming.reduce((product, extent) => product * extent, 1);
    const trainer = tinyTrainer({
      input: incoming,
      layers,
      methods: methodsOf(value),
      optimizer: sgd({ learningRate: 0 }),
      device,
      batch: 1,
      images: new Uint8Array(features),
      labels: Uint8Array.of(0),
    });
    const [kernel] = trainer.net.graph.parameters;
    const { weight: _, ...mixture } = value.inputs ?? {};
    await trainer.write(kernel as never, data);
    for (const [part, { data: start }] of Object.entries(mixture)) await trainer.write(parameter(trainer, `mixture.${part}`), start);
    await trainer.train(0, Int32Array.of(0), 1);

    expectClose(await trainer.read(kernel as never), value.after?.data ?? data, tolerance);
    if (value.output) expectClose([(await trainer.lastLoss()) - Math.log(units)], value.output.data, tolerance);
    for (const [part, { data: gradient }] of Object.entries(value.gradients ?? {})) {
      const tensor = part === "weight" ? kernel : parameter(trainer, `mixture.${part}`);
      const at = trainer.memory.layout.gradients.get(tensor as never)?.offset as number;
      expectClose(await (await trainer.session).read(at, gradient.length), gradient, tolerance);
    }
    if (value.options.scope !== "unit") return;
    const after = await trainer.read(kernel as never);
    for (let unit = 0; unit < units; unit++) {
      const row = after.subarray(unit * features, (unit + 1) * features);
      expect(Math.hypot(...row)).toBeLessThanOrEqual((value.options.limit as number) * (1 + 1e-6));
    }
  });
});

/** Relative to the largest value of the tensor. */
function expectClose(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  const largest = Math.max(...expected.map(Math.abs));
  const error = Math.max(...expected.map((value, i) => Math.abs(value - (found[i] as number))));
  expect(error / largest).toBeLessThan(tolerance);
}
