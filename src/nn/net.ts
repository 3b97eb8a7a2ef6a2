import { Graph, shapeText, type Tensor } from "#engine";
import { type LayerKind, layerTable } from "./layerTable.ts";
import type { LayerSpec, ModelSpec } from "./model.ts";

/** A model as a graph, from the bytes of the images to the loss. */
export interface Net {
  readonly graph: Graph;
  readonly logits: Tensor;
  readonly labels: Tensor;
  /** { mean loss of the last step, running sum of the loss over examples } */
  readonly losses: Tensor;
  /** { correct examples, highest logit of class 0, of class 1, … } over the examples of an evaluation */
  readonly counts: Tensor;
  readonly classes: number;
}

/** Builds a classifier with a softmax cross-entropy loss. Bytes of the images are multiplied by `scale`. */
export function buildNet(model: ModelSpec, scale: number = 1 / 255): Net {
  const graph = new Graph();
  let x = graph.images(model.input, scale);
  const counts = new Map<LayerKind, number>();
  for (const spec of model.layers) {
    const index = (counts.get(spec.layer) ?? 0) + 1;
    counts.set(spec.layer, index);
    x = addLayer(graph, x, spec, `${spec.layer}${index}`, index);
  }
  if (x.shape.length !== 1) throw new Error(`model ${model.name}: the last layer gives ${shapeText(x.shape)}, not one logit per class`);
  const labels = graph.labels();
  const losses = graph.state("losses", [2]);
  graph.apply("softmaxCrossEntropy", [x, labels, losses, graph.cell("labelSmoothing", 0)], {}, "loss");
  const classes = x.shape[0] as number;
  return { graph, logits: x, labels, losses, counts: graph.state("counts", [1 + classes]), classes };
}

function addLayer(graph: Graph, x: Tensor, spec: LayerSpec, name: string, index: number): Tensor {
  try {
    return layerTable[spec.layer](graph, x, spec as never, name, index);
  } catch (error) {
    throw new Error(`layer ${name}: ${(error as Error).message}`);
  }
}
