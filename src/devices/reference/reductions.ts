import type { Operands } from "#engine";
import { add, at, cell, type Machine, zeroPadding } from "./machine.ts";

export function sumForward({ arena: a }: Machine, o: Operands<"sumForward">): void {
  for (let n = 0; n < o.width; n++) {
    let sum = 0;
    for (let f = 0; f < o.features; f++) sum += at(a, o.x + f * o.width + n);
    a[o.y + n] = sum;
  }
}

export function sumInputGradient(m: Machine, o: Operands<"sumInputGradient">): void {
  const { arena: a } = m;
  for (let f = 0; f < o.features; f++) for (let n = 0; n < o.width; n++) a[o.dx + f * o.width + n] = at(a, o.dy + n);
  zeroPadding(m, o.dx, o.features * o.width);
}

export function batchMeanForward({ arena: a, lanes, valid }: Machine, o: Operands<"batchMeanForward">): void {
  for (let f = 0; f < o.features; f++) {
    let sum = 0;
    for (let n = 0; n < valid; n++) sum += at(a, o.x + f * lanes + n);
    a[o.y + f] = sum / valid;
  }
}

export function batchMeanInputGradient({ arena: a, lanes, valid }: Machine, o: Operands<"batchMeanInputGradient">): void {
  for (let f = 0; f < o.features; f++) for (let n = 0; n < lanes; n++) a[o.dx + f * lanes + n] = n < valid ? at(a, o.dy + f) / valid : 0;
}

export function addToLoss(m: Machine, o: Operands<"addToLoss">): void {
  const penalty = cell(m, o.strength) * at(m.arena, o.x);
  add(m.arena, o.losses, penalty);
  add(m.arena, o.losses + 1, penalty * m.valid);
}

export function addToLossGradient(m: Machine, o: Operands<"addToLossGradient">): void {
  m.arena[o.dx] = cell(m, o.strength);
  zeroPadding(m, o.dx, 1);
}
