import type { LayerSpec, ModelSpec } from "./model.ts";

/** The model for data with so many classes: dense layers of `"classes"` units have a unit for each. */
export function withClasses(model: ModelSpec, classes: number): ModelSpec {
  const fitted = (layer: LayerSpec): LayerSpec => {
    if (layer.layer === "dense" && layer.units === "classes") return { ...layer, units: classes };
    if (layer.layer !== "residual") return layer;
    return { ...layer, layers: layer.layers.map(fitted), ...(layer.shortcut && { shortcut: layer.shortcut.map(fitted) }) };
  };
  return { ...model, layers: model.layers.map(fitted) };
}
