import type { Operands } from "#engine";
import { relu } from "./activation.ts";
import { dropoutMask, keptScale, unitsOf } from "./dropout.ts";
import { add, at, type Machine } from "./machine.ts";

interface Extents {
  channels: number;
  height: number;
  width: number;
  size: number;
  stride: number;
}

/** Calls `visit(y, window)` for each output position and lane, `window` being the input positions under it in reading order. */
function visitWindows(m: Machine, o: Extents, visit: (y: number, window: number[]) => void): void {
  const outHeight = Math.floor((o.height - o.size) / o.stride) + 1;
  const outWidth = Math.floor((o.width - o.size) / o.stride) + 1;
  const taps = Array.from({ length: o.size ** 2 }, (_, i) => [Math.floor(i / o.size), i % o.size] as const);
  for (let c = 0; c < o.channels; c++)
    for (let row = 0; row < outHeight; row++)
      for (let column = 0; column < outWidth; column++)
        for (let n = 0; n < m.lanes; n++) {
          const corner = (c * o.height + row * o.stride) * o.width + column * o.stride;
          const window = taps.map(([i, j]) => (corner + i * o.width + j) * m.lanes + n);
          visit(((c * outHeight + row) * outWidth + column) * m.lanes + n, window);
        }
}

/** Calls `visit(y, best)`, `best` being the input position of the first maximum of the window, or of a value that is no number. */
function visitMaxima(m: Machine, x: number, o: Extents, visit: (y: number, best: number) => void): void {
  const value = (place: number) => at(m.arena, x + place);
  visitWindows(m, o, (y, window) => {
    visit(
      y,
      window.find((place) => Number.isNaN(value(place))) ?? window.reduce((best, place) => (value(place) > value(best) ? place : best)),
    );
  });
}

export function maxPool2dForward(m: Machine, o: Operands<"maxPool2dForward">): void {
  visitMaxima(m, o.x, o, (y, best) => {
    m.arena[o.y + y] = at(m.arena, o.x + best);
  });
}

/** Collects the gradient apart first, since dx may be x itself. */
function scatter(m: Machine, o: Extents & { x: number; dx: number }, gradient: (y: number) => number): void {
  const dx = new Float64Array(o.channels * o.height * o.width * m.lanes);
  visitMaxima(m, o.x, o, (y, best) => {
    add(dx, best, gradient(y));
  });
  m.arena.set(dx, o.dx);
}

export function maxPool2dInputGradient(m: Machine, o: Operands<"maxPool2dInputGradient">): void {
  scatter(m, o, (y) => at(m.arena, o.dy + y));
}

export function reluPoolDropoutForward(m: Machine, o: Operands<"reluPoolDropoutForward">): void {
  const features = o.channels * Math.floor(o.height / o.size) * Math.floor(o.width / o.size);
  const mask = dropoutMask(m, o.rate, unitsOf(m, o.layer, features));
  visitMaxima(m, o.x, { ...o, stride: o.size }, (y, best) => {
    const factor = at(mask, y);
    m.arena[o.y + y] = factor === 0 ? 0 : factor * relu(at(m.arena, o.x + best));
  });
}

export function reluPoolDropoutInputGradient(m: Machine, o: Operands<"reluPoolDropoutInputGradient">): void {
  const scale = keptScale(m, o.rate);
  scatter(m, { ...o, stride: o.size }, (y) => (at(m.arena, o.y + y) > 0 ? scale * at(m.arena, o.dy + y) : 0));
}

export function averagePool2dForward(m: Machine, o: Operands<"averagePool2dForward">): void {
  visitWindows(m, o, (y, window) => {
    m.arena[o.y + y] = window.reduce((sum, place) => sum + at(m.arena, o.x + place), 0) / window.length;
  });
}

export function averagePool2dInputGradient(m: Machine, o: Operands<"averagePool2dInputGradient">): void {
  m.arena.fill(0, o.dx, o.dx + o.channels * o.height * o.width * m.lanes);
  visitWindows(m, o, (y, window) => {
    for (const place of window) add(m.arena, o.dx + place, at(m.arena, o.dy + y) / window.length);
  });
}
