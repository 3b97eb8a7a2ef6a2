import type { Operands } from "#engine";
import { rowSum } from "./convolution.ts";
import { add, at, type Machine, zeroPadding } from "./machine.ts";

export function denseForward({ arena: a, lanes }: Machine, o: Operands<"denseForward">): void {
  for (let u = 0; u < o.outputs; u++) {
    const y = o.y + u * lanes;
    a.fill(at(a, o.bias + u), y, y + lanes);
    for (let i = 0; i < o.inputs; i++) {
      const weight = at(a, o.weight + u * o.inputs + i);
      for (let n = 0; n < lanes; n++) add(a, y + n, weight * at(a, o.x + i * lanes + n));
    }
  }
}

export function denseInputGradient({ arena: a, lanes }: Machine, o: Operands<"denseInputGradient">): void {
  a.fill(0, o.dx, o.dx + o.inputs * lanes);
  for (let u = 0; u < o.outputs; u++)
    for (let i = 0; i < o.inputs; i++) {
      const weight = at(a, o.weight + u * o.inputs + i);
      for (let n = 0; n < lanes; n++) add(a, o.dx + i * lanes + n, weight * at(a, o.dy + u * lanes + n));
    }
}

export function denseWeightGradient(m: Machine, o: Operands<"denseWeightGradient">): void {
  const { arena: a, lanes } = m;
  for (let u = 0; u < o.outputs; u++) {
    for (let i = 0; i < o.inputs; i++) {
      let sum = 0;
      for (let n = 0; n < lanes; n++) sum += at(a, o.dy + u * lanes + n) * at(a, o.x + i * lanes + n);
      a[o.dweight + u * o.inputs + i] = sum;
    }
    a[o.dbias + u] = rowSum(a, o.dy + u * lanes, lanes);
  }
  zeroPadding(m, o.dweight, o.outputs * o.inputs);
  zeroPadding(m, o.dbias, o.outputs);
}
