import { type DropoutKind, dropoutKinds, dropoutTable, normalQuantile, type Operands, philox4x32, streams } from "#engine";
import { relu } from "./activation.ts";
import { at, cell, type Machine } from "./machine.ts";

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

/** Whose decisions: what draws them, for how many features, and how many examples from number `first` on. */
interface Drawing {
  readonly layer: number;
  readonly features: number;
  readonly examples: number;
  readonly first: number;
}

/** The four random words of a block of features, for one example of the running step. */
const wordsOf = (machine: Machine, { layer }: Drawing, example: number, block: number) =>
  philox4x32([example, block, machine.iteration, layer], [machine.seed, streams.dropout]);

/**
 * What each number is multiplied by, [feature][example]: 0 if dropped, else keptScale. A decision takes 16 bits: feature f reads half
 * f % 2 of word ⌊f / 2⌋ % 4 of the counter (example, ⌊f / 8⌋, iteration, layer).
 */
export function dropoutMask(machine: Machine, rateCell: number, drawing: Drawing): Float64Array {
  const { features, examples, first } = drawing;
  const limit = threshold(machine, rateCell);
  const mask = new Float64Array(features * examples).fill(keptScale(machine, rateCell));
  if (limit === 0) return mask;
  for (let n = 0; n < examples; n++)
    for (let block = 0; 8 * block < features; block++) {
      const words = wordsOf(machine, drawing, (first + n) >>> 0, block);
      for (let f = 8 * block; f < Math.min(features, 8 * block + 8); f++) {
        const bits = ((words[(f >> 1) % 4] as number) >>> (16 * (f % 2))) & 0xffff;
        if (bits < limit) mask[f * examples + n] = 0;
      }
    }
  return mask;
}

/**
 * The standard normal numbers of Gaussian dropout, [feature][example]: feature f reads the upper 24 bits of word f % 4 of the counter
 * (example, ⌊f / 4⌋, iteration, layer).
 */
function normalNoise(machine: Machine, drawing: Drawing): Float64Array {
  const { features, examples, first } = drawing;
  const noise = new Float64Array(features * examples);
  for (let n = 0; n < examples; n++)
    for (let f = 0; f < features; f++) {
      const bits = wordsOf(machine, drawing, (first + n) >>> 0, f >> 2)[f % 4] as number;
      noise[f * examples + n] = normalQuantile((2 * (bits >>> 8) + 1) / 2 ** 24 - 1);
    }
  return noise;
}

/** The units of a layer, for the examples of the running step. */
export const unitsOf = (machine: Machine, layer: number, features: number): Drawing => ({
  layer,
  features,
  examples: machine.lanes,
  first: machine.firstExample,
});

/** What each feature is multiplied by for each example, in each kind of dropout; `rate` is its cell. */
const drawn: { readonly [kind in DropoutKind]: (m: Machine, rate: number, drawing: Drawing) => Float64Array } = {
  inverted: dropoutMask,
  classic: (m, rate, drawing) => dropoutMask(m, rate, drawing).map((factor) => (factor > 0 ? 1 : 0)),
  gaussian: (m, rate, drawing) => normalNoise(m, drawing).map((z) => 1 + Math.sqrt(cell(m, rate) / (1 - cell(m, rate))) * z),
};

/** What each element of a dropout layer is multiplied by: drawn, or from a given mask of ones and zeros. */
function multipliers(m: Machine, o: Operands<"dropoutForward"> | Operands<"dropoutInputGradient">): Float64Array {
  const [kind, length] = [dropoutKinds[o.kind] as DropoutKind, o.features * o.positions * o.width];
  if (o.given >= 0) {
    const scale = dropoutTable[kind].scalesInEvaluation ? 1 : 1 / (1 - cell(m, o.rate));
    return m.arena.slice(o.given, o.given + length).map((one) => (one > 0 ? scale : 0));
  }
  const { layer, features } = o;
  const drawing = o.ofWeights ? { layer, features, examples: o.width, first: 0 } : unitsOf(m, layer, features);
  const factors = drawn[kind](m, o.rate, drawing);
  const row = o.positions * o.width;
  return Float64Array.from({ length }, (_, i) => at(factors, Math.floor(i / row) * o.width + (i % o.width)));
}

export function dropoutForward(m: Machine, o: Operands<"dropoutForward">): void {
  const mask = multipliers(m, o);
  for (const [i, factor] of mask.entries()) m.arena[o.y + i] = factor === 0 ? 0 : factor * at(m.arena, o.x + i);
}

export function dropoutInputGradient(m: Machine, o: Operands<"dropoutInputGradient">): void {
  const mask = multipliers(m, o);
  for (const [i, factor] of mask.entries()) m.arena[o.dx + i] = factor === 0 ? 0 : factor * at(m.arena, o.dy + i);
}

export function dropoutExpectation(m: Machine, o: Operands<"dropoutExpectation">): void {
  const kept = o.given >= 0 ? 1 - cell(m, o.rate) : 1 / keptScale(m, o.rate);
  for (let i = 0; i < o.length; i++) m.arena[o.y + i] = kept * at(m.arena, o.x + i);
}

export function reluDropoutForward(m: Machine, o: Operands<"reluDropoutForward">): void {
  const mask = dropoutMask(m, o.rate, unitsOf(m, o.layer, o.features));
  for (const [i, factor] of mask.entries()) m.arena[o.y + i] = factor === 0 ? 0 : factor * relu(at(m.arena, o.x + i));
}

export function reluDropoutInputGradient(m: Machine, o: Operands<"reluDropoutInputGradient">): void {
  const scale = keptScale(m, o.rate);
  for (let i = 0; i < o.features * m.lanes; i++) m.arena[o.dx + i] = at(m.arena, o.y + i) > 0 ? scale * at(m.arena, o.dy + i) : 0;
}
