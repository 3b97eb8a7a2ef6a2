import type { Operands } from "#engine";
import { add, at, cell, type Machine, zeroPadding } from "./machine.ts";

interface Extents {
  channels: number;
  positions: number;
}

/** The offsets of a channel's elements: all positions of the step's examples. */
function elementsOf(m: Machine, channel: number, { positions }: Extents): number[] {
  const elements: number[] = [];
  for (let p = 0; p < positions; p++) for (let n = 0; n < m.valid; n++) elements.push((channel * positions + p) * m.lanes + n);
  return elements;
}

function normalize(
  m: Machine,
  o: Extents & { x: number; y: number; scale: number; shift: number },
  c: number,
  mean: number,
  inverse: number,
): void {
  for (const i of elementsOf(m, c, o))
    m.arena[o.y + i] = (at(m.arena, o.x + i) - mean) * inverse * at(m.arena, o.scale + c) + at(m.arena, o.shift + c);
}

export function batchNormTrain(m: Machine, o: Operands<"batchNormTrain">): void {
  const momentum = cell(m, o.momentum);
  m.arena.fill(0, o.y, o.y + o.channels * o.positions * m.lanes);
  for (let c = 0; c < o.channels; c++) {
    const elements = elementsOf(m, c, o);
    const mean = elements.reduce((sum, i) => sum + at(m.arena, o.x + i), 0) / elements.length;
    const squares = elements.reduce((sum, i) => sum + (at(m.arena, o.x + i) - mean) ** 2, 0);
    const inverse = 1 / Math.sqrt(squares / elements.length + cell(m, o.epsilon));
    m.arena[o.saved + c] = mean;
    m.arena[o.saved + o.channels + c] = inverse;
    add(m.arena, o.runningMean + c, momentum * (mean - at(m.arena, o.runningMean + c)));
    if (elements.length > 1)
      add(m.arena, o.runningVariance + c, momentum * (squares / (elements.length - 1) - at(m.arena, o.runningVariance + c)));
    normalize(m, o, c, mean, inverse);
  }
}

export function batchNormEvaluate(m: Machine, o: Operands<"batchNormEvaluate">): void {
  m.arena.fill(0, o.y, o.y + o.channels * o.positions * m.lanes);
  for (let c = 0; c < o.channels; c++)
    normalize(m, o, c, at(m.arena, o.runningMean + c), 1 / Math.sqrt(at(m.arena, o.runningVariance + c) + cell(m, o.epsilon)));
}

export function batchNormGradient(m: Machine, o: Operands<"batchNormGradient">): void {
  const dx = new Float64Array(o.channels * o.positions * m.lanes);
  for (let c = 0; c < o.channels; c++) {
    const elements = elementsOf(m, c, o);
    const [mean, inverse] = [at(m.arena, o.saved + c), at(m.arena, o.saved + o.channels + c)];
    const z = (i: number) => (at(m.arena, o.x + i) - mean) * inverse;
    const dshift = elements.reduce((sum, i) => sum + at(m.arena, o.dy + i), 0);
    const dscale = elements.reduce((sum, i) => sum + at(m.arena, o.dy + i) * z(i), 0);
    m.arena[o.dshift + c] = dshift;
    m.arena[o.dscale + c] = dscale;
    for (const i of elements)
      dx[i] = at(m.arena, o.scale + c) * inverse * (at(m.arena, o.dy + i) - (dshift + z(i) * dscale) / elements.length);
  }
  zeroPadding(m, o.dscale, o.channels);
  zeroPadding(m, o.dshift, o.channels);
  if (o.dx >= 0) m.arena.set(dx, o.dx);
}
