import { philox4x32, size, streams } from "#engine";
import { drawnRate } from "#regularize";
import type { Stage } from "./netStages.ts";

/** Which step's masks, of which seed, and the rate at which they drop. */
export interface Draw {
  /** Of the trial. */
  readonly seed: number;
  readonly iteration: number;
  readonly rate: number;
}

const STEPS = 65536;

/**
 * Which numbers of a stage the first image of a step keeps: 1 or 0 for each, as every device draws them (a decision is 16 bits: feature f
 * reads half f % 2 of word ⌊f / 2⌋ % 4 of the counter (example 0, ⌊f / 8⌋, iteration, layer)). Undefined where no single units are dropped.
 */
export function keptUnits({ shape, masked }: Stage, { seed, iteration, rate }: Draw): Uint8Array | undefined {
  if (!masked || masked.site.kind === "gaussian" || masked.site.kind === "dropConnect") return undefined;
  const { site, layer } = masked;
  const numbers = size(shape);
  const features = site.kind === "spatial" && site.maps > 1 ? site.maps : numbers;
  const limit = Math.round(drawnRate(rate, site.kind) * STEPS);
  const kept = new Uint8Array(numbers).fill(1);
  if (limit === 0) return kept;
  for (let block = 0; 8 * block < features; block++) {
    const words = philox4x32([0, block, iteration, layer], [seed, streams.dropout]);
    for (let f = 8 * block; f < Math.min(features, 8 * block + 8); f++) {
      const bits = ((words[(f >> 1) % 4] as number) >>> (16 * (f % 2))) & 0xffff;
      if (bits < limit) kept.fill(0, (f * numbers) / features, ((f + 1) * numbers) / features);
    }
  }
  return kept;
}
