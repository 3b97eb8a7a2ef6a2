import { axisLines, axisOf, roundTicks } from "./axis.ts";

export interface CurveOptions {
  readonly width: number;
  /** Of the curve, in lines. */
  readonly height?: number;
}

/** The dots of a braille character [row][column]. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** A curve of points (x, y) as braille dots, with its values on the left and x below. No line is wider than `width`. */
export function curvePlot(points: readonly (readonly [x: number, y: number])[], { width, height = 8 }: CurveOptions): string[] {
  const shown = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (shown.length < 2) return [];
  const ys = axisOf(
    shown.map(([, y]) => y),
    height * 4,
  );
  const ticks = roundTicks(ys.low, ys.high);
  const labels = new Map(ticks.map(({ value, text }) => [height - 1 - Math.floor(ys.cellOf(value) / 4), text]));
  const margin = Math.max(0, ...[...labels.values()].map((label) => label.length));
  const xs = axisOf(
    shown.map(([x]) => x),
    (width - margin - 2) * 2,
  );
  const canvas = Array.from({ length: height }, () => Array<number>(xs.width / 2).fill(0));
  for (const [x, y] of joined(shown.map(([x, y]) => [xs.cellOf(x), height * 4 - 1 - ys.cellOf(y)] as const))) {
    const row = canvas[y >> 2] as number[];
    row[x >> 1] = (row[x >> 1] ?? 0) | (DOTS[y & 3] as readonly [number, number])[(x & 1) as 0 | 1];
  }
  const rows = canvas.map((cells, row) => {
    const label = labels.get(row);
    const line = cells.map((dots) => (dots ? String.fromCharCode(0x2800 + dots) : " ")).join("");
    return `${(label ?? "").padStart(margin)} ${label ? "┤" : "│"}${line}`.trimEnd();
  });
  const [rule, values] = axisLines(
    axisOf(
      shown.map(([x]) => x),
      xs.width / 2,
    ),
  );
  return [...rows, `${" ".repeat(margin)} └${rule}`, `${" ".repeat(margin + 2)}${values}`];
}

/** The dots on the straight lines from each to the next. */
function joined(dots: readonly (readonly [number, number])[]): [number, number][] {
  return dots.flatMap(([x, y], i) => {
    const [fromX, fromY] = dots[i - 1] ?? [x, y];
    const steps = Math.max(1, Math.abs(x - fromX), Math.abs(y - fromY));
    return Array.from({ length: steps }, (_, step): [number, number] => {
      const share = (step + 1) / steps;
      return [Math.round(fromX + (x - fromX) * share), Math.round(fromY + (y - fromY) * share)];
    });
  });
}
