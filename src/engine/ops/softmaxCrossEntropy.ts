import { shapeText } from "../shape.ts";
import { absent, type OpRule } from "./opRule.ts";

/**
 * The mean over examples of log Σ exp(logits) − logits[label]. Inputs: logits [classes], labels, and the pair of numbers { mean of the last
 * step, running sum over examples }; optionally the cell of label smoothing s, for training: the target is 1 − s + s / classes for the
 * label and s / classes for the others (Szegedy et al. 2016, section 7). One instruction computes the loss and, in training, the gradient.
 */
export const softmaxCrossEntropy: OpRule<"softmaxCrossEntropy"> = {
  addsToLoss: true,
  shape({ logits }) {
    if (logits.length !== 1) throw new Error(`softmaxCrossEntropy: needs flat logits, got ${shapeText(logits)}`);
    return [];
  },
  forward(emission, node) {
    const { logits, labels, losses } = node.inputs;
    emission.emit("softmaxCrossEntropy", {
      logits: emission.value(logits),
      labels: emission.value(labels),
      losses: emission.value(losses),
      dlogits: emission.mode === "train" && logits.trainable ? emission.contribute(logits) : absent,
      classes: logits.shape[0] as number,
      smoothing: emission.mode === "train" && node.inputs.smoothing ? emission.cell(node.inputs.smoothing) : absent,
    });
  },
  gradient() {},
};
