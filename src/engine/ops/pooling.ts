import type { Shape } from "../shape.ts";
import { image, windows } from "./conv2d.ts";
import type { OpAttributes } from "./opAttributes.ts";
import type { OpRule } from "./opRule.ts";

type Window = OpAttributes["maxPool2d"];

/** The maximum of each size × size window, `stride` apart; of equal values the first in reading order gets the gradient. */
export const maxPool2d: OpRule<"maxPool2d"> = {
  shape: ({ x }, window) => pooledShape(x, window, "maxPool2d"),
  forward(emission, node) {
    const { x } = node.inputs;
    emission.emit("maxPool2dForward", { x: emission.value(x), y: emission.value(node.output), ...extents(x.shape, node.attributes) });
  },
  gradient(emission, node) {
    const { x } = node.inputs;
    emission.emit("maxPool2dInputGradient", {
      x: emission.value(x),
      dy: emission.gradient(node.output),
      dx: emission.contribute(x),
      ...extents(x.shape, node.attributes),
    });
  },
};

/** The mean of each size × size window, `stride` apart. */
export const averagePool2d: OpRule<"averagePool2d"> = {
  shape: ({ x }, window) => pooledShape(x, window, "averagePool2d"),
  forward(emission, node) {
    const { x } = node.inputs;
    emission.emit("averagePool2dForward", { x: emission.value(x), y: emission.value(node.output), ...extents(x.shape, node.attributes) });
  },
  gradient(emission, node) {
    const { x } = node.inputs;
    const dy = emission.gradient(node.output);
    emission.emit("averagePool2dInputGradient", { dy, dx: emission.contribute(x), ...extents(x.shape, node.attributes) });
  },
};

export function pooledShape(x: Shape, { size, stride }: Window, op: string): Shape {
  const [channels, height, width] = image(x, op);
  return [channels, windows(height, size, stride, x, op), windows(width, size, stride, x, op)];
}

function extents(x: Shape, { size, stride }: Window) {
  const [channels, height, width] = image(x, "pooling");
  return { channels, height, width, size, stride };
}
