import { shapeText } from "#engine";
import { type ClassifierOptions, checkedClassifier, outputLayer } from "./lenet.ts";
import type { LayerSpec, ModelSpec } from "./model.ts";

const convolution = (filters: number, stride = 1): LayerSpec[] => [
  { layer: "conv2d", filters, size: 3, stride, padding: 1, initializer: "heNormal" },
  { layer: "batchNorm" },
];

/** Two convolutions and a way around them, halving the maps where `stride` is 2. */
function block(filters: number, stride: number): LayerSpec[] {
  const layers: LayerSpec[] = [...convolution(filters, stride), { layer: "relu" }, { layer: "dropout" }, ...convolution(filters)];
  const shortcut: LayerSpec[] = [{ layer: "conv2d", filters, size: 1, stride, initializer: "heNormal" }, { layer: "batchNorm" }];
  return [{ layer: "residual", layers, ...(stride > 1 && { shortcut }) }, { layer: "relu" }];
}

/**
 * A small residual net (He, Zhang, Ren and Sun 2016) with batch normalization: a convolution and three blocks of 8, 16 and 32 maps,
 * each half as wide and high as the one before, the mean of each map, and one unit for each class; dropout inside the blocks. For square
 * pictures: throws RangeError for others.
 */
export function residualNet(options: ClassifierOptions = {}): ModelSpec {
  const { input = [1, 28, 28], classes = "classes", logits = "linear" } = checkedClassifier("residualNet", options);
  const [, height, width] = input;
  if (input.length !== 3 || height !== width)
    throw new RangeError(
      `residualNet: input: ${shapeText(input)} is no square picture, channels × size × size; cut the pictures, or give lenet or layers`,
    );
  const last = Math.ceil(Math.ceil((height as number) / 2) / 2);
  return {
    name: "residual",
    input,
    layers: [
      ...convolution(8),
      { layer: "relu" },
      ...block(8, 1),
      ...block(16, 2),
      ...block(32, 2),
      { layer: "averagePool2d", size: last },
      { layer: "flatten" },
      ...outputLayer(classes, logits),
    ],
  };
}
