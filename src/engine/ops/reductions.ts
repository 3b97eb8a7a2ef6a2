import { shapeText, size } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { OpRule } from "./opRule.ts";

/** The sum of all features: of a batched tensor a number for each example, else one number. */
export const sum: OpRule<"sum"> = {
  shape: () => [],
  forward(emission, node) {
    const { x } = node.inputs;
    emission.emit("sumForward", {
      x: emission.value(x),
      y: emission.value(node.output),
      features: size(x.shape),
      width: width(emission.lanes, x),
    });
  },
  gradient(emission, node) {
    const { x } = node.inputs;
    emission.emit("sumInputGradient", {
      dy: emission.gradient(node.output),
      dx: emission.contribute(x),
      features: size(x.shape),
      width: width(emission.lanes, x),
    });
  },
};

/** How many numbers lie side by side for each feature: the lanes, or one. */
const width = (lanes: number, x: Tensor) => (x.batched ? lanes : 1);

/** The mean over the step's examples of each feature: from batched to not. */
export const batchMean: OpRule<"batchMean"> = {
  shape: ({ x }) => x,
  joinsExamples: true,
  forward(emission, node) {
    const { x } = node.inputs;
    if (!x.batched) throw new Error(`batchMean: ${x.name} (${shapeText(x.shape)}) has no examples to average over`);
    emission.emit("batchMeanForward", { x: emission.value(x), y: emission.value(node.output), features: size(x.shape) });
  },
  gradient(emission, node) {
    const { x } = node.inputs;
    emission.emit("batchMeanInputGradient", { dy: emission.gradient(node.output), dx: emission.contribute(x), features: size(x.shape) });
  },
};

/** Adds strength · x to the loss. Inputs: x (one number), the strength's cell, the losses of the net. */
export const addToLoss: OpRule<"addToLoss"> = {
  addsToLoss: true,
  shape({ x }) {
    if (size(x) !== 1) throw new Error(`addToLoss: needs one number, got ${shapeText(x)}; sum it first`);
    return [];
  },
  forward(emission, node) {
    const strength = emission.cell(node.inputs.strength);
    if (emission.mode !== "train") return;
    emission.emit("addToLoss", { x: emission.value(node.inputs.x), losses: emission.value(node.inputs.losses), strength });
  },
  gradient(emission, node) {
    emission.emit("addToLossGradient", { dx: emission.contribute(node.inputs.x), strength: emission.cell(node.inputs.strength) });
  },
};
