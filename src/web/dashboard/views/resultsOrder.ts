import type { ConfigurationRow } from "../../api/shapes.ts";
import { verdictWord } from "../parts/icons.tsx";
import type { Chosen } from "../state/chosen.ts";

const groups: Readonly<Record<string, string>> = {
  better: "better",
  worse: "worse",
  open: "none",
  identical: "same",
  equivalent: "same",
  sameRuns: "same",
};

/** The group of verdicts that a chip shows. */
export const groupOf = (verdict: string): string => groups[verdict] ?? "apart";

/** Whether a row is shown; the baseline stays beside those of a verdict. A field and its value, as `dropout 0`, ask for that value alone. */
export function isShown(row: ConfigurationRow, { filter, verdict }: Chosen, baseline: number, fields: readonly string[]): boolean {
  if (verdict && row.index !== baseline && groupOf(row.difference?.verdict ?? "none") !== verdict) return false;
  const verdictText = row.index === baseline ? "baseline" : row.difference ? verdictWord(row.difference.verdict) : "";
  const all =
    `${row.name} ${row.values.join(" ")} ${verdictText} ${row.lost ? "lost" : ""} ${row.diverged ? "diverged" : ""} ${row.notes}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s*,\s*/)
    .every((part) => {
      const [name, value, ...more] = part.trim().split(/\s+/);
      const place = fields.findIndex((field) => field.toLowerCase() === name);
      const isWhole = place >= 0 && value !== undefined && !more.length && Number.isFinite(Number(value));
      if (!isWhole) return all.includes(part);
      return row.numbers[place] === Number(value) || row.name.toLowerCase().split(", ").includes(`${name} ${value}`);
    });
}

/** By a column; without one in the order of the experiment. */
export function ordered(rows: ConfigurationRow[], sort: string, fields: readonly string[], baseline: number): ConfigurationRow[] {
  const name = sort.replace(/^-/, "");
  const value = (row: ConfigurationRow): number | string | null => {
    const place = /^field(\d+)$/.exec(name)?.[1];
    if (place !== undefined)
      return row.numbers[Number(place)] ?? (fields[Number(place)] === undefined ? null : (row.values[Number(place)] ?? null));
    if (name === "difference") return row.index === baseline ? 0 : (row.difference?.mean ?? null);
    if (name === "verdict") return row.difference?.p ?? null;
    if (name === "runs") return row.scored;
    if (name === "name") return row.name;
    return (row as unknown as Readonly<Record<string, number | null>>)[name] ?? null;
  };
  if (!name) return rows;
  const direction = sort.startsWith("-") ? -1 : 1;
  // what is none comes last, either way
  return rows.toSorted((a, b) => {
    const [first, second] = [value(a), value(b)];
    if (first === null || second === null) return first === second ? a.index - b.index : first === null ? 1 : -1;
    if (typeof first === typeof second) return (first < second ? -1 : first > second ? 1 : 0) * direction || a.index - b.index;
    return typeof first === "string" ? 1 : -1;
  });
}
