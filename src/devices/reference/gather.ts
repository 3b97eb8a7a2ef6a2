import type { Operands } from "#engine";
import { dropoutMask, unitsOf } from "./dropout.ts";
import { at, cell, type Machine } from "./machine.ts";

export function gather(m: Machine, o: Operands<"gather">): void {
  const { images, features } = m.examples;
  const mask = dropoutMask(m, o.rate, unitsOf(m, o.layer, features));
  for (let f = 0; f < features; f++)
    for (let n = 0; n < m.lanes; n++) {
      const value = n < m.valid ? (images[exampleAt(m, n) * features + f] as number) : 0;
      m.arena[o.y + f * m.lanes + n] = value * cell(m, o.scale) * at(mask, f * m.lanes + n);
    }
}

export function gatherLabels(m: Machine, o: Operands<"gatherLabels">): void {
  for (let n = 0; n < m.lanes; n++) m.arena[o.y + n] = n < m.valid ? (m.examples.labels[exampleAt(m, n)] as number) : -1;
}

/** Which example of the data set is in a lane of the step. */
const exampleAt = ({ chosen }: Machine, lane: number) => chosen[lane] as number;
