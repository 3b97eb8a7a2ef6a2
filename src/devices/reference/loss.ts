import type { Operands } from "#engine";
import { add, at, cell, type Machine } from "./machine.ts";

export function softmaxCrossEntropy(m: Machine, o: Operands<"softmaxCrossEntropy">): void {
  const { arena: a, lanes, valid } = m;
  const smoothing = cell(m, o.smoothing);
  const target = (label: number, c: number) => (c === label ? 1 - smoothing : 0) + smoothing / o.classes;
  let total = 0;
  for (let n = 0; n < lanes; n++) {
    const logits = Array.from({ length: o.classes }, (_, c) => at(a, o.logits + c * lanes + n));
    const highest = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - highest));
    const sum = powers.reduce((x, y) => x + y);
    const label = at(a, o.labels + n);
    const expected = (c: number, logit: number) => (target(label, c) === 0 ? 0 : target(label, c) * (logit - highest)); // 0 · −∞ is 0
    if (n < valid) total += Math.log(sum) - logits.reduce((mean, logit, c) => mean + expected(c, logit), 0);
    if (o.dlogits < 0) continue;
    for (const [c, power] of powers.entries()) a[o.dlogits + c * lanes + n] = n < valid ? (power / sum - target(label, c)) / valid : 0;
  }
  a[o.losses] = total / valid;
  add(a, o.losses + 1, total);
}

export function meanSquaredError({ arena: a, lanes, valid }: Machine, o: Operands<"meanSquaredError">): void {
  let total = 0;
  for (let f = 0; f < o.features; f++)
    for (let n = 0; n < lanes; n++) {
      const i = f * lanes + n;
      const difference = n < valid ? at(a, o.x + i) - at(a, o.target + i) : 0;
      total += difference ** 2 / o.features;
      if (o.dx >= 0) a[o.dx + i] = (2 * difference) / (o.features * valid);
    }
  a[o.losses] = total / valid;
  add(a, o.losses + 1, total);
}

export function oneHot({ arena: a, lanes }: Machine, o: Operands<"oneHot">): void {
  for (let c = 0; c < o.classes; c++) for (let n = 0; n < lanes; n++) a[o.y + c * lanes + n] = Number(a[o.labels + n] === c);
}

export function watchLoss(m: Machine, o: Operands<"watchLoss">): void {
  if (Number.isFinite(m.arena[o.losses])) return;
  m.stop = true;
  if (m.arena[o.divergedAt] || m.arena[o.divergedAt + 1]) return;
  m.arena[o.divergedAt] = m.iteration >>> 16;
  m.arena[o.divergedAt + 1] = m.iteration & 0xffff;
}

export function tally({ arena: a, lanes, valid }: Machine, o: Operands<"tally">): void {
  for (let n = 0; n < valid; n++) {
    let best = 0;
    for (let c = 0; c < o.classes; c++) {
      const logit = at(a, o.logits + c * lanes + n);
      if (Number.isNaN(logit)) best = -1;
      if (best >= 0 && logit > at(a, o.logits + best * lanes + n)) best = c;
      if (logit > at(a, o.counts + 1 + c)) a[o.counts + 1 + c] = logit;
    }
    if (best === a[o.labels + n] && Number.isFinite(at(a, o.logits + best * lanes + n))) add(a, o.counts, 1);
  }
}
