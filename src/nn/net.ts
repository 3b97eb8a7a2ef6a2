import { Graph, type Parameter, type Shape, type State, shapeText, type Tensor } from "#engine";
import { type Initializer, makeInitializer } from "./initializers.ts";
import { type DropoutSite, type LayerKind, layerTable, type NetBuilder } from "./layerTable.ts";
import { type ActivationName, activationNames, type DropoutLayerKind, type LayerSpec, type ModelSpec, modelDefaults } from "./model.ts";
import { checkModelSize } from "./modelSize.ts";

/** A model as a graph, from the images to the loss. */
export interface Net {
  readonly graph: Graph;
  readonly logits: Tensor;
  readonly labels: Tensor;
  /** { mean loss of the last step, running sum of the loss over examples, what that sum lost by rounding } */
  readonly losses: State;
  /** { correct examples, highest logit of class 0, of class 1, … } over the examples of an evaluation */
  readonly counts: State;
  readonly classes: number;
  /** Whether the softmax of the logits are probabilities that the loss trains: not with the squared error. */
  readonly hasProbabilities: boolean;
  /** Whether the logits have passed a ReLU, so that a class can die. */
  readonly reluLogits: boolean;
  readonly dropouts: readonly DropoutSite[];
  /** Outputs of the hidden activation layers. */
  readonly activations: readonly { readonly kind: ActivationName; readonly output: Tensor }[];
  /** The starting values of a parameter; see Initializer. */
  initialValues: Initializer;
  /** Sets how a parameter starts that is added later. */
  initialize(parameter: Parameter, initializer: Initializer): void;
}

export interface NetOptions {
  /** The shape of an example, where the model does not say. */
  readonly input?: Shape;
  /** What the bytes or floats of the data are multiplied by; 1 / 255 unless given. */
  readonly scale?: number;
  /** Of dropout layers without a kind of their own; inverted unless given. */
  readonly dropoutKind?: DropoutLayerKind;
}

const MOST_OF_NAME = 60;

/** Builds a classifier. Throws a sentence that names the layer and the shapes that do not fit. */
export function buildNet(model: ModelSpec, { input, scale = 1 / 255, dropoutKind = "inverted" }: NetOptions = {}): Net {
  const title =
    model.name === "model" ? "model" : `model ${model.name.length > MOST_OF_NAME ? `${model.name.slice(0, MOST_OF_NAME)}…` : model.name}`;
  explained(title, () => checkModelSize(model.layers));
  const shape = model.input ?? input;
  if (!shape) throw new Error(`${title}: it does not say the shape of its input, and no data says it`);
  if (input && String(shape) !== String(input))
    throw new Error(`${title}: its input is ${shapeText(shape)}, the data has ${shapeText(input)}`);
  const graph = new Graph();
  const initializers = new Map<Parameter, Initializer>();
  const kernelInitializer = makeInitializer(model.initializer ?? modelDefaults.initializer);
  const counts = new Map<LayerKind, number>();
  const builder: NetBuilder = {
    graph,
    dropoutKind,
    sites: [],
    activations: [],
    weightDropout: undefined,
    kernel(name, kernelShape, fanIn, fanOut, initializer) {
      const parameter = graph.parameter(name, kernelShape, "kernel", fanIn, fanOut);
      initializers.set(parameter, initializer ? makeInitializer(initializer) : kernelInitializer);
      return parameter;
    },
    initialize: (parameter, initializer) => void initializers.set(parameter, initializer),
    addAll: (x, layers) => layers.reduce((before, spec) => addLayer(builder, before, spec, counts), x),
  };
  const x = explained(title, () => builder.addAll(graph.images(shape, scale), model.layers));
  if (builder.weightDropout) throw new Error(`${title}: a dropConnect layer has no layer with weights behind it`);
  if (x.shape.length !== 1) throw new Error(`${title}: the last layer gives ${shapeText(x.shape)}, not one number per class`);
  if (graph.parameters.length === 0) throw new Error(`${title}: it has no weights, so it could not learn; add a dense layer`);
  const classes = x.shape[0] as number;
  const last = outputActivation(model) ? builder.activations.at(-1) : undefined;
  const labels = graph.labels();
  const losses = graph.state("losses", [3]);
  if (model.loss === "meanSquaredError")
    graph.apply("meanSquaredError", { x, target: graph.apply("oneHot", { labels }, { classes }), losses }, {}, "loss");
  else graph.apply("softmaxCrossEntropy", { logits: x, labels, losses }, {}, "loss");
  return {
    graph,
    logits: x,
    labels,
    losses,
    counts: graph.state("counts", [1 + classes]),
    classes,
    hasProbabilities: model.loss !== "meanSquaredError",
    reluLogits: last?.kind === "relu",
    dropouts: builder.sites,
    activations: builder.activations.filter((activation) => activation !== last),
    initialValues: (parameter, seed, index) =>
      initializers.get(parameter)?.(parameter, seed, index) ?? new Float64Array(parameter.shape.reduce((a, b) => a * b, 1)),
    initialize: builder.initialize,
  };
}

/** Layers that make no new numbers: what came before them shows in the logits. */
const passing: readonly LayerKind[] = ["dropout", "flatten", "maxPool2d", "averagePool2d"];

/** The activation that gives the logits, possibly pooled, flattened or dropped; undefined where they are linear. */
export function outputActivation({ layers }: ModelSpec): ActivationName | undefined {
  const last = layers.findLast(({ layer }) => !passing.includes(layer))?.layer;
  return activationNames.find((name) => name === last);
}

function addLayer(net: NetBuilder, x: Tensor, spec: LayerSpec, counts: Map<LayerKind, number>): Tensor {
  const index = (counts.get(spec.layer) ?? 0) + 1;
  counts.set(spec.layer, index);
  const name = `${spec.layer}${index}`;
  return explained(`layer ${name}`, () => layerTable[spec.layer](net, x, spec as never, name, index));
}

/** Runs `build`; says where, when it throws. */
function explained<T>(where: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message.replace(/^(conv2d|dense|maxPool2d|averagePool2d|batchNorm): /, "")}`);
  }
}
