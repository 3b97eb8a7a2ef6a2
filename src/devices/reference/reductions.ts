import type { Operands } from "#engine";
import { cell, type Machine, zeroPadding } from "./machine.ts";

export function sumForward({ arena: a }: Machine, o: Operands<"sumForward">): void {
  for (let n = 0; n < o.width; n++) {
    let sum = 0;
    for (let f = 0; f < o.features; f++) sum += a[o.x + f * o.width + n] as number;
    a[o.y + n] = sum;
  }
}

export function sumInputGradient(m: Machine, o: Operands<"sumInputGradient">): void {
  const { arena: a } = m;
  for (let f = 0; f < o.features; f++) for (let n = 0; n < o.width; n++) a[o.dx + f * o.width + n] = a[o.dy + n] as number;
  zeroPadding(m, o.dx, o.features * o.width);
}

export function batchMeanForward({ arena: a, lanes, valid }: Machine, o: Operands<"batchMeanForward">): void {
  for (let f = 0; f < o.features; f++) {
    let sum = 0;
    for (let n = 0; n < valid; n++) sum += a[o.x + f * lanes + n] as number;
    a[o.y + f] = sum / valid;
  }
}

export function batchMeanInputGradient({ arena: a, lanes, valid }: Machine, o: Operands<"batchMeanInputGradient">): void {
  for (let f = 0; f < o.features; f++)
    for (let n = 0; n < lanes; n++) a[o.dx + f * lanes + n] = n < valid ? (a[o.dy + f] as number) / valid : 0;
}

export function addToLoss(m: Machine, o: Operands<"addToLoss">): void {
  const penalty = cell(m, o.strength) * (m.arena[o.x] as number);
  (m.arena[o.losses] as number) += penalty;
  (m.arena[o.losses + 1] as number) += penalty * m.valid;
}

export function addToLossGradient(m: Machine, o: Operands<"addToLossGradient">): void {
  m.arena[o.dx] = cell(m, o.strength);
  zeroPadding(m, o.dx, 1);
}
