import type { Operands } from "#engine";
import { at, type Machine } from "./machine.ts";

export const relu = (x: number): number => Math.max(x, 0);

export function reluForward({ arena: a, lanes }: Machine, o: Operands<"reluForward">): void {
  for (let i = 0; i < o.features * lanes; i++) a[o.y + i] = relu(at(a, o.x + i));
}

export function reluInputGradient({ arena: a, lanes }: Machine, o: Operands<"reluInputGradient">): void {
  for (let i = 0; i < o.features * lanes; i++) a[o.dx + i] = at(a, o.y + i) > 0 ? at(a, o.dy + i) : 0;
}
