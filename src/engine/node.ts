import type { OpAttributes, OpName } from "./ops/opAttributes.ts";
import type { OpInputs } from "./ops/opInputs.ts";
import type { Tensor } from "./tensor.ts";

/** One op of a graph with what it reads, by name, and what it gives. */
export type Node<K extends OpName = OpName> = {
  readonly [op in K]: {
    readonly op: op;
    readonly inputs: OpInputs[op];
    readonly attributes: OpAttributes[op];
    readonly output: Tensor;
  };
}[K];

/** What a node reads, without the names. */
export const inputsOf = ({ inputs }: Node): readonly Tensor[] => Object.values(inputs);
