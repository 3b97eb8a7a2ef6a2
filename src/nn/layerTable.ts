import { type Cell, type Graph, type Parameter, shapeText, size, type Tensor, type UnaryKind } from "#engine";
import type { Initializer, InitializerSpec } from "./initializers.ts";
import { type ActivationName, type DropoutLayerKind, type LayerSpec, modelDefaults as usual } from "./model.ts";

export type LayerKind = LayerSpec["layer"];
type SpecOf<K extends LayerKind> = Extract<LayerSpec, { layer: K }>;

/** A place where a net drops units or weights; its rate is in a cell of its own. */
export interface DropoutSite {
  /** `dropout2` */
  readonly name: string;
  readonly cell: Cell;
  /** A number that stays, or whose rule the run's rate follows. */
  readonly rate: number | "hidden" | "input";
  readonly kind: DropoutLayerKind;
  /** Whether the model says the kind; else it is the run's. */
  readonly ownKind: boolean;
  /** The feature maps that are dropped from; 1 where they are no maps. */
  readonly maps: number;
  /** What it passes on; none where weights are dropped. */
  readonly output?: Tensor;
}

/** What layers need from the net that is being built. */
export interface NetBuilder {
  readonly graph: Graph;
  readonly dropoutKind: DropoutLayerKind;
  readonly sites: DropoutSite[];
  /** Outputs of activation layers, with the name of the activation. */
  readonly activations: { readonly kind: ActivationName; readonly output: Tensor }[];
  /** A dropConnect layer that waits for the next layer with weights. */
  weightDropout: { cell: Cell; layer: number } | undefined;
  /** A new kernel, started by its layer's initializer, else by the model's. */
  kernel(name: string, shape: readonly number[], fanIn: number, fanOut: number, initializer?: InitializerSpec): Parameter;
  initialize(parameter: Parameter, initializer: Initializer): void;
  /** Adds layers one after the other; numbers them on from those before. */
  addAll(x: Tensor, layers: readonly LayerSpec[]): Tensor;
}

/** Adds a layer. `name` is unique in the net, `index` counts the layers of its kind from 1. */
type AddLayer<K extends LayerKind> = (net: NetBuilder, x: Tensor, spec: SpecOf<K>, name: string, index: number) => Tensor;

/** How each kind of layer becomes ops and parameters. */
export const layerTable: { readonly [K in LayerKind]: AddLayer<K> } = {
  conv2d(net, x, { filters, size: window, stride = usual.conv2d.stride, padding = usual.conv2d.padding, initializer }, name) {
    if (x.shape.length !== 3) throw new Error(`needs channels × height × width, got ${shapeText(x.shape)}`);
    const channels = x.shape[0] as number;
    const [fanIn, fanOut] = [channels * window * window, filters * window * window];
    const kernel = net.kernel(`${name}.weight`, [filters, channels, window, window], fanIn, fanOut, initializer);
    const weight = dropWeights(net, kernel);
    const bias = net.graph.parameter(`${name}.bias`, [filters], "bias", fanIn, fanOut);
    const padded = padding ? net.graph.apply("pad2d", { x }, { padding }) : x;
    return net.graph.apply("conv2d", { x: padded, weight, bias }, { filters, size: window, stride }, name);
  },
  dense(net, x, { units, initializer }, name) {
    if (units === "classes") throw new Error("it has a unit for each class, and no data says how many there are; give a number of units");
    const inputs = size(x.shape);
    const weight = dropWeights(net, net.kernel(`${name}.weight`, [units, inputs], inputs, units, initializer));
    const bias = net.graph.parameter(`${name}.bias`, [units], "bias", inputs, units);
    return net.graph.apply("dense", { x, weight, bias }, { outputs: units }, name);
  },
  maxPool2d: ({ graph }, x, { size: window, stride = window }, name) => graph.apply("maxPool2d", { x }, { size: window, stride }, name),
  averagePool2d: ({ graph }, x, { size: window, stride = window }, name) =>
    graph.apply("averagePool2d", { x }, { size: window, stride }, name),
  flatten: ({ graph }, x, _, name) => graph.apply("flatten", { x }, {}, name),
  batchNorm(net, x, { momentum = usual.batchNorm.momentum, epsilon = usual.batchNorm.epsilon }, name) {
    const { graph } = net;
    const shape = [x.shape[0] as number];
    const scale = graph.parameter(`${name}.scale`, shape, "bias", 1, 1);
    net.initialize(scale, () => new Float64Array(size(shape)).fill(1));
    const shift = graph.parameter(`${name}.shift`, shape, "bias", 1, 1);
    const inputs = {
      ...{ x, scale, shift },
      runningMean: graph.state(`${name}.runningMean`, shape),
      runningVariance: graph.state(`${name}.runningVariance`, shape, 1),
      momentum: graph.cell(`${name}.momentum`, momentum),
      epsilon: graph.cell(`${name}.epsilon`, epsilon),
    };
    return graph.apply("batchNorm", inputs, {}, name);
  },
  relu: (net, x, _, name) => activation(net, "relu", x, name),
  leakyRelu: (net, x, _, name) => activation(net, "leakyRelu", x, name),
  elu: (net, x, _, name) => activation(net, "elu", x, name),
  gelu: (net, x, _, name) => activation(net, "gelu", x, name),
  silu: (net, x, _, name) => activation(net, "silu", x, name),
  tanh: (net, x, _, name) => activation(net, "tanh", x, name),
  sigmoid: (net, x, _, name) => activation(net, "sigmoid", x, name),
  softplus: (net, x, _, name) => activation(net, "softplus", x, name),
  dropout(net, x, { rate = "hidden", kind: ownKind }: { rate?: number | "hidden" | "input"; kind?: DropoutLayerKind }, name, index) {
    const cell = net.graph.cell(`${name}.rate`, typeof rate === "number" ? rate : 0);
    const kind = ownKind ?? net.dropoutKind;
    const maps = x.shape.length === 3 ? (x.shape[0] as number) : 1;
    const site = { name, cell, rate, kind, ownKind: ownKind !== undefined, maps };
    if (kind === "dropConnect") {
      net.sites.push(site);
      if (net.weightDropout) throw new Error("two dropConnect layers stand before one layer with weights; remove one");
      net.weightDropout = { cell, layer: index };
      return x;
    }
    const perMap = kind === "spatial" && maps > 1; // a single map is the whole example
    const unitKind = kind === "spatial" ? "inverted" : kind;
    const output = net.graph.apply("dropout", { x, rate: cell }, { layer: index, kind: unitKind, perMap }, name);
    net.sites.push({ ...site, output });
    return output;
  },
  residual(net, x, { layers, shortcut = [] }, name) {
    if (net.weightDropout)
      throw new Error("a dropConnect layer stands before it, and its weights lie on two ways; put it into its layers or shortcut");
    const direct = addBranch(net, x, shortcut, "shortcut");
    const through = addBranch(net, x, layers, "layers");
    if (String(direct.shape) !== String(through.shape))
      throw new Error(
        `its layers give ${shapeText(through.shape)}, ${shortcut.length ? "its shortcut" : "its input is"} ${shapeText(direct.shape)}: the two cannot be added; ` +
          "give it a shortcut, such as a conv2d of size 1, or change a stride or the filters",
      );
    return net.graph.apply("binary", { a: direct, b: through }, { kind: "add" }, name);
  },
};

/** One of the two ways through a residual block; the weights that a dropConnect layer drops must lie on the same. */
function addBranch(net: NetBuilder, x: Tensor, layers: readonly LayerSpec[], name: "layers" | "shortcut"): Tensor {
  const output = net.addAll(x, layers);
  if (net.weightDropout) throw new Error(`a dropConnect layer has no layer with weights behind it in the block's ${name}`);
  return output;
}

function activation(net: NetBuilder, kind: ActivationName, x: Tensor, name: string): Tensor {
  const output =
    kind === "relu" ? net.graph.apply("relu", { x }, {}, name) : net.graph.apply("unary", { x }, { kind: kind as UnaryKind }, name);
  net.activations.push({ kind, output });
  return output;
}

/** The weights of a layer, or some of them where a dropConnect layer stands before it. */
function dropWeights(net: NetBuilder, weight: Parameter): Tensor {
  const waiting = net.weightDropout;
  if (!waiting) return weight;
  net.weightDropout = undefined;
  return net.graph.apply("dropout", { x: weight, rate: waiting.cell }, { layer: waiting.layer }, `${weight.name} after dropConnect`);
}
