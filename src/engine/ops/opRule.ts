import type { Buffer, Emission } from "../emission.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** What an op is: the shape it gives, the instructions that compute it, and those that send its gradient back. */
export interface OpRule<Attributes> {
  /** The output's shape; throws a sentence when the inputs do not fit. */
  shape(inputs: readonly Shape[], attributes: Attributes): Shape;
  /** Whether the output is one for all examples together, though the inputs are one for each. */
  readonly joinsExamples?: boolean;
  /** Whether it adds to the loss: what no such op depends on has no gradient. */
  readonly addsToLoss?: boolean;
  /** Emits the instructions that compute the output. */
  forward(emission: Emission, node: OpNode<Attributes>): void;
  /** Emits the instructions that turn the output's gradient into those of the inputs that need one. */
  gradient(emission: Emission, node: OpNode<Attributes>): void;
}

export interface OpNode<Attributes> {
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly output: Tensor;
}

/** The operand of an optional buffer or cell that is absent. */
export const absent = -1;
export type Operand = Buffer | number;

/** The input at `index`; every op has as many as its shape rule checked. */
export function inputAt(node: OpNode<unknown>, index: number): Tensor {
  return node.inputs[index] as Tensor;
}
