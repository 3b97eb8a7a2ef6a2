import type { LayerSpec, ModelSpec } from "./model.ts";

const namesClasses = (layer: LayerSpec): boolean =>
  layer.layer === "residual"
    ? layer.layers.some(namesClasses) || (layer.shortcut?.some(namesClasses) ?? false)
    : layer.layer === "dense" && layer.units === "classes";

/**
 * The model for data with so many classes: dense layers of `"classes"` units have a unit for each. One without such layers is itself, so that
 * the configurations of a grid share it.
 */
export function withClasses(model: ModelSpec, classes: number): ModelSpec {
  if (!model.layers.some(namesClasses)) return model;
  const fitted = (layer: LayerSpec): LayerSpec => {
    if (layer.layer === "dense" && layer.units === "classes") return { ...layer, units: classes };
    if (layer.layer !== "residual") return layer;
    return { ...layer, layers: layer.layers.map(fitted), ...(layer.shortcut && { shortcut: layer.shortcut.map(fitted) }) };
  };
  return { ...model, layers: model.layers.map(fitted) };
}
