/** Places of values on an axis. */

/** A value's place in pixels. */
export type Scale = (value: number) => number;

export const linear =
  (low: number, high: number, from: number, to: number): Scale =>
  (value) =>
    high > low ? from + ((value - low) / (high - low)) * (to - from) : (from + to) / 2;

/** No error is shown below this, in percent. */
const LEAST_ERROR = 0.01;

/** Accuracy in percent on an axis of logarithmic error: right is better, and 99.3 and 99.4 stay apart. */
export function logError(low: number, high: number, from: number, to: number): Scale {
  const at = (accuracy: number) => -Math.log(Math.max(LEAST_ERROR, 100 - accuracy));
  const place = linear(at(low), at(high), from, to);
  return (accuracy) => place(at(accuracy));
}

/** A little more than there is, on an axis of logarithmic error. */
export function padded(lowest: number, highest: number): [low: number, high: number] {
  const at = (accuracy: number) => Math.log(Math.max(LEAST_ERROR, 100 - accuracy));
  const pad = Math.max(0.004, 0.04 * (at(lowest) - at(highest)));
  return [Math.max(0, 100 - Math.exp(at(lowest) + pad)), Math.min(100, 100 - Math.exp(at(highest) - pad))];
}

const accuracyTicks = [
  0, 10, 20, 30, 40, 50, 60, 70, 80, 85, 90, 92, 94, 95, 96, 97, 98, 98.5, 99, 99.2, 99.4, 99.5, 99.6, 99.7, 99.8, 99.9, 99.95, 100,
];

/** Round values between two, evenly by their size. */
export function roundTicks(low: number, high: number, most: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Accuracies to be written on an axis: as many as have room, those first that cut it best. */
export function ticksOn(scale: Scale, low: number, high: number, isLog: boolean, room: number): number[] {
  const all = isLog ? accuracyTicks.filter((tick) => tick >= low && tick <= high) : roundTicks(low, high, 6);
  const fine = all.length >= 2 ? all : roundTicks(low, high, 4);
  const kept: number[] = [];
  const order = [...fine].sort((a, b) => importance(b) - importance(a));
  for (const tick of order) if (kept.every((other) => Math.abs(scale(other) - scale(tick)) >= room)) kept.push(tick);
  return kept.sort((a, b) => a - b);
}

const importance = (tick: number): number => (tick % 10 === 0 || tick === 95 || tick === 98 || tick === 99 ? 2 : tick % 1 === 0 ? 1 : 0);
