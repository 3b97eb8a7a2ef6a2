import type { Operands } from "#engine";
import { add, addRow, at, type Machine, rowProduct, zeroPadding } from "./machine.ts";

interface Extents {
  channels: number;
  height: number;
  width: number;
  filters: number;
  size: number;
  stride: number;
}

const outHeightOf = (o: Extents) => Math.floor((o.height - o.size) / o.stride) + 1;
const outWidthOf = (o: Extents) => Math.floor((o.width - o.size) / o.stride) + 1;

/** Calls `visit(w, x, y)` with the offsets of each weight, and of the input and output rows [lanes] that it joins. */
function visitTaps(o: Extents, lanes: number, visit: (w: number, x: number, y: number) => void): void {
  const [outHeight, outWidth] = [outHeightOf(o), outWidthOf(o)];
  for (let f = 0; f < o.filters; f++)
    for (let c = 0; c < o.channels; c++)
      for (let ky = 0; ky < o.size; ky++)
        for (let kx = 0; kx < o.size; kx++)
          for (let row = 0; row < outHeight; row++)
            for (let column = 0; column < outWidth; column++) {
              const w = ((f * o.channels + c) * o.size + ky) * o.size + kx;
              const x = ((c * o.height + row * o.stride + ky) * o.width + column * o.stride + kx) * lanes;
              visit(w, x, ((f * outHeight + row) * outWidth + column) * lanes);
            }
}

export function conv2dForward({ arena: a, lanes }: Machine, o: Operands<"conv2dForward">): void {
  const positions = outHeightOf(o) * outWidthOf(o) * lanes;
  for (let f = 0; f < o.filters; f++) a.fill(at(a, o.bias + f), o.y + f * positions, o.y + (f + 1) * positions);
  visitTaps(o, lanes, (w, x, y) => {
    addRow(a, o.y + y, o.x + x, { factor: at(a, o.weight + w), length: lanes });
  });
}

export function conv2dInputGradient({ arena: a, lanes }: Machine, o: Operands<"conv2dInputGradient">): void {
  a.fill(0, o.dx, o.dx + o.channels * o.height * o.width * lanes);
  visitTaps(o, lanes, (w, x, y) => {
    addRow(a, o.dx + x, o.dy + y, { factor: at(a, o.weight + w), length: lanes });
  });
}

export function conv2dWeightGradient(m: Machine, o: Operands<"conv2dWeightGradient">): void {
  const { arena: a, lanes } = m;
  a.fill(0, o.dweight, o.dweight + o.filters * o.channels * o.size * o.size);
  visitTaps(o, lanes, (w, x, y) => {
    add(a, o.dweight + w, rowProduct(a, o.dy + y, o.x + x, lanes));
  });
  const positions = outHeightOf(o) * outWidthOf(o) * lanes;
  for (let f = 0; f < o.filters; f++) a[o.dbias + f] = rowSum(a, o.dy + f * positions, positions);
  zeroPadding(m, o.dweight, o.filters * o.channels * o.size * o.size);
  zeroPadding(m, o.dbias, o.filters);
}

/** The sum of `length` numbers from `first`. */
export function rowSum(arena: Float64Array, first: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += at(arena, first + i);
  return sum;
}

/** Calls `visit(inner, outer)` with the offset of each element of x [channels][height][width][lanes], and where it is with padding. */
function visitPadded(o: Operands<"pad2d">, lanes: number, visit: (inner: number, outer: number) => void): void {
  const [high, wide] = [o.height + 2 * o.padding, o.width + 2 * o.padding];
  for (let c = 0; c < o.channels; c++)
    for (let row = 0; row < o.height; row++)
      for (let column = 0; column < o.width; column++)
        for (let n = 0; n < lanes; n++) {
          const outer = ((c * high + row + o.padding) * wide + column + o.padding) * lanes + n;
          visit(((c * o.height + row) * o.width + column) * lanes + n, outer);
        }
}

export function pad2d({ arena: a, lanes }: Machine, o: Operands<"pad2d">): void {
  a.fill(0, o.y, o.y + o.channels * (o.height + 2 * o.padding) * (o.width + 2 * o.padding) * lanes);
  visitPadded(o, lanes, (inner, outer) => {
    a[o.y + outer] = at(a, o.x + inner);
  });
}

export function crop2d({ arena: a, lanes }: Machine, o: Operands<"crop2d">): void {
  visitPadded(o, lanes, (inner, outer) => {
    a[o.y + inner] = at(a, o.x + outer);
  });
}
