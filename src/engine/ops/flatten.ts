import { type Shape, size } from "../shape.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { inputAt, type OpRule } from "./opRule.ts";

/** All features on one axis. The memory is the same, so no instruction is needed. */
export const flatten: OpRule<OpAttributes["flatten"]> = {
  shape: ([x]) => [size(x as Shape)],
  forward(emission, node) {
    const x = inputAt(node, 0);
    emission.alias(node.output, x);
    if (emission.mode === "train" && x.trainable) emission.aliasGradient(node.output, emission.gradient(x));
  },
  gradient() {},
};
