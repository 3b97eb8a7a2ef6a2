import type { Emission } from "../emission.ts";
import { padded, size } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { OpRule } from "./opRule.ts";

/** A function of each element, see `unaryKinds`: leaky ReLU has slope 0.01, ELU alpha 1, GELU is the exact one. */
export const unary: OpRule<"unary"> = {
  shape: ({ x }) => x,
  forward(emission, node) {
    const { x } = node.inputs;
    const { kind } = node.attributes;
    emission.emit("unaryForward", { x: emission.value(x), y: emission.value(node.output), kind, length: lengthOf(emission, x) });
  },
  gradient(emission, node) {
    const { x } = node.inputs;
    const dy = emission.gradient(node.output);
    emission.emit("unaryInputGradient", {
      x: emission.value(x),
      y: emission.value(node.output),
      dy,
      dx: emission.contribute(x, dy),
      kind: node.attributes.kind,
      length: lengthOf(emission, x),
    });
  },
};

/** How many numbers a tensor takes in the arena, padding included. */
export function lengthOf(emission: Emission, x: Tensor): number {
  return x.batched ? size(x.shape) * emission.lanes : padded(size(x.shape));
}
