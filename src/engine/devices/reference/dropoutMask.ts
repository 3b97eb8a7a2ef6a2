import { normalQuantile } from "../../normalQuantile.ts";
import { philox4x32, streams } from "../../philox.ts";
import { LANES } from "../../shape.ts";
import { cell, type Machine } from "./machine.ts";

/**
 * A unit is dropped when its 16 random bits are below this: the rate in steps of 1 / 65536, rounded as float32 so that every device
 * drops the same units.
 */
function threshold(machine: Machine, rateCell: number): number {
  return Math.min(65535, Math.floor(Math.fround(Math.fround(cell(machine, rateCell)) * 65536 + 0.5)));
}

/** The factor of what is kept: the inverse of the probability of being kept. */
export function keptScale(machine: Machine, rateCell: number): number {
  return 65536 / (65536 - threshold(machine, rateCell));
}

/**
 * What each position of a buffer is multiplied by: 0 if dropped, else keptScale.
 * A decision takes 16 bits: group v of 16 lanes reads half v % 2 of word ⌊v / 2⌋ % 4 of the counters
 * (⌊v / 8⌋ · 16 + lane, layer, iteration, 0).
 */
export function dropoutMask(machine: Machine, rateCell: number, layer: number, length: number): Float64Array {
  const limit = threshold(machine, rateCell);
  const mask = new Float64Array(length).fill(keptScale(machine, rateCell));
  if (limit === 0) return mask;
  for (let block = 0; block * 8 * LANES < length; block++) {
    for (let lane = 0; lane < LANES; lane++) {
      const words = philox4x32([block * LANES + lane, layer, machine.iteration, 0], [machine.seed, streams.dropout]);
      for (let half = 0; half < 8; half++) {
        const bits = ((words[half >> 1] as number) >>> (16 * (half % 2))) & 0xffff;
        const position = (block * 8 + half) * LANES + lane;
        if (bits < limit && position < length) mask[position] = 0;
      }
    }
  }
  return mask;
}

/**
 * The standard normal numbers of Gaussian dropout: group v of 16 lanes reads the upper 24 bits of word v % 4 of the counters
 * (⌊v / 4⌋ · 16 + lane, layer, iteration, 0).
 */
export function normalNoise(machine: Machine, layer: number, length: number): Float64Array {
  const noise = new Float64Array(length);
  for (let block = 0; block * 4 * LANES < length; block++)
    for (let lane = 0; lane < LANES; lane++) {
      const words = philox4x32([block * LANES + lane, layer, machine.iteration, 0], [machine.seed, streams.dropout]);
      for (const [word, bits] of words.entries()) {
        const position = (block * 4 + word) * LANES + lane;
        if (position < length) noise[position] = normalQuantile((2 * (bits >>> 8) + 1) / 2 ** 24 - 1);
      }
    }
  return noise;
}
