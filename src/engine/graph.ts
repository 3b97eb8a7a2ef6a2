import type { OpAttributes, OpName } from "./ops/opAttributes.ts";
import { opTable } from "./ops/opTable.ts";
import { type Shape, size } from "./shape.ts";
import type { Cell, Node, Parameter, State, Tensor } from "./tensor.ts";

/** A net as a list of ops in the order of computation. Build it, then give it to `compile`. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly parameters: Parameter[] = [];
  readonly cells: Cell[] = [];
  readonly inputs: Tensor[] = [];
  readonly states: State[] = [];

  /** The examples of the batch, as bytes of the data set times `scale`. */
  images(shape: Shape, scale: number): Tensor {
    const pixelScale = this.cell("pixelScale", scale);
    const images: Tensor = { name: "images", kind: "images", shape, batched: true, trainable: false };
    return this.apply("gather", [images, pixelScale], {});
  }

  /** The labels of the batch. */
  labels(): Tensor {
    const labels: Tensor = { name: "labels", kind: "labels", shape: [], batched: true, trainable: false };
    return this.apply("gatherLabels", [labels], {});
  }

  /** A batched value that the caller writes to the arena before each run; a trainable one gets a gradient. */
  input(name: string, shape: Shape, trainable = false): Tensor {
    const input: Tensor = { name, kind: "input", shape, batched: true, trainable };
    this.inputs.push(input);
    return input;
  }

  /** Numbers that last from step to step and are not learned: counters, sums, running means. */
  state(name: string, shape: Shape, initial = 0): State {
    const state: State = { name, kind: "state", shape, batched: false, trainable: false, initial };
    this.states.push(state);
    return state;
  }

  parameter(name: string, shape: Shape, role: Parameter["role"], fanIn: number, fanOut: number): Parameter {
    const parameter: Parameter = { name, kind: "parameter", shape, batched: false, trainable: true, role, fanIn, fanOut };
    this.parameters.push(parameter);
    return parameter;
  }

  /** A number that can change between steps. */
  cell(name: string, initial: number): Cell {
    const cell: Cell = { name, kind: "cell", shape: [], batched: false, trainable: false, initial };
    this.cells.push(cell);
    return cell;
  }

  /** Adds an op; its shape rule checks the inputs and throws a sentence that names what does not fit. */
  apply<K extends OpName>(op: K, inputs: readonly Tensor[], attributes: OpAttributes[K], name: string = op): Tensor {
    const shape = opTable[op].shape(
      inputs.map((input) => input.shape),
      attributes,
    );
    const batched = !opTable[op].joinsExamples && inputs.some((input) => input.batched);
    const trainable = inputs.some((input) => input.trainable);
    const output: Tensor = { name, kind: "result", shape, batched, trainable };
    this.nodes.push({ op, inputs, attributes, output } as Node);
    return output;
  }

  /** Gives an op of this graph more inputs, which it can do without. */
  extend(node: Node, more: readonly Tensor[]): void {
    this.nodes[this.nodes.indexOf(node)] = { ...node, inputs: [...node.inputs, ...more] };
  }
}

/** How many learned numbers a graph has. */
export function parameterCount(graph: Graph): number {
  return graph.parameters.reduce((sum, parameter) => sum + size(parameter.shape), 0);
}
