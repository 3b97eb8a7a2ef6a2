import { padded, type Shape, shapeText, size } from "../shape.ts";
import { absent, type OpRule } from "./opRule.ts";

/**
 * Batch normalization (Ioffe and Szegedy 2015): each channel (axis 0) over all its positions and the step's examples, in
 * training; with the running statistics elsewhere. Inputs: x, scale [channels], shift [channels], the states runningMean and
 * runningVariance [channels], and the cells momentum (of the running statistics) and epsilon.
 */
export const batchNorm: OpRule<"batchNorm"> = {
  shape({ x, scale }) {
    if (!x[0] || scale[0] !== x[0]) throw new Error(`batchNorm: scale ${shapeText(scale)} does not fit ${shapeText(x)}`);
    return x;
  },
  forward(emission, { inputs, output }) {
    const sizes = extents(output.shape);
    const common = {
      x: emission.value(inputs.x),
      scale: emission.value(inputs.scale),
      shift: emission.value(inputs.shift),
      y: emission.value(output),
      runningMean: emission.value(inputs.runningMean),
      runningVariance: emission.value(inputs.runningVariance),
      epsilon: emission.cell(inputs.epsilon),
      ...sizes,
    };
    if (emission.mode !== "train") return emission.emit("batchNormEvaluate", common);
    const saved = emission.saved(output, padded(2 * sizes.channels));
    emission.emit("batchNormTrain", { ...common, saved, momentum: emission.cell(inputs.momentum) });
  },
  gradient(emission, { inputs: { x, scale, shift }, output }) {
    const dy = emission.gradient(output);
    const sizes = extents(output.shape);
    emission.emit("batchNormGradient", {
      x: emission.value(x),
      scale: emission.value(scale),
      saved: emission.saved(output, padded(2 * sizes.channels)),
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
