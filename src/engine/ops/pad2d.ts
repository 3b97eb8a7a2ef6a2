import type { Shape } from "../shape.ts";
import { image } from "./conv2d.ts";
import type { OpAttributes } from "./opAttributes.ts";
import type { OpRule } from "./opRule.ts";

/** Zeros around each feature map: [channels][height + 2 · padding][width + 2 · padding]. */
export const pad2d: OpRule<"pad2d"> = {
  shape({ x }, { padding }) {
    const [channels, height, width] = image(x, "pad2d");
    return [channels, height + 2 * padding, width + 2 * padding];
  },
  forward(emission, node) {
    const { x } = node.inputs;
    emission.emit("pad2d", { x: emission.value(x), y: emission.value(node.output), ...maps(x.shape, node.attributes) });
  },
  gradient(emission, node) {
    const { x } = node.inputs;
    emission.emit("crop2d", { x: emission.gradient(node.output), y: emission.contribute(x), ...maps(x.shape, node.attributes) });
  },
};

function maps(x: Shape, { padding }: OpAttributes["pad2d"]) {
  const [channels, height, width] = image(x, "pad2d");
  return { channels, height, width, padding };
}
