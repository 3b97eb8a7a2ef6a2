import {
  type Comparison,
  commonDeviation,
  compareWithPublished,
  comparisonsOf,
  deviationAs,
  type ExperimentReport,
  endText,
  formatGeneral,
  isShown,
  pText,
  type ReportConfiguration,
  spreadDecimals,
} from "#analysis";
import { type ColumnHead, numbers, words } from "./columnHead.ts";
import { correctionText, signed } from "./comparisonLines.ts";
import { calibrationTexts, divergedText, notesOf, spreadText } from "./sweepTable.ts";

/** The result of every configuration as texts; the first column names it. */
export interface ResultsTable {
  readonly caption: string;
  readonly head: readonly ColumnHead[];
  readonly rows: readonly { readonly configuration: ReportConfiguration; readonly cells: readonly string[] }[];
}

interface Column {
  readonly head: ColumnHead;
  readonly cell: (one: ReportConfiguration) => string;
}

/** Mean, spread, interval and rank, the published value where there is one, what went wrong. */
export function resultsTable(report: ExperimentReport): ResultsTable {
  const { configurations } = report;
  const columns = columnsOf(report);
  const rows = configurations.map((one) => ({ configuration: one, cells: columns.map(({ cell }) => cell(one)) }));
  return { caption: caption(report), head: columns.map(({ head }) => head), rows };
}

function columnsOf({ configurations, publishedComparable }: ExperimentReport): Column[] {
  const deviation = commonDeviation(configurations.map(({ summary }) => summary));
  const decimals = spreadDecimals(configurations.map(({ summary }) => 100 * deviationAs(deviation, summary)));
  const percent = (value: number): string => (Number.isFinite(value) ? value.toFixed(decimals) : "");
  const published: Column[] = [
    { head: numbers("Published, %"), cell: ({ published: row }) => (row ? `${formatGeneral(row.mean)} ± ${formatGeneral(row.sd)}` : "") },
    { head: words("Verdict"), cell: (one) => (publishedComparable ? verdictText(one) : "") },
  ];
  const compared: Column[] = [
    { head: numbers("Difference, points"), cell: ({ comparison }) => (comparison ? differenceText(comparison) : "baseline") },
    {
      head: numbers("p (Holm)"),
      cell: ({ comparison }) => (comparison ? pText(comparison.adjustedP) : ""),
    },
  ];
  const diverged: Column[] = [{ head: numbers("Diverged"), cell: ({ summary }) => divergedText(summary) }];
  const calibration: Column[] = [
    { head: numbers("NLL"), cell: ({ summary }) => calibrationTexts(summary)[0] },
    { head: numbers("ECE, %"), cell: ({ summary }) => calibrationTexts(summary)[1] },
  ];
  const lost: Column[] = [
    { head: numbers("Lost classes"), cell: ({ summary }) => (summary.withDeadClasses ? String(summary.withDeadClasses) : "") },
    {
      head: numbers("Mean without, %"),
      cell: ({ summary }) => (summary.withDeadClasses ? percent(100 * summary.meanWithoutDeadClasses) : ""),
    },
  ];
  return [
    { head: words("Configuration"), cell: ({ name }) => name },
    { head: numbers("Rank"), cell: ({ rank }) => (Number.isNaN(rank) ? "" : `${rank === 1 ? "★ " : ""}${rank}`) },
    {
      head: numbers("Runs"),
      cell: ({ sample, runs }) => (sample.n === runs.length ? String(sample.n) : `${sample.n} of ${runs.length}`),
    },
    { head: numbers("Mean, %"), cell: ({ sample }) => percent(sample.mean) },
    ...(configurations.some(({ summary }) => summary.diverged) ? diverged : []),
    { head: numbers("± sd"), cell: ({ summary }) => spreadText(deviationAs(deviation, summary), decimals) },
    {
      head: numbers("95% interval"),
      cell: ({ sample: { interval } }) =>
        Number.isFinite(interval.low) ? `[${endText(interval.low, decimals)}, ${endText(interval.high, decimals)}]` : "",
    },
    ...(configurations.some((one) => one.published) ? published : []),
    { head: numbers("Median, %"), cell: ({ sample }) => percent(sample.median) },
    { head: numbers("Lowest, %"), cell: ({ sample }) => percent(sample.min) },
    { head: numbers("Highest, %"), cell: ({ sample }) => percent(sample.max) },
    ...(configurations.length > 1 ? compared : []),
    ...(configurations.some(({ summary }) => summary.calibration) ? calibration : []),
    ...(configurations.some(({ summary }) => summary.withDeadClasses) ? lost : []),
    { head: words("Notes"), cell: ({ summary }) => notesOf({ ...summary, withDeadClasses: 0, diverged: 0 }).join(", ") },
  ];
}

function verdictText({ published, summary }: ReportConfiguration): string {
  if (!published) return "";
  const { p, words: verdict } = compareWithPublished(published, summary);
  return Number.isNaN(p) ? verdict : `${verdict} (p ${formatGeneral(p, 2)})`;
}

function differenceText(comparison: Comparison): string {
  const difference = comparison.paired.meanDifference;
  if (!Number.isFinite(difference)) return "";
  return `${signed(difference)}${isShown(comparison) ? " †" : ""}`;
}

/** What a net must beat, once where the test examples of all are the same. */
function majorityText(configurations: readonly ReportConfiguration[]): string {
  const shares = configurations.flatMap(({ summary }) => summary.majorityShare ?? []).sort((a, b) => a - b);
  const [least, most] = [shares[0], shares.at(-1)].map((share) => `${(100 * (share ?? 0)).toFixed(2)}%`);
  if (!shares.length) return "";
  const of = least === most ? `${least}` : `${least} to ${most}, by whose test examples they are`;
  return `Always naming the most frequent class would be right for ${of}.`;
}

/** What the columns are, and which marks stand for what. */
function caption(report: ExperimentReport): string {
  const { configurations, baseline, publishedComparable } = report;
  const deviation = commonDeviation(configurations.map(({ summary }) => summary));
  const bins = configurations.flatMap(({ summary }) => summary.calibration?.bins ?? [])[0];
  const tests = comparisonsOf(report).find(({ comparisons: count }) => count)?.comparisons ?? 0;
  const areTested = comparisonsOf(report).some(({ p }) => !Number.isNaN(p));
  const parts = [
    `Test accuracy in percent over the finished runs${configurations.some(({ summary }) => summary.diverged) ? " that did not diverge" : ""}; sd is the ${deviation} standard deviation (divisor ${deviation === "population" ? "n" : "n − 1"}), the interval Student's on the logit scale, so it stays within 0 and 100.`,
    configurations.length > 1 &&
      `★ highest mean${configurations.some(({ rank }) => Number.isNaN(rank)) ? " of those with a rank: some runs done, none diverged or given up, the baseline's test examples" : ""}. Differences are in points from ${baseline.name}, paired by seed${areTested ? `; † p < 0.05 by the sign-flip test${correctionText(tests)}${configurations.some(({ comparison }) => comparison?.verdict === "withheld") ? ", and no run of the better one diverged" : ""}` : ""}.`,
    majorityText(configurations),
    bins &&
      `NLL: negative log-likelihood in nats; ECE: expected calibration error over ${bins} bins of equal width of the confidence${configurations.some(({ summary }) => summary.monteCarlo) ? "; both of the whole net, what thinned nets have together stands in the notes" : ""}.`,
    publishedComparable && "Verdicts are Welch's test of the two summaries at 1%.",
  ];
  return parts.filter(Boolean).join(" ");
}
