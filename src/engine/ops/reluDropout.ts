import { size } from "../shape.ts";
import type { OpRule } from "./opRule.ts";

/** dropout(relu(x)) in one pass; afterwards y > 0 says that the unit was active and kept, so no mask is drawn again. */
export const reluDropout: OpRule<"reluDropout"> = {
  shape: ({ x }) => x,
  forward(emission, node) {
    emission.emit("reluDropoutForward", {
      x: emission.value(node.inputs.x),
      y: emission.value(node.output),
      rate: emission.cell(node.inputs.rate),
      layer: node.attributes.layer,
      features: size(node.output.shape),
    });
  },
  gradient(emission, node) {
    const dy = emission.gradient(node.output);
    emission.emit("reluDropoutInputGradient", {
      y: emission.value(node.output),
      dy,
      dx: emission.contribute(node.inputs.x, dy),
      rate: emission.cell(node.inputs.rate),
      features: size(node.output.shape),
    });
  },
};
