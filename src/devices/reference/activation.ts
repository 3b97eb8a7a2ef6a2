import { dropoutKinds, type Operands } from "#engine";
import { dropoutMask, keptScale, normalNoise, unitsOf } from "./dropoutMask.ts";
import { at, cell, type Machine } from "./machine.ts";

export const relu = (x: number): number => Math.max(x, 0);

export function reluForward({ arena: a, lanes }: Machine, o: Operands<"reluForward">): void {
  for (let i = 0; i < o.features * lanes; i++) a[o.y + i] = relu(at(a, o.x + i));
}

export function reluInputGradient({ arena: a, lanes }: Machine, o: Operands<"reluInputGradient">): void {
  for (let i = 0; i < o.features * lanes; i++) a[o.dx + i] = at(a, o.y + i) > 0 ? at(a, o.dy + i) : 0;
}

/** What each element of a dropout layer is multiplied by: drawn, or from a given mask of ones and zeros. */
function multipliers(m: Machine, o: Operands<"dropoutForward"> | Operands<"dropoutInputGradient">): Float64Array {
  const [kind, rate, length] = [dropoutKinds[o.kind], cell(m, o.rate), o.features * o.positions * o.width];
  if (o.given >= 0) {
    const kept = m.arena.slice(o.given, o.given + length);
    return kept.map((one) => (one > 0 ? (kind === "classic" ? 1 : 1 / (1 - rate)) : 0));
  }
  const { layer, features } = o;
  const drawing = o.ofWeights ? { layer, features, examples: o.width, first: 0 } : unitsOf(m, layer, features);
  const row = o.positions * o.width;
  const shared = (factors: Float64Array) =>
    Float64Array.from({ length }, (_, i) => at(factors, Math.floor(i / row) * o.width + (i % o.width)));
  if (kind === "gaussian") return shared(normalNoise(m, drawing).map((z) => 1 + Math.sqrt(rate / (1 - rate)) * z));
  const mask = shared(dropoutMask(m, o.rate, drawing));
  return kind === "classic" ? mask.map((factor) => (factor > 0 ? 1 : 0)) : mask;
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
