import type { Device, Numbers, Parameter, Shape } from "#engine";
import { buildNet, type LayerSpec, type ModelSpec, type Net } from "#nn";
import { type MakeOptimizer, sgd } from "#optim";
import { methodValues } from "#regularize";
import { Trainer } from "#train";
import type { NetOptions } from "../src/nn/net.ts";
import { reference } from "./devices.ts";
import { inOrder } from "./inOrder.ts";

export interface TinyOptions {
  readonly input?: Shape;
  readonly layers?: readonly LayerSpec[];
  readonly model?: Omit<ModelSpec, "name" | "layers">;
  readonly net?: NetOptions;
  readonly methods?: Readonly<Record<string, unknown>>;
  readonly optimizer?: MakeOptimizer;
  readonly device?: Device;
  readonly batch?: number;
  readonly seed?: number;
  /** Bytes of the examples, [count][features]; a fixed pattern unless given. */
  readonly images?: Uint8Array;
  readonly labels?: Uint8Array;
  /** Changes the net before it is laid out. */
  readonly change?: (net: Net) => void;
}

const COUNT = 60;
const mlp: readonly LayerSpec[] = [
  { layer: "dropout", rate: "input" },
  { layer: "flatten" },
  { layer: "dense", units: 9 },
  { layer: "relu" },
  { layer: "dropout" },
  { layer: "dense", units: 3 },
];

/** A small net on a small made-up data set of 60 examples, on the reference device unless told otherwise. */
export function tinyTrainer(options: TinyOptions = {}): Trainer {
  const { input = [1, 4, 5], layers = mlp, batch = 17, seed = 1, device = reference } = options;
  const features = input.reduce((product, extent) => product * extent, 1);
  const methods = methodValues(options.methods);
  const dropoutKind = methods["dropoutKind"] as never;
  const net = buildNet({ name: "tiny", input, layers, ...options.model }, { dropoutKind, ...options.net });
  options.change?.(net);
  const images = options.images ?? Uint8Array.from({ length: COUNT * features }, (_, i) => (i * 7919 + ((i * i) % 251) * 31) % 256);
  const labels = options.labels ?? Uint8Array.from({ length: COUNT }, (_, i) => (i * i + (i >> 2)) % net.classes);
  const examples = [{ images, labels, features, count: labels.length }];
  return new Trainer({
    net,
    optimizer: options.optimizer ?? sgd({ learningRate: 0.1, momentum: 0.9 }),
    ...(options.methods && { methods }),
    batch,
    device,
    examples,
    seed,
  });
}

/** Trains for some steps, on batch after batch of all examples in their order; `from` counts from 1. */
export async function train(trainer: Trainer, steps: number, from = 1): Promise<void> {
  const { batch } = trainer.stepProgram;
  const first = (from - 1) * batch;
  await trainer.train(
    0,
    Int32Array.from({ length: steps * batch }, (_, i) => (first + i) % COUNT),
    from,
  );
}

export const everyExample: Int32Array = Int32Array.from({ length: COUNT }, (_, i) => i);

/** All parameters of a net by name. */
export async function parametersOf(trainer: Trainer): Promise<Record<string, Numbers>> {
  const { parameters } = trainer.net.graph;
  return Object.fromEntries(await inOrder(parameters, async (parameter) => [parameter.name, await trainer.read(parameter)]));
}

export function parameter(trainer: Trainer, name: string): Parameter {
  return trainer.net.graph.parameters.find((candidate) => candidate.name === name) as Parameter;
}
