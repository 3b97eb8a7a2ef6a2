import type { Operands } from "../../instructions.ts";
import { dropoutMask, keptScale } from "./dropoutMask.ts";
import { cell, type Machine } from "./machine.ts";

export const relu = (x: number): number => Math.max(x, 0);

export function reluForward({ arena: a, lanes }: Machine, o: Operands<"reluForward">): void {
  for (let i = 0; i < o.features * lanes; i++) a[o.y + i] = relu(a[o.x + i] as number);
}

export function reluInputGradient({ arena: a, lanes }: Machine, o: Operands<"reluInputGradient">): void {
  for (let i = 0; i < o.features * lanes; i++) a[o.dx + i] = (a[o.y + i] as number) > 0 ? (a[o.dy + i] as number) : 0;
}

/** The multipliers of a dropout layer: drawn, or from a given mask of ones and zeros. */
function multipliers(m: Machine, o: Operands<"dropoutForward"> | Operands<"dropoutInputGradient">): Float64Array {
  if (o.given < 0) return dropoutMask(m, o.rate, o.layer, o.features * m.lanes);
  const kept = m.arena.slice(o.given, o.given + o.features * m.lanes);
  return kept.map((one) => (one > 0 ? 1 / (1 - cell(m, o.rate)) : 0));
}

export function dropoutForward(m: Machine, o: Operands<"dropoutForward">): void {
  const mask = multipliers(m, o);
  for (const [i, factor] of mask.entries()) m.arena[o.y + i] = factor === 0 ? 0 : factor * (m.arena[o.x + i] as number);
}

export function dropoutInputGradient(m: Machine, o: Operands<"dropoutInputGradient">): void {
  const mask = multipliers(m, o);
  for (const [i, factor] of mask.entries()) m.arena[o.dx + i] = factor === 0 ? 0 : factor * (m.arena[o.dy + i] as number);
}

export function reluDropoutForward(m: Machine, o: Operands<"reluDropoutForward">): void {
  const mask = dropoutMask(m, o.rate, o.layer, o.features * m.lanes);
  for (const [i, factor] of mask.entries()) m.arena[o.y + i] = factor === 0 ? 0 : factor * relu(m.arena[o.x + i] as number);
}

export function reluDropoutInputGradient(m: Machine, o: Operands<"reluDropoutInputGradient">): void {
  const scale = keptScale(m, o.rate);
  for (let i = 0; i < o.features * m.lanes; i++)
    m.arena[o.dx + i] = (m.arena[o.y + i] as number) > 0 ? scale * (m.arena[o.dy + i] as number) : 0;
}
