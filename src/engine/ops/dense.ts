import { LANES, padded, shapeText } from "../shape.ts";
import type { OpRule } from "./opRule.ts";

const UNITS_AT_ONCE = 64; // kernels/dense.hpp

/** weight x + bias. Inputs: x [inputs], weight [outputs][inputs], bias [outputs]. */
export const dense: OpRule<"dense"> = {
  shape({ x, weight }, { outputs }) {
    if (x.length !== 1) throw new Error(`dense: needs a flat input, got ${shapeText(x)}; put a flatten layer before it`);
    if (weight[0] !== outputs || weight[1] !== x[0])
      throw new Error(`dense: weight ${shapeText(weight)} does not fit ${x[0]} inputs and ${outputs} outputs`);
    return [outputs];
  },
  forward(emission, node) {
    const { x, weight, bias } = node.inputs;
    emission.emit("denseForward", {
      x: emission.value(x),
      weight: emission.value(weight),
      bias: emission.value(bias),
      y: emission.value(node.output),
      inputs: x.shape[0] as number,
      outputs: node.attributes.outputs,
    });
  },
  gradient(emission, node) {
    const { x, weight, bias } = node.inputs;
    const dy = emission.gradient(node.output);
    const extents = { inputs: x.shape[0] as number, outputs: node.attributes.outputs };
    emission.emit("denseWeightGradient", {
      x: emission.value(x),
      dy,
      dweight: emission.contribute(weight),
      dbias: emission.contribute(bias),
      scratch: emission.scratch((padded(extents.inputs) + LANES) * emission.lanes),
      ...extents,
    });
    if (!x.trainable) return;
    emission.emit("denseInputGradient", {
      dy,
      weight: emission.value(weight),
      dx: emission.contribute(x),
      scratch: emission.scratch(UNITS_AT_ONCE * (padded(extents.inputs) + LANES)),
      ...extents,
    });
  },
};
