import type { Emission } from "../emission.ts";
import type { Node } from "../node.ts";
import type { Shape } from "../shape.ts";
import type { OpAttributes, OpName } from "./opAttributes.ts";
import type { OpInputs } from "./opInputs.ts";

/** The shapes of an op's inputs, by name. */
export type InputShapes<K extends OpName> = { readonly [name in keyof OpInputs[K]]: Shape };

/** What an op is: the shape it gives, the instructions that compute it, and those that send its gradient back. */
export interface OpRule<K extends OpName> {
  /** The output's shape; throws a sentence when the inputs do not fit. */
  shape(inputs: InputShapes<K>, attributes: OpAttributes[K]): Shape;
  /** Whether the output is one for all examples together, though the inputs are one for each. */
  readonly joinsExamples?: boolean;
  /** Whether it adds to the loss: what no such op depends on has no gradient. */
  readonly addsToLoss?: boolean;
  /** Emits the instructions that compute the output. */
  forward(emission: Emission, node: Node<K>): void;
  /** Emits the instructions that turn the output's gradient into those of the inputs that need one. */
  gradient(emission: Emission, node: Node<K>): void;
}

/** The operand of an optional buffer or cell that is absent. */
export const absent = -1;
