import { cutNames } from "../cutNames.ts";
import { padEnd, textWidth, widest, wrapped } from "../textWidth.ts";

/** Names are beside what they name if so much is left for it: two thirds of the line, or so many columns. */
const ENOUGH = 44;
const GAP = 2;

/** How the rows of a plot stand beside their names, or, where lines are short, below them. */
export interface PlotRows {
  /** Columns that are left for the plot. */
  readonly width: number;
  /** What stands before a line that belongs to no row. */
  readonly indent: string;
  /** The lines of a row of the plot, the first of them with its name; no two rows have one label. */
  named(row: number, lines: readonly string[]): string[];
}

export function plotRows(names: readonly string[], width: number): PlotRows {
  const whole = cutNames(names, Number.POSITIVE_INFINITY);
  const room = widest(whole);
  const indent = " ".repeat(room + GAP);
  if (room <= Math.max(Math.floor(width / 3), width - ENOUGH))
    return {
      width: width - textWidth(indent),
      indent,
      named: (row, lines) => lines.map((line, i) => ((i ? indent : padEnd(whole[row] ?? "", room + GAP)) + line).trimEnd()),
    };
  return { width, indent: "", named: (row, lines) => [...wrapped(whole[row] ?? "", width), ...lines.map((line) => line.trimEnd())] };
}
