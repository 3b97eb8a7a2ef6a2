import { type Graph, size, type Tensor } from "#engine";
import type { LayerSpec } from "./model.ts";

export type LayerKind = LayerSpec["layer"];
type SpecOf<K extends LayerKind> = Extract<LayerSpec, { layer: K }>;

/** Adds a layer to a graph. `name` is unique in the net, `index` counts the layers of its kind from 1. */
type AddLayer<K extends LayerKind> = (graph: Graph, x: Tensor, spec: SpecOf<K>, name: string, index: number) => Tensor;

/** How each kind of layer becomes ops and parameters. */
export const layerTable: { readonly [K in LayerKind]: AddLayer<K> } = {
  conv2d(graph, x, { filters, size: window }, name) {
    const channels = x.shape[0] ?? 0;
    const [fanIn, fanOut] = [channels * window * window, filters * window * window];
    const weight = graph.parameter(`${name}.weight`, [filters, channels, window, window], "kernel", fanIn, fanOut);
    const bias = graph.parameter(`${name}.bias`, [filters], "bias", fanIn, fanOut);
    return graph.apply("conv2d", [x, weight, bias], { filters, size: window }, name);
  },
  dense(graph, x, { units }, name) {
    const inputs = size(x.shape);
    const weight = graph.parameter(`${name}.weight`, [units, inputs], "kernel", inputs, units);
    const bias = graph.parameter(`${name}.bias`, [units], "bias", inputs, units);
    return graph.apply("dense", [x, weight, bias], { outputs: units }, name);
  },
  relu: (graph, x, _, name) => graph.apply("relu", [x], {}, name),
  maxPool2d: (graph, x, spec, name) => graph.apply("maxPool2d", [x], { size: spec.size }, name),
  flatten: (graph, x, _, name) => graph.apply("flatten", [x], {}, name),
  dropout: (graph, x, { rate }, name, index) => graph.apply("dropout", [x, graph.cell(rate, 0)], { layer: index }, name),
};
