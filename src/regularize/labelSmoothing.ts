import type { Net } from "#nn";
import type { Method } from "./method.ts";

/** 1 − less is 1 as a float32. */
const LEAST_SHARE = 1e-7;

/** Label smoothing: the target of the cross-entropy is mixed with the uniform distribution, in training. */
export const labelSmoothing: Method = {
  name: "labelSmoothing",
  formula: "target = (1 − s) · one-hot + s / classes",
  paper: "Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2016, Rethinking the inception architecture for computer vision, section 7",
  actsOn: "loss",
  options: [
    {
      kind: "number",
      name: "labelSmoothing",
      flags: "--label-smoothing <s>",
      help: "mix this much of the uniform distribution into the targets",
      default: 0,
      range: `0 (off) or a share from ${LEAST_SHARE}, below 1`,
      allows: (share) => share === 0 || (share >= LEAST_SHARE && Math.fround(share) < 1),
      inFloat32: true,
    },
  ],
  isOn: (values) => values.labelSmoothing > 0,
  idle: (_, __, { net }) =>
    crossEntropyOf(net) ? undefined : { reason: "this model's loss is not the softmax cross-entropy; use 0, or change the loss" },
  attach(net, values) {
    const loss = crossEntropyOf(net);
    if (!loss) return {};
    const share = net.graph.cell("labelSmoothing", values.labelSmoothing);
    net.graph.replace(loss, { ...loss, inputs: { ...loss.inputs, smoothing: share } });
    return { cells: ({ labelSmoothing }) => [[share, labelSmoothing]] };
  },
};

const crossEntropyOf = ({ graph }: Net) => graph.nodes.find((node) => node.op === "softmaxCrossEntropy");
