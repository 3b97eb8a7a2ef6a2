import { axisLines, axisOf, fitted, nameWidth } from "./axis.ts";

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
  const names = nameWidth(
    shown.map(({ name }) => name),
    width,
  );
  const axis = axisOf(values, width - names - 2);
  const rows = shown.map((strip) => {
    const cells = Array<string>(axis.width).fill(" ");
    if (strip.published !== undefined) cells[axis.cellOf(strip.published)] = "◇";
    for (const [cell, runs] of Map.groupBy(strip.values, axis.cellOf))
      cells[cell] = runs.length === 1 ? "•" : runs.length > 9 ? "+" : String(runs.length);
    if (strip.values.length > 1) {
      const cell = axis.cellOf(strip.values.reduce((sum, value) => sum + value, 0) / strip.values.length);
      cells[cell] = cells[cell] === " " || cells[cell] === "◇" ? "┃" : "╋";
    }
    return `${fitted(strip.name, names)}  ${cells.join("")}`.trimEnd();
  });
  const [rule, labels] = axisLines(axis);
  const indent = " ".repeat(names + 2);
  return [...rows, indent + rule, indent + labels, ...legend(published.length > 0, width)];
}

/** What the marks mean, in as many lines as it takes. */
function legend(withPublished: boolean, width: number): string[] {
  const parts = ["• a run, 2…9 so many in one place, + more", "┃ the mean (╋ with runs)", ...(withPublished ? ["◇ published"] : [])];
  const whole = parts.join(", ");
  return whole.length <= width ? [whole] : parts.map((part) => fitted(part, Math.min(width, part.length)));
}
