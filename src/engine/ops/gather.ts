import { absent, type OpRule } from "./opRule.ts";

/**
 * The bytes or floats of the step's examples, times a scale, as an activation [features][lanes].
 * Inputs: images, scale cell, and after fusion with an input dropout its rate cell.
 */
export const gather: OpRule<"gather"> = {
  shape: ({ images }) => images,
  forward(emission, node) {
    const { rate } = node.inputs;
    emission.emit("gather", {
      y: emission.value(node.output),
      scratch: emission.scratch(4 * emission.lanes),
      scale: emission.cell(node.inputs.scale),
      rate: rate ? emission.cell(rate) : absent,
      layer: node.attributes.layer ?? 0,
    });
  },
  gradient() {},
};

/** The labels of the step's examples [lanes]. */
export const gatherLabels: OpRule<"gatherLabels"> = {
  shape: () => [],
  forward(emission, node) {
    emission.emit("gatherLabels", { y: emission.value(node.output) });
  },
  gradient() {},
};
