import type { Series } from "./series.ts";

/** Of so many test examples each of the bins has some dozens. */
const ENOUGH = 1000;

/** Few test examples make an expected calibration error of their own: that of a net that is calibrated is not 0 then. */
export function fewCalibrated(series: readonly Series[]): string[] {
  const found = series.flatMap(({ testRows, calibrationBySeed }) => {
    const [calibration] = calibrationBySeed?.values() ?? [];
    return testRows !== undefined && testRows < ENOUGH && calibration ? [{ testRows, bins: calibration.bins }] : [];
  });
  const [least] = found.sort((a, b) => a.testRows - b.testRows);
  return least
    ? [
        `the expected calibration error is of ${least.testRows} test examples in ${least.bins} bins: by chance alone a net that is calibrated has some points of it, too, so look at the negative log-likelihood first`,
      ]
    : [];
}
