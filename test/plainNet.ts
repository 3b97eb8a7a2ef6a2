import { compile, type Device, layOut, type Numbers, type Tensor } from "#engine";
import { buildNet, type LayerSpec } from "#nn";
import type { MakeOptimizer } from "#optim";
import type { Trainer } from "#train";
import type { Counts } from "../src/train/trainerOptions.ts";
import { inOrder } from "./inOrder.ts";

interface PlainOptions {
  readonly input: readonly number[];
  readonly layers: readonly LayerSpec[];
  readonly optimizer: MakeOptimizer;
  readonly device: Device;
  readonly batch: number;
  readonly examples: Parameters<Device["open"]>[1][number];
}

/** A net that knows nothing of the catalog, and what it computes. */
export interface PlainNet {
  /** Its parameters in order, one after the other, and its running statistics. */
  read(): Promise<Numbers[]>;
  write(values: readonly Numbers[]): Promise<void>;
  train(indices: Int32Array): Promise<void>;
  evaluate(indices: Int32Array): Promise<Counts & { logits: Float64Array }>;
}

/**
 * The model without its dropout layers, and after the gradients the optimizer's update of
 * all parameters in one stretch: a path on which no method of the catalog can have left anything.
 */
export async function plainNet({ input, layers, optimizer, device, batch, examples }: PlainOptions): Promise<PlainNet> {
  const net = buildNet({ name: "plain", input, layers: layers.filter(({ layer }) => layer !== "dropout") });
  const { graph, logits, labels, losses, counts, classes } = net;
  const update = optimizer(graph);
  const memory = layOut(graph, { feed: update.fed, slots: update.slots, batch });
  const { parameters, gradients, slots } = memory;
  const training = compile(graph, memory, {
    mode: "train",
    batch,
    feedWidth: update.fed.length,
    after: (emission) => update.emit(emission, { parameter: parameters, gradient: gradients, slots, length: parameters.length }),
  });
  const evaluation = compile(graph, memory, {
    mode: "evaluate",
    batch: 80,
    keep: [logits],
    after: (emission) => {
      const value = (tensor: Tensor) => emission.value(tensor);
      emission.emit("tally", { logits: value(logits), labels: value(labels), counts: value(counts), classes });
    },
  });
  const session = await device.open(Math.max(training.cells, evaluation.cells), [examples]);
  for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
  const offsetOf = (tensor: Tensor) => memory.layout.buffers.get(tensor)?.offset as number;
  const lasting = lastingOf(net);
  let iteration = 0;
  return {
    read: () => inOrder(lasting, (tensor) => session.read(offsetOf(tensor), length(tensor))),
    async write(values) {
      for (const [i, tensor] of lasting.entries()) await session.write(offsetOf(tensor), values[i] as Numbers);
    },
    async train(indices) {
      iteration++;
      await session.run(training.program, { examples: 0, indices, seed: 1, iteration, feed: Float64Array.from(update.feed(iteration)) });
    },
    async evaluate(indices) {
      await session.write(offsetOf(losses), [0, 0, 0]);
      await session.write(offsetOf(counts), [0, ...Array(classes).fill(Number.NEGATIVE_INFINITY)]);
      await session.run(evaluation.program, { examples: 0, indices, seed: 1, iteration: 1, feed: new Float64Array(0) });
      const rows = await session.read(evaluation.offsetOf(logits), classes * 80);
      const [correct = 0, ...highestLogits] = await session.read(offsetOf(counts), 1 + classes);
      const [, sum = 0, lost = 0] = await session.read(offsetOf(losses), 3);
      return {
        loss: (sum + lost) / indices.length,
        accuracy: correct / indices.length,
        highestLogits,
        logits: Float64Array.from(
          { length: indices.length * classes },
          (_, i) => rows[(i % classes) * 80 + Math.floor(i / classes)] as number,
        ),
      };
    },
  };
}

/** Parameters but those of a mixture, then running statistics: what a net with methods and one without both have. */
export function readLasting(trainer: Trainer): Promise<Numbers[]> {
  return inOrder(lastingOf(trainer.net), (tensor) => trainer.read(tensor as never));
}

export async function writeLasting(trainer: Trainer, values: readonly Numbers[]): Promise<void> {
  for (const [i, tensor] of lastingOf(trainer.net).entries()) await trainer.write(tensor as never, values[i] as Numbers);
}

function lastingOf({ graph }: Trainer["net"]): Tensor[] {
  return [...graph.parameters.filter(({ role }) => role !== "mixture"), ...graph.states.filter(({ name }) => name.includes("running"))];
}

const length = ({ shape }: Tensor) => shape.reduce((product, extent) => product * extent, 1);
