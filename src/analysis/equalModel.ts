import type { DropoutLayerKind, InitializerSpec, LayerSpec, ModelSpec } from "#nn";

/** What a run says beside its model. */
interface Run {
  readonly dropoutKind: DropoutLayerKind;
}

/** A model with all its defaults written out and without its name: models that make the same net of the same data are the same. */
export function equalModel({ layers, loss = "softmaxCrossEntropy", initializer = "glorotUniform" }: ModelSpec, run: Run): object {
  return { loss, layers: layers.map((spec) => equalLayer(spec, initializer, run)) };
}

function equalLayer(spec: LayerSpec, usual: InitializerSpec, run: Run): object {
  switch (spec.layer) {
    case "conv2d":
      return { stride: 1, padding: 0, initializer: usual, ...given(spec) };
    case "dense":
      return { initializer: usual, ...given(spec) };
    case "maxPool2d":
    case "averagePool2d":
      return { stride: spec.size, ...given(spec) };
    case "batchNorm":
      return { momentum: 0.1, epsilon: 1e-5, ...given(spec) };
    case "dropout":
      return { rate: "hidden", kind: run.dropoutKind, ...given(spec) };
    case "residual": {
      const [inner, shortcut] = [spec.layers, spec.shortcut ?? []].map((some) => some.map((each) => equalLayer(each, usual, run)));
      return { layer: spec.layer, layers: inner, shortcut };
    }
    default:
      return spec;
  }
}

const given = (spec: object) => Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
