import type { LayerSpec, ModelSpec } from "./model.ts";

/**
 * The post's net, after LeNet-5 (LeCun et al. 1998): two convolutions 5 × 5 with 6 and 16 filters, each with ReLU and 2 × 2
 * max-pooling, then dense 120, 84, 10; dropout on the input (rate `inputDropout`) and before every later layer with weights
 * (rate `dropout`). The post's code applies ReLU to the logits as well, so a class can die; `linear` is the usual net.
 */
export function lenet(logits: "relu" | "linear"): ModelSpec {
  const dropout: LayerSpec = { layer: "dropout", rate: "dropout" };
  const block = (filters: number): LayerSpec[] => [
    { layer: "conv2d", filters, size: 5 },
    { layer: "relu" },
    { layer: "maxPool2d", size: 2 },
    dropout,
  ];
  const hidden = (units: number): LayerSpec[] => [{ layer: "dense", units }, { layer: "relu" }, dropout];
  return {
    name: "lenet",
    input: [1, 28, 28],
    layers: [
      { layer: "dropout", rate: "inputDropout" },
      ...block(6),
      ...block(16),
      { layer: "flatten" },
      ...hidden(120),
      ...hidden(84),
      { layer: "dense", units: 10 },
      ...(logits === "relu" ? [{ layer: "relu" } as const] : []),
    ],
  };
}
