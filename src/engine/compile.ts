import { type Buffer, Emission, type Layout, type Mode } from "./emission.ts";
import { fuse } from "./fuse.ts";
import type { Graph } from "./graph.ts";
import { opcode } from "./instructions.ts";
import { plan } from "./memoryPlan.ts";
import { inputsOf, type Node } from "./node.ts";
import { opTable } from "./ops/opTable.ts";
import type { Program } from "./program.ts";
import { padded, size } from "./shape.ts";
import type { Cell, Tensor } from "./tensor.ts";

/** Everything that lasts in the arena, in order: cells, parameters, states, optimizer memory, gradients, inputs. */
export interface Memory {
  readonly layout: Layout;
  /** The optimizer's memory by name, each as long as all parameters together. */
  readonly slots: ReadonlyMap<string, Buffer>;
  /** All parameters as one stretch, and their gradients as another of the same length and order. */
  readonly parameters: Required<Pick<Buffer, "name" | "length" | "offset">>;
  readonly gradients: Buffer;
  /** The scalars that evaluations depend on, from 0: all that lasts but the optimizer's memory. */
  readonly evaluated: number;
  /** The scalars that a checkpoint must keep: cells, parameters, states and optimizer memory, from 0. */
  readonly lasting: number;
  readonly end: number;
}

export interface LayoutOptions {
  /** Cells that are given anew for each step; they come first, in this order. */
  readonly feed: readonly Cell[];
  /** Names of the optimizer's memory. */
  readonly slots: readonly string[];
  /** The batch of the graph's given inputs. */
  readonly batch: number;
}

/** Lays out the lasting part of a net's arena. */
export function layOut(graph: Graph, { feed, slots, batch }: LayoutOptions): Memory {
  const cells = new Map<Cell, number>();
  for (const cell of [...feed, ...graph.cells]) if (!cells.has(cell)) cells.set(cell, cells.size);
  let end = padded(cells.size);
  const take = (name: string, length: number) => {
    const buffer = { name, length: padded(length), offset: end };
    end += padded(length);
    return buffer;
  };
  const first = end;
  const buffers = new Map<Tensor, Buffer>(graph.parameters.map((parameter) => [parameter, take(parameter.name, size(parameter.shape))]));
  const parameters = { name: "parameters", length: end - first, offset: first };
  for (const state of graph.states) buffers.set(state, take(state.name, size(state.shape)));
  const evaluated = end;
  const places = new Map(slots.map((name) => [name, take(name, parameters.length)]));
  const lasting = end;
  const gradients = take("gradients", parameters.length);
  const gradientBuffers = new Map<Tensor, Buffer>();
  for (const parameter of graph.parameters) {
    const { name, length, offset = 0 } = buffers.get(parameter) as Buffer;
    gradientBuffers.set(parameter, { name: `gradient of ${name}`, length, offset: gradients.offset + offset - first });
  }
  for (const input of graph.inputs) {
    const length = size(input.shape) * padded(batch);
    buffers.set(input, take(input.name, length));
    if (input.trainable) gradientBuffers.set(input, take(`gradient of ${input.name}`, length));
  }
  return { layout: { cells, buffers, gradients: gradientBuffers }, slots: places, parameters, gradients, evaluated, lasting, end };
}

export interface CompileOptions {
  readonly mode: Mode;
  readonly batch: number;
  /** How many cells, from the first, are given anew for each step. */
  readonly feedWidth?: number;
  /** Results whose gradient is given, each by an input of the same shape: for parts of nets that end in no loss. */
  readonly upstream?: ReadonlyMap<Tensor, Tensor>;
  /** Results that can be read after a run. */
  readonly keep?: readonly Tensor[];
  /** Instructions after the last op: an optimizer's update, a count. */
  readonly after?: (emission: Emission) => void;
}

export interface Compiled {
  readonly program: Program;
  /** The size of the arena that it needs. */
  readonly cells: number;
  /** Where a kept tensor's value is after a run. */
  offsetOf(tensor: Tensor): number;
}

/** The ops on which the loss or one of `results` depends; all of a graph without a loss. */
function neededNodes({ nodes }: Graph, results: readonly Tensor[]): readonly Node[] {
  if (!nodes.some(({ op }) => opTable[op].addsToLoss)) return nodes;
  const needed = new Set(results);
  const isNeeded = ({ op, output }: Node) => opTable[op].addsToLoss || needed.has(output);
  for (const node of nodes.toReversed()) if (isNeeded(node)) for (const input of inputsOf(node)) needed.add(input);
  return nodes.filter(isNeeded);
}

/** Compiles a graph to a Program. */
export function compile(graph: Graph, memory: Memory, options: CompileOptions): Compiled {
  const { mode, batch } = options;
  const lanes = padded(batch);
  const { keep = [] } = options;
  const nodes = fuse(neededNodes(graph, [...keep, ...(options.upstream?.keys() ?? [])]), mode, new Set(keep));
  const emission = new Emission(memory.layout, lanes, mode, nodes);
  for (const [result, given] of options.upstream ?? []) emission.aliasGradient(result, emission.value(given));
  for (const node of nodes) opTable[node.op].forward(emission, node as never);
  if (mode === "train")
    for (const node of nodes.toReversed()) {
      if (!node.output.trainable) continue;
      opTable[node.op].gradient(emission, node as never);
      emission.settle();
    }
  options.after?.(emission);

  const { offsets, end } = plan(emission.instructions, memory.end, new Set(keep.map((tensor) => emission.value(tensor))));
  const place = (operand: Buffer | number) => (typeof operand === "number" ? operand : (operand.offset ?? offsets.get(operand) ?? -1));
  const code = emission.instructions.flatMap(({ name, operands }) => [opcode(name), operands.length, ...operands.map(place)]);
  const program = { code: Int32Array.from(code), batch, lanes, feed: { at: 0, width: options.feedWidth ?? 0 } };
  return { program, cells: end, offsetOf: (tensor) => place(emission.value(tensor)) };
}
