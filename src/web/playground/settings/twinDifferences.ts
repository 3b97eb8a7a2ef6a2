import type { DropoutLayerKind, DropoutSite } from "#nn";
import { drawnRate, ratesOfSites } from "#regularize";
import type { Settings, TwinSettings } from "./settings.ts";

/** A dropout layer of the net: whether it has a rate or a kind of its own, which no knob changes. */
export interface SiteFace {
  readonly rate: DropoutSite["rate"];
  readonly kind?: DropoutLayerKind;
  /** What it drops from; by its rate where that is not known. */
  readonly on?: "pixels" | "hidden" | "scores";
  /** How many feature maps it drops from; 1 where it is units. */
  readonly maps?: number;
}

/** As LeNet has them, and before it is known. */
export const usualSites: readonly SiteFace[] = [{ rate: "input" }, { rate: "hidden" }];

/** Whether the knobs of dropout act on a layer of the net. */
export const followsKnob = (sites: readonly SiteFace[]): boolean => sites.some(({ rate }) => typeof rate !== "number");

/** What each dropout layer really does to a twin: its kind and the rate that is drawn. */
export const dropped = ({ dropout, dropoutKind }: TwinSettings, sites: readonly SiteFace[]) =>
  ratesOfSites({ dropout, dropoutRates: [] }, sites).map((rate, i) => {
    const kind = sites[i]?.kind ?? dropoutKind;
    const site = sites[i];
    return { kind, rate: drawnRate(rate, kind), on: site?.on ?? (site?.rate === "input" ? "pixels" : "hidden"), maps: site?.maps };
  });

/** Whether anything is dropped. */
export const drops = (own: TwinSettings, sites: readonly SiteFace[]): boolean => dropped(own, sites).some(({ rate }) => rate > 0);

/** The names of what the twins differ in, where that acts. `sites` are the dropout layers of their net. */
export function differences({ a, b }: Settings, sites: readonly SiteFace[] = usualSites): (keyof TwinSettings)[] {
  const [one, other] = [dropped(a, sites), dropped(b, sites)];
  const acts = (name: keyof TwinSettings): boolean => {
    if (name === "dropout") return one.some(({ rate }, i) => rate !== other[i]?.rate);
    if (name === "dropoutKind") return one.some(({ kind, rate }, i) => rate > 0 && (other[i]?.rate ?? 0) > 0 && kind !== other[i]?.kind);
    if (name === "maxNormScope") return a.maxNorm > 0 && b.maxNorm > 0;
    return true;
  };
  return (Object.keys(a) as (keyof TwinSettings)[]).filter((name) => a[name] !== b[name] && acts(name));
}
