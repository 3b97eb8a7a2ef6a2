import { type Shape, size } from "../shape.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { inputAt, type OpRule } from "./opRule.ts";

/** x < 0 ? 0 : x, so that NaN passes. The gradient at 0 is 0. */
export const relu: OpRule<OpAttributes["relu"]> = {
  shape: ([x]) => x as Shape,
  forward(emission, node) {
    const x = inputAt(node, 0);
    emission.emit("reluForward", { x: emission.value(x), y: emission.value(node.output), features: size(x.shape) });
  },
  gradient(emission, node) {
    const dy = emission.gradient(node.output);
    const dx = emission.contribute(inputAt(node, 0), dy);
    emission.emit("reluInputGradient", { y: emission.value(node.output), dy, dx, features: size(node.output.shape) });
  },
};
