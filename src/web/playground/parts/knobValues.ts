import type { DropoutLayerKind } from "#nn";
import type { MaxNormScope } from "#regularize";
import { sharedFields } from "../settings/settingFields.ts";
import type { Settings, SharedSettings, TwinSettings } from "../settings/settings.ts";
import { differences, type SiteFace } from "../settings/twinDifferences.ts";

/** Where a slider of rates or strengths stops; a value between two of them is shown as it is. */
export const rates: readonly number[] = Array.from({ length: 19 }, (_, i) => Number((i * 0.05).toFixed(2)));
/** Off, then about three to a power of ten. */
export const strengths = [0, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1] as const;
/** Off, then tighter to the right. */
export const limits = [0, 10, 8, 6, 5, 4, 3.5, 3, 2.5, 2, 1.75, 1.5, 1.25, 1, 0.8, 0.6, 0.5] as const;
export const learningRates = [1e-5, 3e-5, 1e-4, 2e-4, 3e-4, 5e-4, 7e-4, 1e-3, 1.5e-3, 2e-3, 3e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1] as const;
export const batches = [10, 20, 50, 100, 200, 500] as const;
export const trainingCounts = [200, 500, 1000, 2000, 5000, 10_000, 20_000] as const;
export const wrongShares: readonly number[] = rates;
export const models = ["lenet", "mlp(100,50)", "mlp(1024,1024,2048)", "residual"] as const;

export const kindWords: { readonly [kind in DropoutLayerKind]: string } = {
  inverted: "inverted",
  classic: "classic",
  gaussian: "Gaussian noise",
  spatial: "whole maps",
  dropConnect: "DropConnect",
};
export const scopeWords: { readonly [scope in MaxNormScope]: string } = { unit: "each unit", kernel: "whole layer" };

/** What people call each knob of a twin. */
export const knobWords: { readonly [name in keyof TwinSettings]: string } = {
  dropout: "dropout rate",
  dropoutKind: "kind of dropout",
  maxNorm: "max-norm c",
  maxNormScope: "limit of",
  l1: "L1",
  l2: "L2",
};

/** The stop that is nearest to a value, by ratio where it is one of strengths. */
export function stopOf(stops: readonly number[], value: number): number {
  const exact = stops.indexOf(value);
  if (exact >= 0) return exact;
  const distance = (stop: number) => (stop > 0 && value > 0 ? Math.abs(Math.log(stop / value)) : Number.POSITIVE_INFINITY);
  return stops.reduce((best, stop, i) => (distance(stop) < distance(stops[best] as number) ? i : best), 0);
}

export const orOff = (value: number): string => (value === 0 ? "off" : short(value));
/** `0.001`, `3e−6` */
export const short = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential().replace("-", "−") : String(value);
export const percent = (share: number): string => `${Math.round(100 * share)}%`;

/** What differs, and what follows from how much does. */
export function differenceWords(settings: Settings, sites?: readonly SiteFace[]): { readonly text: string; readonly isWarning: boolean } {
  const names = differences(settings, sites).map((name) => knobWords[name]);
  if (names.length === 0) return { text: "Nothing differs: both twins stay the same to the last digit.", isWarning: false };
  if (names.length === 1) return { text: `One thing differs: ${names[0]}.`, isWarning: false };
  const last = names.at(-1);
  const count =
    names.length === 2 ? "Two" : names.length === 3 ? "Three" : names.length === 4 ? "Four" : names.length === 5 ? "Five" : "Six";
  return {
    text: `${count} things differ: ${names.slice(0, -1).join(", ")} and ${last}. Change one at a time and you will know what did it.`,
    isWarning: true,
  };
}

/** Whether the twins are alike in it. */
export function markOf(name: keyof TwinSettings, settings: Settings, sites?: readonly SiteFace[]): "=" | "≠" {
  return differences(settings, sites).includes(name) ? "≠" : "=";
}

/** A model by its name, or as data; throws a sentence where it is neither. */
export function modelFrom(text: string): SharedSettings["model"] {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{")) return trimmed;
  try {
    return JSON.parse(trimmed);
  } catch (error) {
    throw new Error(`model: this is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

export const modelText = (model: SharedSettings["model"]): string => (typeof model === "string" ? model : JSON.stringify(model, null, 2));

const seedField = sharedFields.find(({ name }) => name === "seed");
export const seedRange = seedField?.range ?? "";
/** A seed as it was typed; undefined where it is none. */
export function seedFrom(text: string): number | undefined {
  const seed = seedField?.read(text);
  return seedField?.allows(seed) ? (seed as number) : undefined;
}
