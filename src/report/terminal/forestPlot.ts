import type { Comparison } from "#analysis";
import { wrapped } from "../textWidth.ts";
import { axisLines, axisOf } from "./axis.ts";
import { plotRows } from "./plotRows.ts";

/** A line for each comparison: the interval of its difference around its mean, with 0 marked. No line is wider than `width`. */
export function forestPlot(comparisons: readonly Comparison[], width: number): string[] {
  const shown = comparisons.filter(({ paired }) => Number.isFinite(paired.interval.low));
  if (!shown.length) return [];
  const named = plotRows(
    shown.map(({ other }) => other),
    width,
  );
  const axis = axisOf([0, ...shown.flatMap(({ paired: { interval } }) => [interval.low, interval.high])], named.width);
  const rows = shown.flatMap(({ paired: { interval, meanDifference } }, row) => {
    const cells = Array<string>(axis.width).fill(" ");
    const [low, high] = [axis.cellOf(interval.low), axis.cellOf(interval.high)];
    cells.fill("─", low, high + 1);
    cells[low] = "├";
    cells[high] = "┤";
    const zero = axis.cellOf(0);
    cells[zero] = cells[zero] === " " ? "┊" : "┼";
    cells[axis.cellOf(meanDifference)] = "●";
    return named.named(row, [cells.join("")]);
  });
  const [rule, labels] = axisLines(axis);
  return [...rows, named.indent + rule, named.indent + labels, ...wrapped("├─●─┤ mean with its 95% interval, ┊ zero", width)];
}
