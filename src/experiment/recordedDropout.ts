import type { LayerSpec } from "#nn";
import type { TrialConfig } from "#train";

/**
 * Whether a run draws dropout masks: some rate, of its options or of its model, is above 0. Its options are those that act, as a record has
 * them.
 */
export function drawsMasks({ methods, model }: Pick<TrialConfig, "methods" | "model">): boolean {
  const { dropout = 0, dropoutRates = [] } = methods;
  return dropout > 0 || dropoutRates.some((rate) => rate > 0) || hasOwnRate(model.layers);
}

/** The dropout layers, in the order of the net: in a residual block those of the shortcut come first. */
export const dropoutLayers = (layers: readonly LayerSpec[]): { readonly rate: number | "input" | "hidden" }[] =>
  layers.flatMap((spec): { readonly rate: number | "input" | "hidden" }[] => {
    if (spec.layer === "residual") return [...dropoutLayers(spec.shortcut ?? []), ...dropoutLayers(spec.layers)];
    return spec.layer === "dropout" ? [{ rate: spec.rate ?? "hidden" }] : [];
  });

const hasOwnRate = (layers: readonly LayerSpec[]): boolean =>
  dropoutLayers(layers).some(({ rate }) => typeof rate === "number" && rate > 0);
