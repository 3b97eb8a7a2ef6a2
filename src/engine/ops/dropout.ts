import { type Shape, size } from "../shape.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { absent, inputAt, type OpRule } from "./opRule.ts";

/**
 * Inverted dropout: in training a unit is zero with probability rate, else scaled by 1 / (1 − rate); `fuse` removes the op
 * from evaluation. Inputs: x, the rate's cell, and optionally a given mask of ones and zeros like x.
 */
export const dropout: OpRule<OpAttributes["dropout"]> = {
  shape: ([x]) => x as Shape,
  forward(emission, node) {
    emission.emit("dropoutForward", {
      x: emission.value(inputAt(node, 0)),
      y: emission.value(node.output),
      ...settings(emission, node),
    });
  },
  gradient(emission, node) {
    const dy = emission.gradient(node.output);
    emission.emit("dropoutInputGradient", { dy, dx: emission.contribute(inputAt(node, 0), dy), ...settings(emission, node) });
  },
};

const settings = (...[emission, node]: Parameters<(typeof dropout)["forward"]>) => ({
  rate: emission.cell(inputAt(node, 1)),
  layer: node.attributes.layer,
  given: node.inputs[2] ? emission.value(node.inputs[2]) : absent,
  features: size(node.output.shape),
});
