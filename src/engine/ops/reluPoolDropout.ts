import type { Shape } from "../shape.ts";
import { image } from "./conv2d.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { absent, type OpRule } from "./opRule.ts";
import { pooledShape } from "./pooling.ts";

/**
 * dropout(max-pool(relu(x))) in one pass. Inputs: x and, where there is dropout, its rate's cell. The backward pass finds the
 * maximum again from x and writes the gradient over it.
 */
export const reluPoolDropout: OpRule<"reluPoolDropout"> = {
  shape: ({ x }, { size }) => pooledShape(x, { size, stride: size }, "maxPool2d"),
  forward(emission, node) {
    const { x, rate } = node.inputs;
    emission.emit("reluPoolDropoutForward", {
      x: emission.value(x),
      y: emission.value(node.output),
      rate: rate ? emission.cell(rate) : absent,
      layer: node.attributes.layer,
      ...extents(x.shape, node.attributes),
    });
  },
  gradient(emission, node) {
    const { x, rate } = node.inputs;
    emission.emit("reluPoolDropoutInputGradient", {
      x: emission.value(x),
      y: emission.value(node.output),
      dy: emission.gradient(node.output),
      dx: emission.contribute(x, emission.value(x)),
      rate: rate ? emission.cell(rate) : absent,
      ...extents(x.shape, node.attributes),
    });
  },
};

function extents(x: Shape, { size }: OpAttributes["reluPoolDropout"]) {
  const [channels, height, width] = image(x, "maxPool2d");
  return { channels, height, width, size };
}
