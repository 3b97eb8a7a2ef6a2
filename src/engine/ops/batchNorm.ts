import { padded, type Shape, shapeText, size } from "../shape.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { absent, inputAt, type OpRule } from "./opRule.ts";

/**
 * Batch normalization (Ioffe and Szegedy 2015): each channel (axis 0) over all its positions and the step's examples, in
 * training; with the running statistics elsewhere. Inputs: x, scale [channels], shift [channels], the states runningMean and
 * runningVariance [channels], and the cells momentum (of the running statistics) and epsilon.
 */
export const batchNorm: OpRule<OpAttributes["batchNorm"]> = {
  shape([x, scale]) {
    if (!x?.[0] || scale?.[0] !== x[0])
      throw new Error(`batchNorm: scale ${shapeText(scale as Shape)} does not fit ${shapeText(x as Shape)}`);
    return x;
  },
  forward(emission, node) {
    const [x, scale, shift, mean, variance] = [0, 1, 2, 3, 4].map((i) => emission.value(inputAt(node, i))) as [
      never,
      never,
      never,
      never,
      never,
    ];
    const y = emission.value(node.output);
    const epsilon = emission.cell(inputAt(node, 6));
    const common = { x, scale, shift, y, runningMean: mean, runningVariance: variance, epsilon, ...extents(node.output.shape) };
    if (emission.mode !== "train") return emission.emit("batchNormEvaluate", common);
    const saved = emission.named(node.output, "statistics", padded(2 * common.channels));
    emission.emit("batchNormTrain", { ...common, saved, momentum: emission.cell(inputAt(node, 5)) });
  },
  gradient(emission, node) {
    const [x, scale, shift] = [inputAt(node, 0), inputAt(node, 1), inputAt(node, 2)];
    const dy = emission.gradient(node.output);
    const sizes = extents(node.output.shape);
    emission.emit("batchNormGradient", {
      x: emission.value(x),
      scale: emission.value(scale),
      saved: emission.named(node.output, "statistics", padded(2 * sizes.channels)),
      dy,
      dx: x.trainable ? emission.contribute(x, dy) : absent,
      dscale: emission.contribute(scale),
      dshift: emission.contribute(shift),
      ...sizes,
    });
  },
};

function extents(shape: Shape) {
  const channels = shape[0] as number;
  return { channels, positions: size(shape) / channels };
}
