import { type Shape, size } from "../shape.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { inputAt, type OpRule } from "./opRule.ts";

/** dropout(relu(x)) in one pass; afterwards y > 0 says that the unit was active and kept, so no mask is drawn again. */
export const reluDropout: OpRule<OpAttributes["reluDropout"]> = {
  shape: ([x]) => x as Shape,
  forward(emission, node) {
    emission.emit("reluDropoutForward", {
      x: emission.value(inputAt(node, 0)),
      y: emission.value(node.output),
      rate: emission.cell(inputAt(node, 1)),
      layer: node.attributes.layer,
      features: size(node.output.shape),
    });
  },
  gradient(emission, node) {
    const dy = emission.gradient(node.output);
    emission.emit("reluDropoutInputGradient", {
      y: emission.value(node.output),
      dy,
      dx: emission.contribute(inputAt(node, 0), dy),
      rate: emission.cell(inputAt(node, 1)),
      features: size(node.output.shape),
    });
  },
};
