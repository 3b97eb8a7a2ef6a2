import { operations, shown, size } from "#engine";
import type { Net } from "#nn";
import type { Penalty } from "./learnerOptions.ts";

/** Adds a regularizer of one's own to the loss of a net. Throws a sentence where it gives no single number. */
export function addPenalty(net: Net, { name, strength, on = "kernels", of }: Penalty): void {
  const { graph } = net;
  const kernels = graph.parameters.filter(({ role }) => role === "kernel");
  const cell = graph.cell(`strength of ${name}`, strength);
  const tensors = on === "kernels" ? kernels : net.activations.map(({ output }) => output);
  if (!tensors.some(({ trainable }) => trainable))
    throw new Error(
      `penalty ${name}: this net has no ${on === "kernels" ? "kernel" : "hidden activation layer behind weights"} for it to act on`,
    );
  for (const tensor of tensors) {
    const value = of(tensor, operations(graph));
    if (!value?.shape)
      throw new TypeError(`penalty ${name}: it gives ${shown(value)}, no tensor; compose one of the operations it is given`);
    if (size(value.shape) !== 1 || value.batched)
      throw new Error(
        `penalty ${name}: it gives ${value.batched ? "a value for each example" : "several values"}; end with ops.sum of a tensor, after ops.batchMean for activations`,
      );
    graph.apply("addToLoss", [value, cell, net.losses], {});
  }
}
