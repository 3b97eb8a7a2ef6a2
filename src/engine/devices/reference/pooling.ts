import type { Operands } from "../../instructions.ts";
import { relu } from "./activation.ts";
import { dropoutMask, keptScale } from "./dropoutMask.ts";
import type { Machine } from "./machine.ts";

interface Extents {
  channels: number;
  height: number;
  width: number;
  size: number;
}

/** Calls `visit(y, best)` for each output position and lane, `best` being the input position of its first maximum. */
function visitWindows(m: Machine, x: number, o: Extents, visit: (y: number, best: number) => void): void {
  const outHeight = Math.floor(o.height / o.size);
  const outWidth = Math.floor(o.width / o.size);
  for (let c = 0; c < o.channels; c++)
    for (let row = 0; row < outHeight; row++)
      for (let column = 0; column < outWidth; column++)
        for (let n = 0; n < m.lanes; n++) {
          let best = -1;
          for (let i = 0; i < o.size; i++)
            for (let j = 0; j < o.size; j++) {
              const at = ((c * o.height + row * o.size + i) * o.width + column * o.size + j) * m.lanes + n;
              if (best < 0 || (m.arena[x + at] as number) > (m.arena[x + best] as number)) best = at;
            }
          visit(((c * outHeight + row) * outWidth + column) * m.lanes + n, best);
        }
}

export function maxPool2dForward(m: Machine, o: Operands<"maxPool2dForward">): void {
  visitWindows(m, o.x, o, (y, best) => {
    m.arena[o.y + y] = m.arena[o.x + best] as number;
  });
}

/** Collects the gradient apart first, since dx may be x itself. */
function scatter(m: Machine, o: Extents & { x: number; dx: number }, gradient: (y: number) => number): void {
  const dx = new Float64Array(o.channels * o.height * o.width * m.lanes);
  visitWindows(m, o.x, o, (y, best) => {
    dx[best] = gradient(y);
  });
  m.arena.set(dx, o.dx);
}

export function maxPool2dInputGradient(m: Machine, o: Operands<"maxPool2dInputGradient">): void {
  scatter(m, o, (y) => m.arena[o.dy + y] as number);
}

export function reluPoolDropoutForward(m: Machine, o: Operands<"reluPoolDropoutForward">): void {
  const length = o.channels * Math.floor(o.height / o.size) * Math.floor(o.width / o.size) * m.lanes;
  const mask = dropoutMask(m, o.rate, o.layer, length);
  visitWindows(m, o.x, o, (y, best) => {
    const factor = mask[y] as number;
    m.arena[o.y + y] = factor === 0 ? 0 : factor * relu(m.arena[o.x + best] as number);
  });
}

export function reluPoolDropoutInputGradient(m: Machine, o: Operands<"reluPoolDropoutInputGradient">): void {
  const scale = keptScale(m, o.rate);
  scatter(m, o, (y) => ((m.arena[o.y + y] as number) > 0 ? scale * (m.arena[o.dy + y] as number) : 0));
}
