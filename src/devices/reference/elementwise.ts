import { type BinaryKind, binaryKinds, type Operands, type UnaryKind, unaryKinds } from "#engine";
import { add, at, cell, type Machine } from "./machine.ts";
import { normalBelow } from "./normalBelow.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** Of the standard normal distribution. */
const normalDensity = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** Each function with its derivative, which may use the value y. */
const unary: Record<UnaryKind, readonly [(x: number) => number, (x: number, y: number) => number]> = {
  negate: [(x) => -x, () => -1],
  absolute: [Math.abs, Math.sign],
  square: [(x) => x * x, (x) => 2 * x],
  squareRoot: [Math.sqrt, (_, y) => 0.5 / y],
  exponential: [Math.exp, (_, y) => y],
  logarithm: [Math.log, (x) => 1 / x],
  reciprocal: [(x) => 1 / x, (_, y) => -y * y],
  tanh: [Math.tanh, (_, y) => 1 - y * y],
  sigmoid: [sigmoid, (_, y) => y * (1 - y)],
  softplus: [(x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), sigmoid],
  leakyRelu: [(x) => (x > 0 ? x : 0.01 * x), (x) => (x > 0 ? 1 : 0.01)],
  elu: [(x) => (x > 0 ? x : Math.expm1(x)), (x) => (x > 0 ? 1 : Math.exp(x))],
  gelu: [(x) => x * normalBelow(x), (x) => normalBelow(x) + x * normalDensity(x)],
  relu: [(x) => (x < 0 ? 0 : x), (x) => (x > 0 ? 1 : 0)],
  silu: [(x) => x * sigmoid(x), (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x)))],
};

/** Each function with its derivatives by a and by b. */
const binary: Record<BinaryKind, readonly ((a: number, b: number) => number)[]> = {
  add: [(a, b) => a + b, () => 1, () => 1],
  subtract: [(a, b) => a - b, () => 1, () => -1],
  multiply: [(a, b) => a * b, (_, b) => b, (a) => a],
  divide: [(a, b) => a / b, (_, b) => 1 / b, (a, b) => -a / (b * b)],
};

/** dy · slope, and 0 where dy is: lanes past the last example have no gradient, whatever the slope there. */
const times = (dy: number, slope: number) => (dy === 0 ? 0 : dy * slope);

export function copy({ arena }: Machine, o: Operands<"copy">): void {
  arena.copyWithin(o.y, o.x, o.x + o.length);
}

export function clear({ arena: a }: Machine, o: Operands<"clear">): void {
  a.fill(0, o.x, o.x + o.length);
}

export function accumulate({ arena: a }: Machine, o: Operands<"accumulate">): void {
  for (let i = 0; i < o.length; i++) add(a, o.sum + i, at(a, o.x + i));
}

export function unaryForward({ arena: a }: Machine, o: Operands<"unaryForward">): void {
  const [value] = unary[unaryKinds[o.kind] as UnaryKind];
  for (let i = 0; i < o.length; i++) a[o.y + i] = value(at(a, o.x + i));
}

export function unaryInputGradient({ arena: a }: Machine, o: Operands<"unaryInputGradient">): void {
  const [, slope] = unary[unaryKinds[o.kind] as UnaryKind];
  for (let i = 0; i < o.length; i++) a[o.dx + i] = times(at(a, o.dy + i), slope(at(a, o.x + i), at(a, o.y + i)));
}

export function binaryForward({ arena: a }: Machine, o: Operands<"binaryForward">): void {
  const value = binary[binaryKinds[o.kind] as BinaryKind][0];
  for (let i = 0; i < o.length; i++) a[o.y + i] = value?.(at(a, o.a + i), at(a, o.b + i)) ?? 0;
}

export function binaryInputGradient({ arena: a }: Machine, o: Operands<"binaryInputGradient">): void {
  const slope = binary[binaryKinds[o.kind] as BinaryKind][1 + o.of];
  for (let i = 0; i < o.length; i++) a[o.dx + i] = times(at(a, o.dy + i), slope?.(at(a, o.a + i), at(a, o.b + i)) ?? 0);
}

export function scaleForward(m: Machine, o: Operands<"scaleForward">): void {
  for (let i = 0; i < o.length; i++) m.arena[o.y + i] = at(m.arena, o.x + i) * cell(m, o.factor);
}

export function shiftForward(m: Machine, o: Operands<"shiftForward">): void {
  for (let i = 0; i < o.length; i++) m.arena[o.y + i] = at(m.arena, o.x + i) + cell(m, o.amount);
}
