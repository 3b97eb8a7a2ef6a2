import { type ClassifierOptions, checkedClassifier, outputLayer } from "./lenet.ts";
import type { LayerSpec, ModelSpec } from "./model.ts";

/**
 * Dense layers of these sizes with ReLU, then one unit for each class; dropout on the input (at most 0.2) and behind every hidden
 * layer. mlp([1024, 1024, 2048]) is the net of Srivastava et al. 2014, table 9.
 */
export function mlp(hidden: readonly number[], options: ClassifierOptions = {}): ModelSpec {
  const { input, classes = "classes", logits = "linear" } = checkedClassifier("mlp", options);
  if (!Array.isArray(hidden) || !hidden.every((units) => Number.isInteger(units) && units >= 1))
    throw new RangeError(`mlp: ${JSON.stringify(hidden)} is not a list of whole numbers of units from 1, such as [256, 256]`);
  return {
    name: `mlp(${hidden.join(",")})`,
    ...(input && { input }),
    layers: [
      { layer: "dropout", rate: "input" },
      ...(input?.length !== 1 ? [{ layer: "flatten" } as const] : []),
      ...hidden.flatMap((units): LayerSpec[] => [{ layer: "dense", units }, { layer: "relu" }, { layer: "dropout" }]),
      ...outputLayer(classes, logits),
    ],
  };
}
