import { LANES, padded, size } from "../shape.ts";
import { dropoutRule } from "./dropoutKinds.ts";
import { absent, type OpRule } from "./opRule.ts";
import { lengthOf } from "./unary.ts";

/**
 * Dropout, of activations (a decision for each example) or of weights (one decision for the whole step). In training, and when a thinned
 * net is sampled: `inverted` gives 0 with probability rate, else x / (1 − rate); `classic` 0 or x; `gaussian` x · (1 + √(rate / (1 − rate))
 * · z) with z standard normal. In evaluation `classic` gives x · (1 − rate), the others x: `fuse` removes them, unless their output is
 * asked for. With `perMap` a whole feature map shares a decision. Inputs: x, the rate's cell, and optionally a given mask of ones and zeros
 * like x.
 */
export const dropout: OpRule<"dropout"> = {
  shape: ({ x }) => x,
  forward(emission, node) {
    const [x, y] = [emission.value(node.inputs.x), emission.value(node.output)];
    if (emission.mode !== "evaluate") return emission.emit("dropoutForward", { x, y, ...settings(emission, node) });
    if (!dropoutRule(node.attributes.kind).scalesInEvaluation) return emission.alias(node.output, node.inputs.x);
    const { rate, given } = settings(emission, node);
    emission.emit("dropoutExpectation", { x, y, rate, given, length: lengthOf(emission, node.inputs.x) });
  },
  gradient(emission, node) {
    const dy = emission.gradient(node.output);
    emission.emit("dropoutInputGradient", { dy, dx: emission.contribute(node.inputs.x, dy), ...settings(emission, node) });
  },
};

const settings = (...[emission, node]: Parameters<(typeof dropout)["forward"]>) => {
  const { output, attributes } = node;
  const common = {
    rate: emission.cell(node.inputs.rate),
    layer: attributes.layer,
    given: node.inputs.given ? emission.value(node.inputs.given) : absent,
    kind: attributes.kind ?? "inverted",
  };
  if (!output.batched) return { ...common, features: padded(size(output.shape)) / LANES, positions: 1, width: LANES, ofWeights: 1 };
  const maps = attributes.perMap ? (output.shape[0] as number) : size(output.shape);
  return { ...common, features: maps, positions: size(output.shape) / maps, width: emission.lanes, ofWeights: 0 };
};
