import type { Operands } from "#engine";
import { at, cell, type Machine } from "./machine.ts";

export function clipNorm(m: Machine, o: Operands<"clipNorm">): void {
  const limit = cell(m, o.limit);
  const gradient = m.arena.subarray(o.gradient, o.gradient + o.length);
  const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
  if (limit > 0 && norm > limit) for (const [i, value] of gradient.entries()) gradient[i] = value * (limit / norm);
}

export function atLeast(m: Machine, o: Operands<"atLeast">): void {
  for (let i = 0; i < o.length; i++) if (at(m.arena, o.values + i) < cell(m, o.least)) m.arena[o.values + i] = cell(m, o.least);
}

export function maxNorm(m: Machine, o: Operands<"maxNorm">): void {
  const limit = cell(m, o.limit);
  if (!(limit > 0)) return;
  for (let group = 0; group < o.groups; group++) {
    const w = m.arena.subarray(o.weight + group * o.length, o.weight + (group + 1) * o.length);
    const norm = Math.sqrt(w.reduce((sum, value) => sum + value * value, 0));
    if (norm > limit) for (const [i, value] of w.entries()) w[i] = value * (limit / norm);
  }
}
