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

const hasOwnRate = (layers: readonly LayerSpec[]): boolean =>
  layers.some((spec) => {
    if (spec.layer === "residual") return hasOwnRate(spec.layers) || hasOwnRate(spec.shortcut ?? []);
    return spec.layer === "dropout" && typeof spec.rate === "number" && spec.rate > 0;
  });
