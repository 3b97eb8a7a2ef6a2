import { checkNames, type Shape, shown } from "#engine";
import type { LayerSpec, ModelSpec } from "./model.ts";

export interface ClassifierOptions {
  /** The shape of an example; that of the data unless given (of MNIST for residualNet, whose last pooling depends on it). */
  readonly input?: Shape;
  /** As many as the data has unless given. */
  readonly classes?: number | "classes";
  /** The post's code applies ReLU to the logits as well, so a class can die; `linear`, the usual net, unless given. */
  readonly logits?: "relu" | "linear";
}

/**
 * The post's net, after LeNet-5 (LeCun et al. 1998): two convolutions 5 × 5 with 6 and 16 filters, each with ReLU and 2 × 2
 * max-pooling, then dense 120, 84 and one unit for each class; dropout on the input (at most 0.2) and before every later layer with
 * weights.
 */
export function lenet(options: ClassifierOptions = {}): ModelSpec {
  const { input, classes = "classes", logits = "linear" } = checkedClassifier("lenet", options);
  const block = (filters: number): LayerSpec[] => [
    { layer: "conv2d", filters, size: 5 },
    { layer: "relu" },
    { layer: "maxPool2d", size: 2 },
    { layer: "dropout" },
  ];
  const hidden = (units: number): LayerSpec[] => [{ layer: "dense", units }, { layer: "relu" }, { layer: "dropout" }];
  return {
    name: "lenet",
    ...(input && { input }),
    layers: [
      { layer: "dropout", rate: "input" },
      ...block(6),
      ...block(16),
      { layer: "flatten" },
      ...hidden(120),
      ...hidden(84),
      ...outputLayer(classes, logits),
    ],
  };
}

const known = ["input", "classes", "logits"];

/** Options of a named model; refuses those that it has not. Numbers are checked with the layers that they make. */
export function checkedClassifier(name: string, options: ClassifierOptions): ClassifierOptions {
  checkNames(name, options, known);
  const { input, logits } = options;
  if (logits !== undefined && logits !== "relu" && logits !== "linear")
    throw new RangeError(`${name}: logits: ${shown(logits)} is not relu or linear`);
  if (input !== undefined && !Array.isArray(input)) throw new TypeError(`${name}: input: ${shown(input)} is no shape, such as [1, 28, 28]`);
  return options;
}

/** The layer that gives the logits. */
export function outputLayer(classes: number | "classes", logits: "relu" | "linear"): LayerSpec[] {
  return [{ layer: "dense", units: classes }, ...(logits === "relu" ? [{ layer: "relu" } as const] : [])];
}
