import type { Operands } from "#engine";
import { dropoutMask, unitsOf } from "./dropoutMask.ts";
import { cell, type Machine } from "./machine.ts";

export function gather(m: Machine, o: Operands<"gather">): void {
  const { images, features } = m.examples;
  const mask = dropoutMask(m, o.rate, unitsOf(m, o.layer, features));
  for (let f = 0; f < features; f++)
    for (let n = 0; n < m.lanes; n++) {
      const value = n < m.valid ? (images[(m.chosen[n] as number) * features + f] as number) : 0;
      m.arena[o.y + f * m.lanes + n] = value * cell(m, o.scale) * (mask[f * m.lanes + n] as number);
    }
}

export function gatherLabels(m: Machine, o: Operands<"gatherLabels">): void {
  for (let n = 0; n < m.lanes; n++) m.arena[o.y + n] = n < m.valid ? (m.examples.labels[m.chosen[n] as number] as number) : -1;
}
