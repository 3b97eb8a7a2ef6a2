import { definedFields } from "#engine";
import { activationNames, type DropoutLayerKind, type InitializerSpec, type LayerSpec, type ModelSpec, modelDefaults } from "#nn";
import { drawnRate } from "#regularize";

/** What a run says beside its model. */
interface Run {
  readonly dropoutKind: DropoutLayerKind;
  /** Of all dropout layers, in the order of the net. */
  readonly rates: readonly number[];
}

/** A model on the way through its layers. */
interface Walk extends Run {
  /** Of kernels whose layer names none. */
  readonly usual: InitializerSpec;
  /** Dropout layers that were passed: what a layer draws depends on its number among them. */
  dropouts: number;
}

/**
 * A model with all its defaults and the rates of its run written out, without its name and without layers that change nothing: models that
 * make the same net of the same data are the same.
 */
export function equalModel(model: ModelSpec, run: Run): object {
  const { layers, input, loss = modelDefaults.loss, initializer: usual = modelDefaults.initializer } = model;
  return { loss, layers: equalLayers(layers, { ...run, usual, dropouts: 0 }, input?.length === 1) };
}

/** Layers one after the other; `isFlat` says of what comes in that it is known to be flat. What is flat once stays so. */
function equalLayers(layers: readonly LayerSpec[], walk: Walk, isFlat: boolean): object[] {
  let flat = isFlat;
  return layers.flatMap((spec, at) => {
    if (spec.layer === "flatten" && (flat || isFlattenedLater(layers.slice(at + 1), walk))) return [];
    const one = equalLayer(spec, walk, flat);
    flat ||= spec.layer === "dense" || spec.layer === "flatten";
    return one ? [one] : [];
  });
}

/** To a dense layer and what acts on each number by itself it is the same where in the chain before it, if anywhere, it becomes flat. */
function isFlattenedLater(behind: readonly LayerSpec[], { dropoutKind }: Walk): boolean {
  const next = behind.find(
    (spec) =>
      !(activationNames.some((name) => name === spec.layer) || (spec.layer === "dropout" && (spec.kind ?? dropoutKind) !== "spatial")),
  );
  return next?.layer === "dense" || next?.layer === "flatten";
}

/** A layer with its defaults; undefined for a dropout layer that drops nothing. */
function equalLayer(spec: LayerSpec, walk: Walk, isFlat: boolean): object | undefined {
  const { usual, dropoutKind, rates } = walk;
  switch (spec.layer) {
    case "conv2d":
      return { ...modelDefaults.conv2d, initializer: usual, ...definedFields(spec) };
    case "dense":
      return { initializer: usual, ...definedFields(spec) };
    case "maxPool2d":
    case "averagePool2d":
      return { stride: spec.size, ...definedFields(spec) };
    case "batchNorm":
      return { ...modelDefaults.batchNorm, ...definedFields(spec) };
    case "dropout": {
      const { layer, kind = dropoutKind } = spec;
      const number = walk.dropouts++;
      const rate = drawnRate(rates[number] ?? 0, kind);
      return rate ? { layer, number, kind, rate } : undefined;
    }
    case "residual": {
      // in the order of the net, in which dropout layers are counted
      const shortcut = equalLayers(spec.shortcut ?? [], walk, isFlat);
      return { layer: spec.layer, shortcut, layers: equalLayers(spec.layers, walk, isFlat) };
    }
    default:
      return spec;
  }
}
