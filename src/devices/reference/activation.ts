import { type DropoutKind, dropoutKinds, dropoutTable, type Operands } from "#engine";
import { type Drawing, dropoutMask, keptScale, normalNoise, unitsOf } from "./dropoutMask.ts";
import { at, cell, type Machine } from "./machine.ts";

export const relu = (x: number): number => Math.max(x, 0);

export function reluForward({ arena: a, lanes }: Machine, o: Operands<"reluForward">): void {
  for (let i = 0; i < o.features * lanes; i++) a[o.y + i] = relu(at(a, o.x + i));
}

export function reluInputGradient({ arena: a, lanes }: Machine, o: Operands<"reluInputGradient">): void {
  for (let i = 0; i < o.features * lanes; i++) a[o.dx + i] = at(a, o.y + i) > 0 ? at(a, o.dy + i) : 0;
}

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
