/** A horizontal axis of characters. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly width: number;
  /** The place of a value, from 0. */
  cellOf(value: number): number;
}

/** An axis that holds all values, with a little room; a single value is in the middle. */
export function axisOf(values: readonly number[], width: number): Axis {
  const finite = values.filter(Number.isFinite);
  const [least, most] = finite.length ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
  const size = Math.max(Math.abs(least), Math.abs(most), 1e-3);
  const room = most - least > 1e-6 * size ? 0 : 1e-3 * size;
  const [low, high] = [least - room, most + room];
  return {
    low,
    high,
    width,
    cellOf: (value) => Math.max(0, Math.min(width - 1, Math.round(((value / 2 - low / 2) / (high / 2 - low / 2)) * (width - 1)))),
  };
}

const LEAST_TICKS = 3;

/** Round values on an axis, three to seven of them, and their texts with as many decimals each. */
export function roundTicks(low: number, high: number): { readonly value: number; readonly text: string }[] {
  for (let power = Math.ceil(Math.log10(high - low)); ; power--)
    for (const factor of [5, 2, 1]) {
      const step = factor * 10 ** power;
      const first = Math.ceil(low / step - 1e-9);
      const count = Math.floor(high / step + 1e-9) - first + 1;
      if (count < LEAST_TICKS) continue;
      return Array.from({ length: count }, (_, i) => {
        const text = ((first + i) * step).toFixed(Math.max(0, -power));
        return { value: Number(text), text: text.replace("-", "−") };
      });
    }
}

/** The axis as two lines: a rule with ticks, and their values below where they fit. */
export function axisLines(axis: Axis): [string, string] {
  const ticks = roundTicks(axis.low, axis.high);
  const rule = Array<string>(axis.width).fill("─");
  const labels = Array<string>(axis.width).fill(" ");
  let free = 0;
  for (const { value, text } of ticks) {
    const cell = axis.cellOf(value);
    const start = Math.max(0, Math.min(axis.width - text.length, cell - Math.floor(text.length / 2)));
    rule[cell] = "┴";
    if (start < free || text.length > axis.width) continue;
    for (const [i, character] of [...text].entries()) labels[start + i] = character;
    free = start + text.length + 1;
  }
  return [rule.join(""), labels.join("").trimEnd()];
}
