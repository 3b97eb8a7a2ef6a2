import { type Shape, shapeText, size } from "../shape.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { inputAt, type OpNode, type OpRule } from "./opRule.ts";

/** The sum of all features: of a batched tensor a number for each example, else one number. */
export const sum: OpRule<OpAttributes["sum"]> = {
  shape: () => [],
  forward(emission, node) {
    const x = inputAt(node, 0);
    emission.emit("sumForward", {
      x: emission.value(x),
      y: emission.value(node.output),
      features: size(x.shape),
      width: width(emission.lanes, node),
    });
  },
  gradient(emission, node) {
    const x = inputAt(node, 0);
    emission.emit("sumInputGradient", {
      dy: emission.gradient(node.output),
      dx: emission.contribute(x),
      features: size(x.shape),
      width: width(emission.lanes, node),
    });
  },
};

/** How many numbers lie side by side for each feature: the lanes, or one. */
const width = (lanes: number, node: OpNode<unknown>) => (inputAt(node, 0).batched ? lanes : 1);

/** The mean over the step's examples of each feature: from batched to not. */
export const batchMean: OpRule<OpAttributes["batchMean"]> = {
  shape: ([x]) => x as Shape,
  joinsExamples: true,
  forward(emission, node) {
    const x = inputAt(node, 0);
    if (!x.batched) throw new Error(`batchMean: ${x.name} (${shapeText(x.shape)}) has no examples to average over`);
    emission.emit("batchMeanForward", { x: emission.value(x), y: emission.value(node.output), features: size(x.shape) });
  },
  gradient(emission, node) {
    const x = inputAt(node, 0);
    emission.emit("batchMeanInputGradient", { dy: emission.gradient(node.output), dx: emission.contribute(x), features: size(x.shape) });
  },
};

/** Adds strength · x to the loss. Inputs: x (one number), the strength's cell, the losses of the net. */
export const addToLoss: OpRule<OpAttributes["addToLoss"]> = {
  addsToLoss: true,
  shape([x]) {
    if (size(x as Shape) !== 1) throw new Error(`addToLoss: needs one number, got ${shapeText(x as Shape)}; sum it first`);
    return [];
  },
  forward(emission, node) {
    const strength = emission.cell(inputAt(node, 1));
    if (emission.mode !== "train") return;
    emission.emit("addToLoss", { x: emission.value(inputAt(node, 0)), losses: emission.value(inputAt(node, 2)), strength });
  },
  gradient(emission, node) {
    emission.emit("addToLossGradient", { dx: emission.contribute(inputAt(node, 0)), strength: emission.cell(inputAt(node, 1)) });
  },
};
