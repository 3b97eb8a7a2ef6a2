import { shapeText } from "../shape.ts";
import { absent, type OpRule } from "./opRule.ts";

/**
 * The mean over examples and features of (x − target)². Inputs: x and target of one shape, and the pair of numbers { mean of the last
 * step, running sum over examples of the mean over features }. One instruction computes the loss and, in training, the gradient.
 */
export const meanSquaredError: OpRule<"meanSquaredError"> = {
  addsToLoss: true,
  shape({ x, target }) {
    if (String(x) !== String(target))
      throw new Error(`meanSquaredError: ${shapeText(x)} and the target's ${shapeText(target)} are not the same shape`);
    return [];
  },
  forward(emission, node) {
    const { x, target, losses } = node.inputs;
    emission.emit("meanSquaredError", {
      x: emission.value(x),
      target: emission.value(target),
      losses: emission.value(losses),
      dx: emission.mode === "train" && x.trainable ? emission.contribute(x) : absent,
      features: x.shape.reduce((product, extent) => product * extent, 1),
    });
  },
  gradient() {},
};

/** 1 for the label's class, 0 for the others: [classes]. Inputs: labels. */
export const oneHot: OpRule<"oneHot"> = {
  shape: (_, { classes }) => [classes],
  forward(emission, node) {
    emission.emit("oneHot", {
      labels: emission.value(node.inputs.labels),
      y: emission.value(node.output),
      classes: node.attributes.classes,
    });
  },
  gradient() {},
};
