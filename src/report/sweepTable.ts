import type { ConfigurationSummary } from "#lab";
import { alignedTable } from "./alignedTable.ts";
import { formatGeneral } from "./formatGeneral.ts";

/** A line for each configuration of a sweep: what it varies, its runs, the mean accuracy with its spread, and what went wrong. */
export function sweepTable(summaries: readonly ConfigurationSummary[]): string[] {
  const fields = [...new Set(summaries.flatMap(({ varied }) => Object.keys(varied)))];
  const head = [...fields.map((field) => ` ${field}`), " runs", " mean accuracy", "+/-", "notes"];
  const rows = summaries.map((summary) => [
    ...fields.map((field) => valueText(summary.varied[field])),
    String(summary.accuracies.length),
    formatGeneral(100 * summary.mean),
    summary.accuracies.length > 1 || summary.deviation === "population" ? formatGeneral(100 * summary.standardDeviation) : "",
    notesOf(summary).join(", "),
  ]);
  return alignedTable(head, rows);
}

/** What a reader must know of the runs behind a mean. */
export function notesOf({ withDeadClasses, diverged, failed, pruned, open }: ConfigurationSummary): string[] {
  const counts = [
    [withDeadClasses, "with lost classes"],
    [diverged, "diverged"],
    [failed, "failed"],
    [pruned, "pruned"],
    [open, "not finished"],
  ] as const;
  return counts.flatMap(([count, what]) => (count ? [`${count} ${what}`] : []));
}

export function valueText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "object" && value !== null) return "name" in value ? String(value.name) : JSON.stringify(value);
  return String(value);
}
