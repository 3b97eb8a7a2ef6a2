import { type Shape, shapeText } from "../shape.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { absent, inputAt, type OpRule } from "./opRule.ts";

/**
 * The mean over examples of log Σ exp(logits) − logits[label]. Inputs: logits [classes], labels, and the pair of numbers
 * { mean of the last step, running sum over examples }. One instruction computes the loss and, in training, the gradient.
 */
export const softmaxCrossEntropy: OpRule<OpAttributes["softmaxCrossEntropy"]> = {
  shape([logits]) {
    if (logits?.length !== 1) throw new Error(`softmaxCrossEntropy: needs flat logits, got ${shapeText(logits as Shape)}`);
    return [];
  },
  forward(emission, node) {
    const [logits, labels, losses] = [inputAt(node, 0), inputAt(node, 1), inputAt(node, 2)];
    emission.emit("softmaxCrossEntropy", {
      logits: emission.value(logits),
      labels: emission.value(labels),
      losses: emission.value(losses),
      dlogits: emission.mode === "train" && logits.trainable ? emission.contribute(logits) : absent,
      classes: logits.shape[0] as number,
    });
  },
  gradient() {},
};
