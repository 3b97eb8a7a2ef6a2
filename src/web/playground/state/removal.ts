import { drawnOrder } from "#train";
import type { View } from "../settings/address.ts";
import type { Removed } from "../twin/seen.ts";

/** The units that are taken away: a share of each list, drawn, at most all but one, and those that one took by hand. The same of both twins. */
export function removedUnits(
  counts: readonly number[],
  seed: number,
  { taken, draw, byHand }: Pick<View, "taken" | "draw" | "byHand">,
): Removed {
  return counts.map((count, list) => {
    const drawn = taken > 0 ? drawnOrder(count, seed, draw, list).slice(0, Math.min(count - 1, Math.round((taken * count) / 100))) : [];
    const own = byHand.flatMap(([of, unit]) => (of === list && unit < count ? [unit] : []));
    return [...new Set([...drawn, ...own])];
  });
}
