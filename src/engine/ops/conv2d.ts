import { size as count, LANES, padded, type Shape, shapeText } from "../shape.ts";
import type { OpAttributes } from "./opAttributes.ts";
import type { OpRule } from "./opRule.ts";

/**
 * Cross-correlation plus a bias per filter; for padding put `pad2d` before it.
 * Inputs: x [channels][height][width], weight [filters][channels][size][size], bias [filters].
 */
export const conv2d: OpRule<"conv2d"> = {
  shape({ x, weight }, { filters, size, stride }) {
    const [channels, height, width] = image(x, "conv2d");
    const outHeight = windows(height, size, stride, x, "conv2d");
    if (size > 32) throw new Error(`conv2d: window size ${size} is not in 1 … 32`);
    if (count(weight) !== filters * channels * size * size)
      throw new Error(`conv2d: weight ${shapeText(weight)} does not fit input ${shapeText(x)}`);
    return [filters, outHeight, windows(width, size, stride, x, "conv2d")];
  },
  forward(emission, node) {
    const { x, weight, bias } = node.inputs;
    emission.emit("conv2dForward", {
      x: emission.value(x),
      weight: emission.value(weight),
      bias: emission.value(bias),
      y: emission.value(node.output),
      scratch: emission.scratch(2 * count(weight.shape)),
      ...sizes(x.shape, node.attributes),
    });
  },
  gradient(emission, node) {
    const { x: input, weight, bias } = node.inputs;
    const dy = emission.gradient(node.output);
    const extents = sizes(input.shape, node.attributes);
    emission.emit("conv2dWeightGradient", {
      x: emission.value(input),
      dy,
      dweight: emission.contribute(weight),
      dbias: emission.contribute(bias),
      scratch: emission.scratch(17 * (count(weight.shape) + node.attributes.filters)),
      ...extents,
    });
    if (input.trainable)
      emission.emit("conv2dInputGradient", {
        dy,
        weight: emission.value(weight),
        dx: emission.contribute(input),
        scratch: emission.scratch(padded(count(weight.shape)) + dy.length + 3 * LANES * extents.filters),
        ...extents,
      });
  },
};

/** The three axes of a stack of feature maps. */
export function image(shape: Shape, op: string): readonly [number, number, number] {
  if (shape.length !== 3) throw new Error(`${op}: needs channels × height × width, got ${shapeText(shape)}`);
  return shape as unknown as readonly [number, number, number];
}

/** How many windows fit along an axis. */
export function windows(extent: number, size: number, stride: number, x: Shape, op: string): number {
  if (size > extent) throw new Error(`${op}: a ${size} × ${size} window does not fit into ${shapeText(x)}`);
  return Math.floor((extent - size) / stride) + 1;
}

function sizes(x: Shape, { filters, size, stride }: OpAttributes["conv2d"]) {
  const [channels, height, width] = image(x, "conv2d");
  return { channels, height, width, filters, size, stride };
}
