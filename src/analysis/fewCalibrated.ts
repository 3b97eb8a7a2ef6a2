import type { Series } from "./series.ts";

/** Of so many test examples each of the bins has some dozens. */
const ENOUGH = 1000;

/** Few test examples make an expected calibration error of their own: that of a net that is calibrated is not 0 then. */
export function fewCalibrated(series: readonly Series[]): string[] {
  const rows = series.flatMap(({ testRows, calibrationBySeed }) => (testRows && calibrationBySeed?.size ? [testRows] : []));
  const least = Math.min(...rows);
  return least < ENOUGH
    ? [
        `the expected calibration error is of ${least} test examples in 15 bins: by chance alone a net that is calibrated has some points of it, too, so look at the negative log-likelihood first`,
      ]
    : [];
}
