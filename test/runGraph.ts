import { type Cell, compile, type Device, Graph, layOut, type Numbers, padded, type Session, type Shape, size, type Tensor } from "#engine";
import type { Mode } from "../src/engine/emission.ts";
import { inOrder } from "./inOrder.ts";

/** A small graph to run on a device. Values and results are in PyTorch's order: [example][feature…]. */
export interface GraphCase {
  readonly batch: number;
  /** Batched inputs and unbatched parameters, all trainable, by name. */
  readonly inputs?: Readonly<Record<string, Shape>>;
  readonly parameters?: Readonly<Record<string, Shape>>;
  readonly cells?: Readonly<Record<string, number>>;
  readonly build: (graph: Graph, tensors: Readonly<Record<string, Tensor>>) => Tensor;
}

export interface GraphRun {
  readonly output: Float64Array;
  readonly gradients: Readonly<Record<string, Float64Array>>;
  readonly states: Readonly<Record<string, Float64Array>>;
}

export interface RunValues {
  /** By name, and `upstream`: the gradient of the output. */
  readonly values: Readonly<Record<string, ArrayLike<number>>>;
  readonly seed?: number;
  readonly iteration?: number;
  readonly mode?: Mode;
}

const noExamples = { images: new Uint8Array(1), labels: new Uint8Array(1), features: 1, count: 1 };

/** Compiles the case for a device; the result runs it with given values, as often as one likes. */
export function prepare(
  device: Device,
  { batch, inputs = {}, parameters = {}, cells = {}, build }: GraphCase,
): (run: RunValues) => Promise<GraphRun> {
  const graph = new Graph();
  const tensors: Record<string, Tensor> = {};
  for (const [name, shape] of Object.entries(inputs)) tensors[name] = graph.input(name, shape, true);
  for (const [name, shape] of Object.entries(parameters)) tensors[name] = graph.parameter(name, shape, "kernel", 1, 1);
  const cellTensors = Object.entries(cells).map(([name, value]): Cell => graph.cell(name, value));
  for (const cell of cellTensors) tensors[cell.name] = cell;
  const output = build(graph, tensors);
  const upstream = output.batched ? graph.input("upstream", output.shape) : graph.state("upstream", output.shape);
  const memory = layOut(graph, { feed: [], slots: [], batch });
  const lanes = padded(batch);
  const programs = {
    train: compile(graph, memory, { mode: "train", batch, upstream: new Map([[output, upstream]]), keep: [output] }),
    evaluate: compile(graph, memory, { mode: "evaluate", batch, keep: [output] }),
    sample: compile(graph, memory, { mode: "sample", batch, keep: [output] }),
  };
  const open = async () => {
    const session = await device.open(Math.max(...Object.values(programs).map(({ cells: end }) => end)), [noExamples]);
    for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
    for (const state of graph.states)
      await session.write(memory.layout.buffers.get(state)?.offset as number, new Float64Array(size(state.shape)).fill(state.initial));
    return session;
  };
  let opened: Promise<Session> | undefined;

  const place = async (session: Session, tensor: Tensor, values: ArrayLike<number>) => {
    const offset = memory.layout.buffers.get(tensor)?.offset as number;
    await session.write(offset, tensor.batched ? toLanes(values, batch, size(tensor.shape), lanes) : values);
  };
  const take = async (session: Session, offset: number, tensor: Tensor) =>
    tensor.batched
      ? fromLanes(await session.read(offset, size(tensor.shape) * lanes), batch, size(tensor.shape), lanes)
      : Float64Array.from(await session.read(offset, size(tensor.shape)));

  return async ({ values, seed = 1, iteration = 1, mode = "train" }) => {
    opened ??= open();
    const session = await opened;
    for (const [name, value] of Object.entries(values))
      await place(session, name === "upstream" ? upstream : (tensors[name] as Tensor), value);
    const { program, offsetOf } = programs[mode];
    const indices = new Int32Array(batch);
    await session.run(program, { examples: 0, indices, seed, iteration, feed: new Float64Array(0) });
    const gradients: Record<string, Float64Array> = {};
    for (const name of [...Object.keys(inputs), ...Object.keys(parameters)]) {
      const tensor = tensors[name] as Tensor;
      gradients[name] = await take(session, memory.layout.gradients.get(tensor)?.offset as number, tensor);
    }
    const states = Object.fromEntries(
      await inOrder(graph.states, async (state) => [
        state.name,
        await take(session, memory.layout.buffers.get(state)?.offset as number, state),
      ]),
    );
    return { output: await take(session, offsetOf(output), output), gradients, states };
  };
}

/** [example][feature] -> [feature][lane], 0 past the last example. */
function toLanes(values: ArrayLike<number>, batch: number, features: number, lanes: number): Float64Array {
  const result = new Float64Array(features * lanes);
  for (let n = 0; n < batch; n++) for (let f = 0; f < features; f++) result[f * lanes + n] = values[n * features + f] as number;
  return result;
}

function fromLanes(values: Numbers, batch: number, features: number, lanes: number): Float64Array {
  return Float64Array.from({ length: batch * features }, (_, i) => values[(i % features) * lanes + Math.floor(i / features)] as number);
}
