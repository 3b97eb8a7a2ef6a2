import { type Shape, shapeText } from "../shape.ts";
import { image } from "./conv2d.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { inputAt, type OpRule } from "./opRule.ts";

/** The maximum of each size × size window, windows side by side; of equal values the first in reading order gets the gradient. */
export const maxPool2d: OpRule<OpAttributes["maxPool2d"]> = {
  shape: ([x], { size }) => pooledShape(x as Shape, size),
  forward(emission, node) {
    const x = inputAt(node, 0);
    emission.emit("maxPool2dForward", {
      x: emission.value(x),
      y: emission.value(node.output),
      ...poolExtents(x.shape, node.attributes.size),
    });
  },
  gradient(emission, node) {
    const x = inputAt(node, 0);
    emission.emit("maxPool2dInputGradient", {
      x: emission.value(x),
      dy: emission.gradient(node.output),
      dx: emission.contribute(x),
      ...poolExtents(x.shape, node.attributes.size),
    });
  },
};

export function pooledShape(x: Shape, size: number): Shape {
  const [channels, height, width] = image(x, "maxPool2d");
  if (size > height || size > width) throw new Error(`maxPool2d: a ${size} × ${size} window does not fit into ${shapeText(x)}`);
  return [channels, Math.floor(height / size), Math.floor(width / size)];
}

export function poolExtents(x: Shape, size: number) {
  const [channels, height, width] = image(x, "maxPool2d");
  return { channels, height, width, size };
}
