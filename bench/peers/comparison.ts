/** The rounds of all peers as one comparison: medians, spreads, ratios to droplab, and the table of them. */
import type { Measurement } from "./peer.ts";

/** One quantity over the rounds, in milliseconds. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export interface Row {
  name: string;
  version: string;
  rounds: number;
  step: Spread;
  evaluate: Spread;
  evaluateBatch?: number;
}

export function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (i: number) => sorted[i] ?? Number.NaN;
  const half = sorted.length / 2;
  return { median: (at(Math.floor(half)) + at(Math.ceil(half) - 1)) / 2, min: at(0), max: at(sorted.length - 1) };
}

/** One row per peer; `measured` has the rounds of each by name. The batch is that of the fastest evaluation. */
export function compare(measured: Map<string, Measurement[]>): Row[] {
  return [...measured].flatMap(([name, all]) => {
    const fastest = all.toSorted((a, b) => a.evaluateMs - b.evaluateMs)[0];
    if (!fastest) return [];
    const { version, evaluateBatch } = fastest;
    return {
      name,
      version,
      rounds: all.length,
      step: spread(all.map((m) => m.stepMs)),
      evaluate: spread(all.map((m) => m.evaluateMs)),
      ...(evaluateBatch && { evaluateBatch }),
    };
  });
}

const digits = (ms: number) => ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0);
const range = ({ median, min, max }: Spread) => `${digits(median)} (${digits(min)}–${digits(max)})`;

/** Heading and cells, as text. A ratio is a peer's median over that of droplab's device: above 1, droplab is faster. */
export function cells(rows: Row[]): string[][] {
  const bases = ["native", "wasm"].map((device) => rows.find((row) => row.name === `droplab ${device}`));
  const ratios = (row: Row, quantity: "step" | "evaluate") =>
    bases.map((base) => (base ? `${(row[quantity].median / base[quantity].median).toFixed(2)}×` : "–"));
  const heading = ["peer", "step, ms", "/ native", "/ wasm", "evaluation, ms", "/ native", "/ wasm", "batch", "version"];
  const body = rows.map((row) => [
    row.name,
    range(row.step),
    ...ratios(row, "step"),
    range(row.evaluate),
    ...ratios(row, "evaluate"),
    String(row.evaluateBatch ?? ""),
    row.version,
  ]);
  return [heading, ...body];
}

/** Aligned columns: the first and the last to the left, numbers to the right. Valid Markdown with `bar` "|". */
export function table(cells: string[][], bar = ""): string {
  const last = (cells[0]?.length ?? 0) - 1;
  const widths = Array.from({ length: last + 1 }, (_, i) => Math.max(3, ...cells.map((row) => (row[i] ?? "").length)));
  const left = (i: number) => i === 0 || i === last;
  const pad = (text: string, i: number) => (left(i) ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0));
  const line = (row: string[]) => `${bar} ${row.map(pad).join(` ${bar} `)} ${bar}`.trim();
  const rule = widths.map((width, i) => (left(i) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  const [heading = [], ...body] = cells;
  return [heading, ...(bar ? [rule] : []), ...body].map(line).join("\n");
}
