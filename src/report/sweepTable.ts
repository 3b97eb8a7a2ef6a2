import { type ConfigurationSummary, configurationText, tInterval } from "#lab";
import { fittedTable } from "./alignedTable.ts";
import { formatGeneral } from "./formatGeneral.ts";
import { percent } from "./runLines.ts";
import { stripPlot } from "./terminal/stripPlot.ts";

/** Configurations whose runs a plot shows; of more only the table is printed. */
const MOST_STRIPS = 40;

/** A line for each configuration of a sweep: what it varies, its runs, the mean accuracy with its spread and interval, and what went wrong. */
export function sweepTable(summaries: readonly ConfigurationSummary[], width: number): string[] {
  const fields = [...new Set(summaries.flatMap(({ varied }) => Object.keys(varied)))];
  const head = [...fields.map((field) => ` ${field}`), " runs", " mean accuracy", "+/-", "95% interval", "notes"];
  const rows = summaries.map((summary) => [
    ...fields.map((field) => valueText(summary.varied[field])),
    String(summary.accuracies.length),
    formatGeneral(100 * summary.mean),
    summary.accuracies.length > 1 || summary.deviation === "population" ? formatGeneral(100 * summary.standardDeviation) : "",
    intervalText(summary),
    notesOf(summary).join(", "),
  ]);
  return fittedTable(head, rows, width, ["95% interval"]);
}

/** The runs of a sweep as a strip plot, with an empty line before it; nothing for a single run, or very many configurations. */
export function sweepPlot(summaries: readonly ConfigurationSummary[], width: number, published: readonly number[] = []): string[] {
  const strips = summaries.map(({ varied, accuracies }, index) => ({
    name: configurationText(varied),
    values: accuracies.map((accuracy) => 100 * accuracy),
    published: published[index],
  }));
  const runs = strips.reduce((sum, { values }) => sum + values.length, 0);
  return runs < 2 || strips.length > MOST_STRIPS ? [] : ["", ...stripPlot(strips, width)];
}

/** Student's, of the mean, in percent. */
function intervalText({ accuracies }: ConfigurationSummary): string {
  const { low, high } = tInterval(
    accuracies.map((accuracy) => 100 * accuracy),
    0.95,
  );
  return Number.isFinite(low) ? `[${low.toFixed(2)}, ${high.toFixed(2)}]` : "";
}

/** What a reader must know of the runs behind a mean. */
export function notesOf({ withDeadClasses, diverged, memorized, failed, pruned, open }: ConfigurationSummary): string[] {
  const counts = [
    [withDeadClasses, "with lost classes"],
    [diverged, "diverged"],
    [failed, "failed"],
    [pruned, "pruned"],
    [open, "not finished"],
  ] as const;
  const learned = memorized ? [`${percent(memorized.asLabelled, 1)} of the wrong labels learned by heart`] : [];
  return [...counts.flatMap(([count, what]) => (count ? [`${count} ${what}`] : [])), ...learned];
}

export function valueText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "object" && value !== null) return "name" in value ? String(value.name) : JSON.stringify(value);
  return String(value);
}
