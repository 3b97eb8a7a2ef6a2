import type { Operands } from "#engine";
import { rowSum } from "./convolution.ts";
import { addRow, at, type Machine, rowProduct, zeroPadding } from "./machine.ts";

export function denseForward({ arena: a, lanes }: Machine, o: Operands<"denseForward">): void {
  for (let u = 0; u < o.outputs; u++) {
    const y = o.y + u * lanes;
    a.fill(at(a, o.bias + u), y, y + lanes);
    for (let i = 0; i < o.inputs; i++) {
      const factor = at(a, o.weight + u * o.inputs + i);
      addRow(a, y, o.x + i * lanes, { factor, length: lanes });
    }
  }
}

export function denseInputGradient({ arena: a, lanes }: Machine, o: Operands<"denseInputGradient">): void {
  a.fill(0, o.dx, o.dx + o.inputs * lanes);
  for (let u = 0; u < o.outputs; u++)
    for (let i = 0; i < o.inputs; i++) {
      const factor = at(a, o.weight + u * o.inputs + i);
      addRow(a, o.dx + i * lanes, o.dy + u * lanes, { factor, length: lanes });
    }
}

export function denseWeightGradient(m: Machine, o: Operands<"denseWeightGradient">): void {
  const { arena: a, lanes } = m;
  for (let u = 0; u < o.outputs; u++) {
    for (let i = 0; i < o.inputs; i++) a[o.dweight + u * o.inputs + i] = rowProduct(a, o.dy + u * lanes, o.x + i * lanes, lanes);
    a[o.dbias + u] = rowSum(a, o.dy + u * lanes, lanes);
  }
  zeroPadding(m, o.dweight, o.outputs * o.inputs);
  zeroPadding(m, o.dbias, o.outputs);
}
