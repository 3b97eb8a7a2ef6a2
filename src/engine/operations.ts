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

/** The functions that add to a graph. Each throws a sentence for what is no tensor of it. */
export function operations(graph: Graph): Operations {
  const own = (name: string, x: Tensor): Tensor => {
    if (!isTensor(x)) throw new TypeError(`${name}: ${shown(x)} is no tensor; give it one that you were given, or that an operation made`);
    if (!graph.has(x)) throw new TypeError(`${name}: ${x.name} is a tensor of another net; compose the tensors of this one`);
    return x;
  };
  const unary = (kind: UnaryKind) => [kind, (x: Tensor) => graph.apply("unary", { x: own(kind, x) }, { kind })];
  const binary = (kind: BinaryKind) => [
    kind,
    (a: Tensor, b: Tensor) => {
      const [one, other] = own(kind, a).batched ? [a, own(kind, b)] : [own(kind, b), a];
      if (one.batched && !other.batched)
        throw new TypeError(
          `${kind}: ${one.name} has values for each example, and ${other.name} has one for all; take batchMean of the first`,
        );
      return graph.apply("binary", { a, b }, { kind });
    },
  ];
  const constants = new Map<number, Cell>();
  const constant = (value: number) => {
    if (typeof value !== "number" || !Number.isFinite(Math.fround(value)))
      throw new RangeError(`operations: ${shown(value)} is no number that float32 can hold; scale and shift take a tensor and a number`);
    const cell = constants.get(value) ?? graph.cell(`constant ${value}`, value);
    constants.set(value, cell);
    return cell;
  };
  return {
    ...Object.fromEntries([...unaryKinds.map(unary), ...binaryKinds.map(binary)]),
    scale: (x, factor) => graph.apply("scale", { x: own("scale", x), factor: constant(factor) }, {}),
    shift: (x, amount) => graph.apply("shift", { x: own("shift", x), amount: constant(amount) }, {}),
    sum: (x) => graph.apply("sum", { x: own("sum", x) }, {}),
    batchMean: (x) => graph.apply("batchMean", { x: own("batchMean", x) }, {}),
    // the op of layers goes over the lanes of examples
    relu: (x) => (own("relu", x).batched ? graph.apply("relu", { x }, {}) : graph.apply("unary", { x }, { kind: "relu" })),
  };
}

const isTensor = (x: unknown): x is Tensor => typeof x === "object" && x !== null && Array.isArray((x as Partial<Tensor>).shape);
