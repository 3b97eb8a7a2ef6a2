import type { Operands } from "../../instructions.ts";
import { cell, type Machine } from "./machine.ts";

export function softmaxCrossEntropy(m: Machine, o: Operands<"softmaxCrossEntropy">): void {
  const { arena: a, lanes, valid } = m;
  const smoothing = cell(m, o.smoothing);
  const target = (label: number, c: number) => (c === label ? 1 - smoothing : 0) + smoothing / o.classes;
  let total = 0;
  for (let n = 0; n < lanes; n++) {
    const logits = Array.from({ length: o.classes }, (_, c) => a[o.logits + c * lanes + n] as number);
    const highest = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - highest));
    const sum = powers.reduce((x, y) => x + y);
    const label = a[o.labels + n] as number;
    if (n < valid) total += Math.log(sum) - logits.reduce((mean, logit, c) => mean + target(label, c) * (logit - highest), 0);
    if (o.dlogits < 0) continue;
    for (const [c, power] of powers.entries()) a[o.dlogits + c * lanes + n] = n < valid ? (power / sum - target(label, c)) / valid : 0;
  }
  a[o.losses] = total / valid;
  (a[o.losses + 1] as number) += total;
}

export function tally({ arena: a, lanes, valid }: Machine, o: Operands<"tally">): void {
  for (let n = 0; n < valid; n++) {
    let best = 0;
    for (let c = 0; c < o.classes; c++) {
      const logit = a[o.logits + c * lanes + n] as number;
      if (logit > (a[o.logits + best * lanes + n] as number)) best = c;
      if (logit > (a[o.counts + 1 + c] as number)) a[o.counts + 1 + c] = logit;
    }
    if (best === a[o.labels + n]) (a[o.counts] as number) += 1;
  }
}
