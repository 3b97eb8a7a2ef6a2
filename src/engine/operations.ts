import type { Graph } from "./graph.ts";
import { type BinaryKind, binaryKinds, type UnaryKind, unaryKinds } from "./ops/elementwise.ts";
import { shown } from "./shown.ts";
import type { Cell, Tensor } from "./tensor.ts";

/** The engine's functions of tensors, to compose from. Each adds an op to the graph and is differentiated with it. */
export type Operations = { readonly [kind in UnaryKind]: (x: Tensor) => Tensor } & {
  /** Of two tensors of one shape, element by element. */
  readonly [kind in BinaryKind]: (a: Tensor, b: Tensor) => Tensor;
} & {
  /** x times a number. */
  scale(x: Tensor, factor: number): Tensor;
  /** x plus a number. */
  shift(x: Tensor, amount: number): Tensor;
  /** The sum of all elements; of something that each example has, one sum for each example. */
  sum(x: Tensor): Tensor;
  /** The mean over the step's examples of something that each example has. */
  batchMean(x: Tensor): Tensor;
  /** max(x, 0) */
  relu(x: Tensor): Tensor;
};

/** The functions that add to a graph. */
export function operations(graph: Graph): Operations {
  const unary = unaryKinds.map((kind) => [kind, (x: Tensor) => graph.apply("unary", { x }, { kind })]);
  const binary = binaryKinds.map((kind) => [kind, (a: Tensor, b: Tensor) => graph.apply("binary", { a, b }, { kind })]);
  const constants = new Map<number, Cell>();
  const constant = (value: number) => {
    if (typeof value !== "number" || !Number.isFinite(Math.fround(value)))
      throw new RangeError(`operations: ${shown(value)} is no number that float32 can hold; scale and shift take a tensor and a number`);
    const cell = constants.get(value) ?? graph.cell(`constant ${value}`, value);
    constants.set(value, cell);
    return cell;
  };
  return {
    ...Object.fromEntries([...unary, ...binary]),
    scale: (x, factor) => graph.apply("scale", { x, factor: constant(factor) }, {}),
    shift: (x, amount) => graph.apply("shift", { x, amount: constant(amount) }, {}),
    sum: (x) => graph.apply("sum", { x }, {}),
    batchMean: (x) => graph.apply("batchMean", { x }, {}),
    relu: (x) => graph.apply("relu", { x }, {}),
  };
}
