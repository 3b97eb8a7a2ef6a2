import type { CalibrationComparison, Comparison } from "#lab";
import { fittedTable } from "./alignedTable.ts";
import { formatGeneral } from "./formatGeneral.ts";

type Measure = Exclude<keyof CalibrationComparison, "pairs" | "bins">;

/** Differences of calibration, configuration by configuration, with a head that says what they are; nothing where none was recorded. */
export function calibrationTable(comparisons: readonly Comparison[], width: number): string[] {
  const bins = comparisons.flatMap(({ calibration }) => calibration?.bins ?? [])[0];
  if (bins === undefined) return [];
  const rows = comparisons.map(({ other, calibration }) => [
    other,
    calibration ? String(calibration.pairs) : "not recorded",
    ...cells(calibration, "negativeLogLikelihood"),
    ...cells(calibration, "expectedCalibrationError"),
  ]);
  return [
    `Calibration on the test examples, differences from the baseline, lower is better: negative log-likelihood (NLL) in nats, expected calibration error (ECE, ${bins} bins) in points`,
    ...fittedTable(["configuration", " pairs", " NLL", " 95% interval", " ECE", " 95% interval"], rows, width, []),
  ];
}

function cells(calibration: CalibrationComparison | null, measure: Measure): [string, string] {
  if (!calibration) return ["", ""];
  const { difference, interval } = calibration[measure];
  return [signed(difference), Number.isNaN(interval.low) ? "" : `[${signed(interval.low)}, ${signed(interval.high)}]`];
}

const signed = (value: number): string =>
  Number.isFinite(value) ? `${value < 0 ? "−" : "+"}${formatGeneral(Math.abs(value), 2)}` : "not a number";
