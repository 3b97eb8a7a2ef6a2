import type { Comparison } from "#analysis";
import { cutNames } from "../cutNames.ts";
import { axisLines, axisOf, fitted, nameWidth } from "./axis.ts";

/** A line for each comparison: the interval of its difference around its mean, with 0 marked. No line is wider than `width`. */
export function forestPlot(comparisons: readonly Comparison[], width: number): string[] {
  const shown = comparisons.filter(({ paired }) => Number.isFinite(paired.interval.low));
  if (!shown.length) return [];
  const all = shown.map(({ other }) => other);
  const names = nameWidth(all, width);
  const cut = cutNames(all, names);
  const axis = axisOf([0, ...shown.flatMap(({ paired: { interval } }) => [interval.low, interval.high])], width - names - 2);
  const rows = shown.map(({ paired: { interval, meanDifference } }, row) => {
    const cells = Array<string>(axis.width).fill(" ");
    const [low, high] = [axis.cellOf(interval.low), axis.cellOf(interval.high)];
    cells.fill("─", low, high + 1);
    cells[low] = "├";
    cells[high] = "┤";
    const zero = axis.cellOf(0);
    cells[zero] = cells[zero] === " " ? "┊" : "┼";
    cells[axis.cellOf(meanDifference)] = "●";
    return `${fitted(cut[row] as string, names)}  ${cells.join("")}`.trimEnd();
  });
  const [rule, labels] = axisLines(axis);
  const indent = " ".repeat(names + 2);
  return [...rows, indent + rule, indent + labels, fitted("├─●─┤ mean with its 95% interval, ┊ zero", width).trimEnd()];
}
