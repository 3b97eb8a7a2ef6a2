import { type ConfigurationSummary, commonDeviation, compareWithPublished, deviationAs, formatGeneral, spreadDecimals } from "#analysis";
import { publishedRows } from "#experiment";
import { fittedTable } from "./alignedTable.ts";
import { numbers, words } from "./columnHead.ts";
import { notesOf, spreadText } from "./sweepTable.ts";

/** The post's fourteen rows: published beside ours, and what comparing the two says. */
export function postTable(summaries: readonly ConfigurationSummary[], comparable: boolean, width: number): string[] {
  const kind = commonDeviation(summaries);
  const deviations = summaries.map((summary) => deviationAs(kind, summary));
  const decimals = spreadDecimals(deviations.map((deviation) => 100 * deviation));
  const head = [
    numbers("dropout"),
    numbers("max-norm"),
    numbers("published, %"),
    numbers("ours, %"),
    numbers("runs"),
    numbers("lost classes"),
    numbers("without, %"),
    ...(comparable ? [numbers("p"), words("verdict")] : []),
    words("notes"),
  ];
  const rows = publishedRows.map((published, index) => {
    const summary = summaries[index] as ConfigurationSummary;
    const { p, words: verdict } = compareWithPublished(published, summary);
    return [
      String(published.dropout),
      String(published.maxNorm),
      `${formatGeneral(published.mean)} +/- ${formatGeneral(published.sd)}`,
      oursText(summary, kind, decimals),
      String(summary.accuracies.length),
      String(summary.withDeadClasses),
      Number.isNaN(summary.meanWithoutDeadClasses) ? "" : (100 * summary.meanWithoutDeadClasses).toFixed(decimals),
      ...(comparable ? [Number.isNaN(p) ? "" : formatGeneral(p, 2), verdict] : []),
      notesOf({ ...summary, withDeadClasses: 0 }).join(", "),
    ];
  });
  return fittedTable(head, rows, { width, spare: ["without, %", "p"], naming: 2 });
}

/** Mean and standard deviation as the protocol has it; one run has no spread. */
function oursText(summary: ConfigurationSummary, kind: ConfigurationSummary["deviation"], decimals: number): string {
  if (!summary.accuracies.length) return "";
  const spread = spreadText(deviationAs(kind, summary), decimals);
  return [(100 * summary.mean).toFixed(decimals), spread].filter(Boolean).join(" +/- ");
}
