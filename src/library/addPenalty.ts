import { type Graph, operations, sha256, shown, size, type Tensor } from "#engine";
import type { Net } from "#nn";
import type { PenaltyAccount } from "#trained";
import type { Penalty } from "./learnerOptions.ts";

/** Adds a regularizer of one's own to the loss of a net. Throws a sentence where it gives no single number. */
export function addPenalty(net: Net, { name, strength, on = "kernels", of }: Penalty): PenaltyAccount {
  const { graph } = net;
  const before = graph.nodes.length;
  const kernels = graph.parameters.filter(({ role }) => role === "kernel");
  const cell = graph.cell(`strength of ${name}`, strength);
  const tensors = on === "kernels" ? kernels : net.activations.map(({ output }) => output);
  if (!tensors.some(({ trainable }) => trainable))
    throw new Error(
      `penalty ${name}: this net has no ${on === "kernels" ? "kernel" : "hidden activation layer behind weights"} for it to act on`,
    );
  const functions = operations(graph);
  for (const tensor of tensors) {
    const value = named(name, () => of(tensor, functions));
    if (!value?.shape)
      throw new TypeError(`penalty ${name}: it gives ${shown(value)}, no tensor; compose one of the operations it is given`);
    if (!graph.has(value)) throw new TypeError(`penalty ${name}: it gives a tensor of another net; compose one of what it is given`);
    if (size(value.shape) !== 1 || value.batched)
      throw new Error(
        `penalty ${name}: it gives ${value.batched ? "a value for each example" : "several values"}; end with ops.sum of a tensor, after ops.batchMean for activations`,
      );
    graph.apply("addToLoss", { x: value, strength: cell, losses: net.losses }, {});
  }
  return { name, strength, ops: sha256(opsFrom(graph, before)).slice(0, 20) };
}

/** What a function of one's own gives; what it throws says of which penalty it is. */
function named<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error) error.message = `penalty ${name}: ${error.message}`;
    throw error;
  }
}

/** The ops of a graph from one on, one a line: results are known by their place, numbers by the names of their cells. */
function opsFrom({ nodes }: Graph, first: number): string {
  const places = new Map<Tensor, number>(nodes.map(({ output }, i) => [output, i]));
  const lines = nodes.slice(first).map(({ op, inputs, attributes }) => {
    const from = Object.values(inputs).map((input: Tensor) => places.get(input) ?? `${input.kind} ${input.name}`);
    return `${op} ${JSON.stringify(attributes)} ${from.join(", ")}`;
  });
  return lines.join("\n");
}
