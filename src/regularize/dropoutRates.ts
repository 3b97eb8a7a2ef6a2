import { type DropoutKind, dropoutTable } from "#engine";
import type { DropoutLayerKind, DropoutSite } from "#nn";
import type { MethodValues } from "./methodOptions.ts";

/** Masks are drawn with 16 bits for each decision. */
export const STEPS = 65536;
/** No noise is further from 0 than this many standard deviations: its numbers are drawn with 24 bits. */
const FURTHEST = 5.5;
const MOST_OF_INPUT = 0.2;

/** Whether a kind draws noise, and no decisions in steps. */
export const drawsNoise = (kind: DropoutLayerKind): boolean => kind in dropoutTable && dropoutTable[kind as DropoutKind].draws === "noise";

/** Whether the run decides the rate of a layer; the others have a number of their own in the model. */
export const isFree = ({ rate }: Pick<DropoutSite, "rate">): boolean => typeof rate !== "number";

/** The rate of each dropout layer: its own, else that of the list, else `dropout` by the rule of its place. */
export const siteRates = (values: MethodValues, sites: readonly DropoutSite[]): number[] => ratesOfSites(values, sites);

/** The same, of layers of which nothing but their rate is known. */
export function ratesOfSites(
  { dropout, dropoutRates: rates }: Pick<MethodValues, "dropout" | "dropoutRates">,
  sites: readonly Pick<DropoutSite, "rate">[],
): number[] {
  const ruled = { hidden: dropout, input: Math.min(dropout, MOST_OF_INPUT) };
  let free = 0;
  return sites.map((site) => (typeof site.rate === "number" ? site.rate : (rates[free++] ?? ruled[site.rate])));
}

/** The rate at which units really are dropped: whole steps of 1 / 65536; of Gaussian noise 0 where no factor differs from 1 as a float32. */
export function drawnRate(rate: number, kind: DropoutLayerKind): number {
  if (drawsNoise(kind)) return Math.sqrt(rate / (1 - rate)) * FURTHEST <= 2 ** -25 ? 0 : rate;
  return Math.floor(Math.fround(Math.fround(rate) * STEPS + 0.5)) / STEPS;
}
