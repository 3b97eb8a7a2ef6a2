import { type ConfigurationSummary, compareWithPublished, deviationAs, formatGeneral } from "#analysis";
import { publishedRows } from "#experiment";
import { fittedTable } from "./alignedTable.ts";
import { numbers, words } from "./columnHead.ts";
import { notesOf } from "./sweepTable.ts";

/** The post's fourteen rows: published beside ours, and what comparing the two says. */
export function postTable(summaries: readonly ConfigurationSummary[], comparable: boolean, width: number): string[] {
  const head = [
    numbers("dropout"),
    numbers("max-norm"),
    numbers("published"),
    numbers("ours"),
    numbers("runs"),
    numbers("lost classes"),
    numbers("without"),
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
      oursText(summary),
      String(summary.accuracies.length),
      String(summary.withDeadClasses),
      Number.isNaN(summary.meanWithoutDeadClasses) ? "" : formatGeneral(100 * summary.meanWithoutDeadClasses),
      ...(comparable ? [Number.isNaN(p) ? "" : formatGeneral(p, 2), verdict] : []),
      notesOf({ ...summary, withDeadClasses: 0 }).join(", "),
    ];
  });
  return fittedTable(head, rows, width, ["without", "p"]);
}

/** Mean and population deviation in percent, as the published ones are; one run has no spread. */
function oursText(summary: ConfigurationSummary): string {
  if (!summary.accuracies.length) return "";
  const deviation = deviationAs("population", summary);
  return `${formatGeneral(100 * summary.mean)}${Number.isNaN(deviation) ? "" : ` +/- ${formatGeneral(100 * deviation)}`}`;
}
