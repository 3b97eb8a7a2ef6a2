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

/** The dropout layers without a rate of their own, in their order: in a residual block those of the shortcut come first. */
export const freeSites = (layers: readonly LayerSpec[]): { readonly rate: "input" | "hidden" }[] =>
  layers.flatMap((spec): { readonly rate: "input" | "hidden" }[] => {
    if (spec.layer === "residual") return [...freeSites(spec.shortcut ?? []), ...freeSites(spec.layers)];
    return spec.layer === "dropout" && typeof spec.rate !== "number" ? [{ rate: spec.rate ?? "hidden" }] : [];
  });

const hasOwnRate = (layers: readonly LayerSpec[]): boolean =>
  layers.some((spec) => {
    if (spec.layer === "residual") return hasOwnRate(spec.layers) || hasOwnRate(spec.shortcut ?? []);
    return spec.layer === "dropout" && typeof spec.rate === "number" && spec.rate > 0;
  });
