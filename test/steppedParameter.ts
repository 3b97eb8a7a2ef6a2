import { compile, type Device, Graph, layOut } from "#engine";
import type { MakeOptimizer } from "#optim";
import { reference } from "./devices.ts";

/** Where one parameter is, from 1, after a step of an optimizer with each of the gradients. */
export async function steppedParameter(make: MakeOptimizer, gradients: readonly number[], device: Device = reference): Promise<number> {
  const graph = new Graph();
  graph.parameter("w", [1], "kernel", 1, 1);
  const optimizer = make(graph);
  const memory = layOut(graph, { feed: optimizer.fed, slots: optimizer.slots, batch: 1 });
  const { parameters, gradients: gradient, slots } = memory;
  const { program, cells } = compile(graph, memory, {
    mode: "train",
    batch: 1,
    feedWidth: optimizer.fed.length,
    after: (emission) => optimizer.emit(emission, { parameter: parameters, gradient, slots, length: parameters.length }),
  });
  const session = await device.open(cells, [{ images: new Uint8Array(1), labels: new Uint8Array(1), features: 1, count: 1 }]);
  for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
  await session.write(parameters.offset as number, [1]);
  for (const [i, g] of gradients.entries()) {
    await session.write(gradient.offset as number, [g]);
    const feed = Float64Array.from(optimizer.feed(i + 1));
    await session.run(program, { examples: 0, indices: Int32Array.of(0), seed: 1, iteration: i + 1, feed });
  }
  return (await session.read(parameters.offset as number, 1))[0] as number;
}
