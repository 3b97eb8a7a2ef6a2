import { type ConfigurationSummary, commonDeviation, deviationAs, endText, fixedText, formatGeneral, spreadDecimals } from "#analysis";
import { counted } from "#engine";
import type { Calibration } from "#train";
import { fittedTable } from "./alignedTable.ts";
import { type ColumnHead, numbers, words } from "./columnHead.ts";
import { percent } from "./runLines.ts";
import { stripPlot } from "./terminal/stripPlot.ts";

/** Configurations whose runs a plot shows; of more only the table is printed. */
const MOST_STRIPS = 40;

/**
 * A line for each configuration of a sweep: what it varies, its runs, the mean accuracy with its spread and interval, how many diverged,
 * and what went wrong.
 */
export function sweepTable(summaries: readonly ConfigurationSummary[], width: number): string[] {
  const named = namingColumns(summaries);
  const diverged: [ColumnHead, (summary: ConfigurationSummary) => string][] = summaries.some((one) => one.diverged)
    ? [[numbers("diverged"), (one) => divergedText(one)]]
    : [];
  const calibration: [ColumnHead, (summary: ConfigurationSummary) => string][] = summaries.some((one) => one.calibration)
    ? [
        [numbers("NLL"), (one) => calibrationTexts(one)[0]],
        [numbers("ECE, %"), (one) => calibrationTexts(one)[1]],
      ]
    : [];
  const extra = [...diverged, ...calibration];
  const deviation = commonDeviation(summaries);
  const decimals = spreadDecimals(summaries.map((summary) => 100 * deviationAs(deviation, summary)));
  const head = [
    ...named.map(([column]) => column),
    ...["runs", "mean accuracy, %", "+/-", "95% interval"].map(numbers),
    ...extra.map(([column]) => column),
    words("notes"),
  ];
  const rows = summaries.map((summary) => [
    ...named.map(([, cell]) => cell(summary)),
    String(summary.accuracies.length),
    summary.accuracies.length ? (100 * summary.mean).toFixed(decimals) : "",
    spreadText(deviationAs(deviation, summary), decimals),
    intervalText(summary, decimals),
    ...extra.map(([, cell]) => cell(summary)),
    notesOf({ ...summary, diverged: 0 }).join(", "),
  ]);
  return fittedTable(head, rows, { width, spare: ["ECE, %", "NLL", "+/-"], naming: named.length });
}

/** That the spread of some rows is not the one that their protocol has alone, so that those of one table compare. */
export function divisorNote(summaries: readonly ConfigurationSummary[]): string[] {
  const common = commonDeviation(summaries);
  const isOther = summaries.some(({ deviation, accuracies }) => deviation !== common && accuracies.length > 1);
  return isOther ? ["+/- has divisor n − 1 in every row; a table of protocol post or post-held-out alone has n"] : [];
}

/** A column for each field that varies; where that does not tell the rows apart, one of their names. */
function namingColumns(summaries: readonly ConfigurationSummary[]): [ColumnHead, (summary: ConfigurationSummary) => string][] {
  const fields = [...new Set(summaries.flatMap(({ varied }) => Object.keys(varied)))];
  const texts = summaries.map(({ varied }) => fields.map((field) => valueText(varied[field])).join("\n"));
  const names = summaries.map(({ name }) => name);
  if (new Set(texts).size < new Set(names).size) return [[words("configuration"), ({ name }) => name]];
  return fields.map((field) => [numbers(field), ({ varied }) => valueText(varied[field])]);
}

/** The runs of a sweep as a strip plot, with an empty line before it; nothing for a single run, or very many configurations. */
export function sweepPlot(summaries: readonly ConfigurationSummary[], width: number, published: readonly number[] = []): string[] {
  const strips = summaries.map(({ name, accuracies }, index) => ({
    name,
    values: accuracies.map((accuracy) => 100 * accuracy),
    published: published[index],
  }));
  const runs = strips.reduce((sum, { values }) => sum + values.length, 0);
  return runs < 2 || strips.length > MOST_STRIPS ? [] : ["", ...stripPlot(strips, width)];
}

/** Of the mean, in percent. */
const intervalText = ({ interval: { low, high } }: ConfigurationSummary, decimals: number): string =>
  Number.isFinite(low) ? `[${endText(100 * low, decimals)}, ${endText(100 * high, decimals)}]` : "";

/** `3 of 8` runs; nothing where none did. */
export const divergedText = ({ diverged, planned }: ConfigurationSummary): string => (diverged ? `${diverged} of ${planned}` : "");

/** Negative log-likelihood in nats, and the expected calibration error in percent. */
export function calibrationTexts({ calibration, accuracies, withoutProbabilities }: ConfigurationSummary): [string, string] {
  if (withoutProbabilities) return ["no probabilities", "no probabilities"];
  if (!calibration) return accuracies.length ? ["not recorded", "not recorded"] : ["", ""];
  if (calibration.runs === 0) return ["no number", "no number"];
  const of = calibration.runs < accuracies.length ? ` (${counted(calibration.runs, "run")})` : "";
  return [lossText(calibration), errorText(calibration)].map((text) => `${text}${of}`) as [string, string];
}

/** `mean NLL (10 runs): 0.0412 nats, mean ECE: 0.61% (15 bins), on the test examples`: of the runs that have it. */
export function calibrationLine({ runs, bins, ...calibration }: NonNullable<ConfigurationSummary["calibration"]>): string {
  if (runs === 0) return "NLL and ECE: none, since the logits of some test example are no numbers";
  const of = counted(runs, "run");
  return `mean NLL (${of}): ${lossText(calibration)} nats, mean ECE: ${errorText(calibration)}% (${bins} bins), on the test examples`;
}

/** With as many decimals as the mean beside it. Nothing for one run. */
export const spreadText = (deviation: number, decimals: number): string =>
  Number.isNaN(deviation) ? "" : (100 * deviation).toFixed(decimals);

type Calibrated = Pick<Calibration, "negativeLogLikelihood" | "expectedCalibrationError">;
/** In a file what is no number stands as null. */
const orNone = (value: number | null, text: (known: number) => string): string =>
  Number.isFinite(value) ? text(value as number) : "no number";
export const lossText = ({ negativeLogLikelihood }: Calibrated): string => orNone(negativeLogLikelihood, (loss) => fixedText(loss, 4));
export const errorText = ({ expectedCalibrationError }: Calibrated): string =>
  orNone(expectedCalibrationError, (error) => (100 * error).toFixed(2));

/** `max-norm 2 bound at no evaluation: …`; between two norms may meet the limit and leave it again. */
export const idleMaxNormLine = ({ limit, of, largest }: NonNullable<ConfigurationSummary["idleMaxNorm"]>): string =>
  `max-norm ${limit} bound at no evaluation: no ${of}'s norm was above ${formatGeneral(largest)} at the start or any evaluation`;

/** What a reader must know of the runs behind a mean. */
export function notesOf({
  withDeadClasses,
  diverged,
  memorized,
  monteCarlo,
  idleMaxNorm,
  failed,
  pruned,
  open,
}: ConfigurationSummary): string[] {
  const counts = [
    [withDeadClasses, "with lost classes"],
    [diverged, "diverged"],
    [failed, "failed"],
    [pruned, "pruned"],
    [open, "not finished"],
  ] as const;
  const learned = memorized ? [`${percent(memorized.asLabelled, 1)} of the wrong labels learned by heart`] : [];
  const together = monteCarlo
    ? [`thinned nets together ${percent(monteCarlo.accuracy)}${monteCarlo.calibration ? `, NLL ${lossText(monteCarlo.calibration)}` : ""}`]
    : [];
  return [
    ...counts.flatMap(([count, what]) => (count ? [`${count} ${what}`] : [])),
    ...together,
    ...learned,
    ...(idleMaxNorm ? [`max-norm bound at no evaluation (norms up to ${formatGeneral(idleMaxNorm.largest)})`] : []),
  ];
}

export function valueText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "object" && value !== null) return "name" in value ? String(value.name) : JSON.stringify(value);
  return String(value);
}
