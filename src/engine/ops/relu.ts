import { shapeText, size } from "../shape.ts";
import type { OpRule } from "./opRule.ts";

/** x < 0 ? 0 : x, so that NaN passes. The gradient at 0 is 0. */
export const relu: OpRule<"relu"> = {
  shape: ({ x }) => x,
  forward(emission, node) {
    const { x } = node.inputs;
    if (!x.batched) throw new Error(`relu: ${x.name} (${shapeText(x.shape)}) has no examples; take the function of numbers`);
    emission.emit("reluForward", { x: emission.value(x), y: emission.value(node.output), features: size(x.shape) });
  },
  gradient(emission, node) {
    const dy = emission.gradient(node.output);
    const dx = emission.contribute(node.inputs.x, dy);
    emission.emit("reluInputGradient", { y: emission.value(node.output), dy, dx, features: size(node.output.shape) });
  },
};
