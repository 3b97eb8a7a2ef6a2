import type { Emission } from "../emission.ts";
import { size } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { OpRule } from "./opRule.ts";

/** All features on one axis. The memory is the same, so no instruction is needed. */
export const flatten: OpRule<"flatten"> = {
  shape: ({ x }) => [size(x)],
  forward(emission, node) {
    const { x } = node.inputs;
    emission.alias(node.output, x);
    if (sharesGradient(emission, x)) emission.aliasGradient(node.output, emission.contribute(x));
  },
  gradient(emission, node) {
    const { x } = node.inputs;
    if (sharesGradient(emission, x)) return;
    const dy = emission.gradient(node.output);
    emission.emit("copy", { x: dy, y: emission.contribute(x), length: dy.length });
  },
};

/** Where nothing else reads x, the gradients of x and of the output are one buffer. */
function sharesGradient(emission: Emission, x: Tensor): boolean {
  return emission.mode === "train" && x.trainable && emission.consumers.get(x) === 1;
}
