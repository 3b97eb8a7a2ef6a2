import type { Operands } from "../../instructions.ts";
import type { Machine } from "./machine.ts";

interface Extents {
  channels: number;
  height: number;
  width: number;
  filters: number;
  size: number;
}

/** Calls `visit(w, x, y)` with the offsets of each weight, and of the input and output rows [lanes] that it joins. */
function visitTaps(o: Extents, lanes: number, visit: (w: number, x: number, y: number) => void): void {
  const outHeight = o.height - o.size + 1;
  const outWidth = o.width - o.size + 1;
  for (let f = 0; f < o.filters; f++)
    for (let c = 0; c < o.channels; c++)
      for (let ky = 0; ky < o.size; ky++)
        for (let kx = 0; kx < o.size; kx++)
          for (let row = 0; row < outHeight; row++)
            for (let column = 0; column < outWidth; column++) {
              const w = ((f * o.channels + c) * o.size + ky) * o.size + kx;
              const x = ((c * o.height + row + ky) * o.width + column + kx) * lanes;
              visit(w, x, ((f * outHeight + row) * outWidth + column) * lanes);
            }
}

export function conv2dForward({ arena: a, lanes }: Machine, o: Operands<"conv2dForward">): void {
  const positions = (o.height - o.size + 1) * (o.width - o.size + 1) * lanes;
  for (let f = 0; f < o.filters; f++) a.fill(a[o.bias + f] as number, o.y + f * positions, o.y + (f + 1) * positions);
  visitTaps(o, lanes, (w, x, y) => {
    const weight = a[o.weight + w] as number;
    for (let n = 0; n < lanes; n++) (a[o.y + y + n] as number) += weight * (a[o.x + x + n] as number);
  });
}

export function conv2dInputGradient({ arena: a, lanes }: Machine, o: Operands<"conv2dInputGradient">): void {
  a.fill(0, o.dx, o.dx + o.channels * o.height * o.width * lanes);
  visitTaps(o, lanes, (w, x, y) => {
    const weight = a[o.weight + w] as number;
    for (let n = 0; n < lanes; n++) (a[o.dx + x + n] as number) += weight * (a[o.dy + y + n] as number);
  });
}

export function conv2dWeightGradient({ arena: a, lanes }: Machine, o: Operands<"conv2dWeightGradient">): void {
  a.fill(0, o.dweight, o.dweight + o.filters * o.channels * o.size * o.size);
  visitTaps(o, lanes, (w, x, y) => {
    let sum = 0;
    for (let n = 0; n < lanes; n++) sum += (a[o.dy + y + n] as number) * (a[o.x + x + n] as number);
    (a[o.dweight + w] as number) += sum;
  });
  const positions = (o.height - o.size + 1) * (o.width - o.size + 1) * lanes;
  for (let f = 0; f < o.filters; f++) a[o.dbias + f] = rowSum(a, o.dy + f * positions, positions);
}

/** The sum of `length` numbers from `at`. */
export function rowSum(arena: Float64Array, at: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += arena[at + i] as number;
  return sum;
}
