import { fixed } from "./fixed.ts";
import type { Node } from "./node.ts";
import type { OpAttributes, OpName } from "./ops/opAttributes.ts";
import type { OpInputs } from "./ops/opInputs.ts";
import type { InputShapes } from "./ops/opRule.ts";
import { opTable } from "./ops/opTable.ts";
import { type Shape, size } from "./shape.ts";
import type { Cell, Parameter, State, Tensor } from "./tensor.ts";

/** What a tensor is stays: memory is planned by it, and functions of others get it. */
const lasting = <T extends Tensor>(tensor: T): T => fixed({ ...tensor, shape: [...tensor.shape] });

/** A net as a list of ops in the order of computation. Build it, then give it to `compile`. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly parameters: Parameter[] = [];
  readonly cells: Cell[] = [];
  readonly inputs: Tensor[] = [];
  readonly states: State[] = [];
  readonly #tensors = new Set<Tensor>();

  /** Whether a tensor is one of this graph. */
  has(tensor: Tensor): boolean {
    return this.#tensors.has(tensor);
  }

  /** The examples of the batch, as bytes of the data set times `scale`. */
  images(shape: Shape, scale: number): Tensor {
    const pixelScale = this.cell("pixelScale", scale);
    const images: Tensor = lasting({ name: "images", kind: "images", shape, batched: true, trainable: false });
    return this.apply("gather", { images, scale: pixelScale }, {});
  }

  /** The labels of the batch. */
  labels(): Tensor {
    const labels: Tensor = lasting({ name: "labels", kind: "labels", shape: [], batched: true, trainable: false });
    return this.apply("gatherLabels", { labels }, {});
  }

  /** A batched value that the caller writes to the arena before each run; a trainable one gets a gradient. */
  input(name: string, shape: Shape, trainable = false): Tensor {
    const input: Tensor = lasting({ name, kind: "input", shape, batched: true, trainable });
    this.inputs.push(input);
    this.#tensors.add(input);
    return input;
  }

  /** Numbers that last from step to step and are not learned: counters, sums, running means. */
  state(name: string, shape: Shape, initial = 0): State {
    const state: State = lasting({ name, kind: "state", shape, batched: false, trainable: false, initial });
    this.states.push(state);
    this.#tensors.add(state);
    return state;
  }

  parameter(name: string, shape: Shape, role: Parameter["role"], fanIn: number, fanOut: number): Parameter {
    const parameter: Parameter = lasting({ name, kind: "parameter", shape, batched: false, trainable: true, role, fanIn, fanOut });
    this.parameters.push(parameter);
    this.#tensors.add(parameter);
    return parameter;
  }

  /** A number that can change between steps. */
  cell(name: string, initial: number): Cell {
    const cell: Cell = lasting({ name, kind: "cell", shape: [], batched: false, trainable: false, initial });
    this.cells.push(cell);
    this.#tensors.add(cell);
    return cell;
  }

  /** Adds an op; its shape rule checks the inputs and throws a sentence that names what does not fit. */
  apply<K extends OpName>(op: K, inputs: OpInputs[K], attributes: OpAttributes[K], name: string = op): Tensor {
    const tensors: readonly Tensor[] = Object.values(inputs);
    const shapes = Object.fromEntries(Object.entries(inputs).map(([input, { shape }]: [string, Tensor]) => [input, shape]));
    const shape = opTable[op].shape(shapes as InputShapes<K>, attributes);
    const batched = !opTable[op].joinsExamples && tensors.some((input) => input.batched);
    const trainable = tensors.some((input) => input.trainable);
    const output: Tensor = lasting({ name, kind: "result", shape, batched, trainable });
    this.nodes.push({ op, inputs, attributes, output } as Node);
    this.#tensors.add(output);
    return output;
  }

  /** Puts another op with the same output into the place of one. */
  replace(node: Node, by: Node): void {
    this.nodes[this.nodes.indexOf(node)] = by;
  }
}

/** How many learned numbers a graph has. */
export function parameterCount(graph: Graph): number {
  return graph.parameters.reduce((sum, parameter) => sum + size(parameter.shape), 0);
}
