import { type CalibrationComparison, type Comparison, endText } from "#analysis";
import { fittedTable } from "./alignedTable.ts";
import { numbers, words } from "./columnHead.ts";

type Measure = Exclude<keyof CalibrationComparison, "pairs" | "bins" | "ofThinned">;

/** Differences of calibration, configuration by configuration, with a head that says what they are; nothing where none was recorded. */
export function calibrationTable(comparisons: readonly Comparison[], width: number): string[] {
  const bins = comparisons.flatMap(({ calibration }) => calibration?.bins ?? [])[0];
  if (bins === undefined) return [];
  const thinned = comparisons.some(({ calibration }) => calibration?.ofThinned) ? " (with mc of the thinned nets together)" : "";
  const rows = comparisons.map((comparison) => [
    comparison.other,
    pairsText(comparison),
    ...cells(comparison.calibration, "negativeLogLikelihood"),
    ...cells(comparison.calibration, "expectedCalibrationError"),
  ]);
  return [
    `Calibration on the test examples${thinned}, differences from the baseline, lower is better: negative log-likelihood (NLL) in nats, expected calibration error (ECE, ${bins} bins) in points`,
    ...fittedTable(
      [words("configuration"), numbers("pairs"), numbers("NLL"), numbers("95% interval"), numbers("ECE"), numbers("95% interval")],
      rows,
      { width },
    ),
  ];
}

/** How many pairs have it, or why none has. */
function pairsText({ calibration, baseline, diverged, scored, verdict, paired, withoutProbabilities }: Comparison): string {
  if (calibration) return String(calibration.pairs);
  if (verdict === "sameRuns") return "none: the same runs";
  if (verdict === "otherImages") return "none: other test examples";
  const isAll = ({ count, of }: { count: number; of: number }) => of > 0 && count === of;
  if (isAll(diverged.other)) return "none: all diverged";
  if (isAll(diverged.baseline)) return `none: ${baseline} diverged`;
  if (!scored.other.count) return "none: no run has an accuracy";
  if (!scored.baseline.count) return `none: no run of ${baseline} has an accuracy`;
  if (paired.pairs === 0) return "none: no seed in common";
  const [one] = withoutProbabilities;
  return one === undefined ? "not recorded" : `none: ${one === baseline ? `${baseline} gives` : "it gives"} no probabilities`;
}

const decimals: { readonly [measure in Measure]: number } = { negativeLogLikelihood: 4, expectedCalibrationError: 2 };

function cells(calibration: CalibrationComparison | null, measure: Measure): [string, string] {
  if (!calibration) return ["", ""];
  const { difference, interval } = calibration[measure];
  const end = (value: number) => (Number.isFinite(value) ? endText(value, decimals[measure]) : "not a number");
  return [
    `${difference > 0 ? "+" : ""}${end(difference)}`,
    Number.isNaN(interval.low) ? "" : `[${end(interval.low)}, ${end(interval.high)}]`,
  ];
}
