import { formatGeneral } from "#analysis";

const words = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
];

/** `three`, `15`; none is `no`. */
export const counted = (n: number): string => words[n] ?? grouped(n);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `one run`, `three runs`. */
export const countOf = (n: number, thing: string, things = `${thing}s`): string => `${counted(n)} ${n === 1 ? thing : things}`;

/** `10,000` */
export const grouped = (n: number): string => n.toLocaleString("en-US");

/** `a, b and c` */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? "";
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** The least and the most: `99.23 to 99.40`, or one number where they read the same. */
export function spanOf(values: readonly number[], digits = 2): string {
  const [low, high] = [Math.min(...values).toFixed(digits), Math.max(...values).toFixed(digits)];
  return low === high ? low : `${low} to ${high}`;
}

/** A number with its sign, `+0.05`, `−0.51`; one that rounds to nothing has none. */
export function signed(value: number, digits = 2): string {
  const size = Math.abs(value).toFixed(digits);
  return Number(size) === 0 ? size : `${value < 0 ? "−" : "+"}${size}`;
}

const bare = (value: number, digits: number) => signed(value, digits).replace("+", "");

/** `[−0.05, 0.15]` */
export const interval = ({ low, high }: { readonly low: number; readonly high: number }, digits = 2): string =>
  `[${bare(low, digits)}, ${bare(high, digits)}]`;

/** `99.3 ± 0.0645` */
export const plusMinus = (mean: number, deviation: number): string => `${formatGeneral(mean)} ± ${formatGeneral(deviation)}`;

/** Of some runs, `99.30 ± 0.0645`; one alone has no deviation, and where some are missing it says so. */
export function ofRuns(n: number, planned: number, center: string, deviation: number): string {
  if (n === 0) return "";
  const spread = n > 1 ? ` ± ${formatGeneral(deviation)}` : "";
  return `${center}${spread}${n < planned ? ` (${n} of ${planned} runs)` : ""}`;
}

/** `p = 0.53`, `p < 0.0001` */
export const pText = (p: number): string => (p < 1e-4 ? "p < 0.0001" : `p = ${formatGeneral(p, 2)}`);

/** A table of Markdown; columns from the second row on are right-aligned unless they are words. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], leftColumns: readonly string[] = []): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((name) => (leftColumns.includes(name) ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** Paragraphs; empty ones fall away. */
export const paragraphs = (parts: readonly (string | false | null | undefined)[]): string => parts.filter(Boolean).join("\n\n");

/** Sentences of one paragraph; empty ones fall away. */
export const sentences = (parts: readonly (string | false | null | undefined)[]): string => parts.filter(Boolean).join(" ");
