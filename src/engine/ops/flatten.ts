import type { Emission } from "../emission.ts";
import { type Shape, size } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { inputAt, type OpRule } from "./opRule.ts";

/** All features on one axis. The memory is the same, so no instruction is needed. */
export const flatten: OpRule<OpAttributes["flatten"]> = {
  shape: ([x]) => [size(x as Shape)],
  forward(emission, node) {
    const x = inputAt(node, 0);
    emission.alias(node.output, x);
    if (sharesGradient(emission, x)) emission.aliasGradient(node.output, emission.contribute(x));
  },
  gradient(emission, node) {
    const x = inputAt(node, 0);
    if (sharesGradient(emission, x)) return;
    const dy = emission.gradient(node.output);
    emission.emit("copy", { x: dy, y: emission.contribute(x), length: dy.length });
  },
};

/** Where nothing else reads x, the gradients of x and of the output are one buffer. */
function sharesGradient(emission: Emission, x: Tensor): boolean {
  return emission.mode === "train" && x.trainable && emission.consumers.get(x) === 1;
}
