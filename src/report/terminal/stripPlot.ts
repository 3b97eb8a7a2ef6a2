import { textWidth } from "../textWidth.ts";
import { axisLines, axisOf } from "./axis.ts";
import { plotRows } from "./plotRows.ts";

export interface Strip {
  readonly name: string;
  /** One for each run, in the unit of the axis. */
  readonly values: readonly number[];
  readonly published?: number | undefined;
}

/** A line for each configuration: every run, the mean, and the published value, on one axis. No line is wider than `width`. */
export function stripPlot(strips: readonly Strip[], width: number): string[] {
  const shown = strips.map((strip) => ({ ...strip, values: strip.values.filter(Number.isFinite) }));
  const published = shown.flatMap((strip) => strip.published ?? []);
  const values = [...shown.flatMap((strip) => strip.values), ...published];
  if (!values.length) return [];
  const named = plotRows(
    shown.map(({ name }) => name),
    width,
  );
  const axis = axisOf(values, named.width);
  const blank = () => Array<string>(axis.width).fill(" ");
  const rows = shown.flatMap((strip, row) => {
    const cells = blank();
    const mean =
      strip.values.length > 1 ? axis.cellOf(strip.values.reduce((sum, value) => sum + value, 0) / strip.values.length) : undefined;
    if (mean !== undefined) cells[mean] = "┃";
    for (const [cell, runs] of Map.groupBy(strip.values, axis.cellOf)) cells[cell] = mark(runs.length, cell === mean);
    if (strip.published === undefined) return named.named(row, [cells.join("")]);
    const below = blank();
    below[axis.cellOf(strip.published)] = "◇";
    return named.named(row, [cells.join(""), below.join("")]);
  });
  const [rule, labels] = axisLines(axis);
  return [...rows, named.indent + rule, named.indent + labels, ...legend(published.length > 0, width)];
}

/** Of so many runs in one place, and perhaps the mean. */
function mark(runs: number, withMean: boolean): string {
  if (withMean) return runs > 9 ? "⊕" : String.fromCodePoint(0x2460 + runs - 1);
  return runs === 1 ? "•" : runs > 9 ? "+" : String(runs);
}

/** What the marks mean, in as few lines as it takes. */
function legend(withPublished: boolean, width: number): string[] {
  const parts = ["• a run", "2…9 so many, + more", "┃ the mean, ①…⑨ ⊕ with runs", ...(withPublished ? ["◇ published"] : [])];
  const lines: string[] = [];
  for (const part of parts) {
    const longer = [lines.at(-1), part].filter(Boolean).join(", ");
    if (lines.length && textWidth(longer) <= width) lines.pop();
    lines.push(textWidth(longer) <= width ? longer : part);
  }
  return lines;
}
