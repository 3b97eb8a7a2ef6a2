import type { DropoutLayerKind, LayerSpec } from "#nn";
import { ratesOfSites } from "#regularize";
import type { TrialConfig } from "#train";

/**
 * Whether a run draws dropout masks: some rate, of its options or of its model, is above 0. Its options are those that act, as a record has
 * them.
 */
export function drawsMasks({ methods, model }: Pick<TrialConfig, "methods" | "model">): boolean {
  const { dropout = 0, dropoutRates = [] } = methods;
  return dropout > 0 || dropoutRates.some((rate) => rate > 0) || hasOwnRate(model.layers);
}

/** Whether some mask is drawn for each example: those of DropConnect are the whole step's. */
export function dropsByExample({ methods, model }: Pick<TrialConfig, "methods" | "model">): boolean {
  const { dropout = 0, dropoutRates = [], dropoutKind } = methods;
  const layers = dropoutLayers(model.layers);
  const rates = ratesOfSites({ dropout, dropoutRates }, layers);
  return layers.some(({ kind = dropoutKind }, i) => kind !== "dropConnect" && (rates[i] as number) > 0);
}

interface DropoutLayer {
  readonly rate: number | "input" | "hidden";
  readonly kind?: DropoutLayerKind | undefined;
}

/** The dropout layers, in the order of the net: in a residual block those of the shortcut come first. */
export const dropoutLayers = (layers: readonly LayerSpec[]): DropoutLayer[] =>
  layers.flatMap((spec): DropoutLayer[] => {
    if (spec.layer === "residual") return [...dropoutLayers(spec.shortcut ?? []), ...dropoutLayers(spec.layers)];
    return spec.layer === "dropout" ? [{ rate: spec.rate ?? "hidden", kind: spec.kind }] : [];
  });

const hasOwnRate = (layers: readonly LayerSpec[]): boolean =>
  dropoutLayers(layers).some(({ rate }) => typeof rate === "number" && rate > 0);
