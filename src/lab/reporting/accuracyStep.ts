/** Test parts of more rows than this are not found out from their accuracies. */
const MOST_ROWS = 1e7;
const CLOSE = 1e-11;

/**
 * The step in which these accuracies, in percent, come, in points: 100 / n of n test rows, or a multiple of that where the accuracies have
 * a divisor in common. 0 where they are not shares of so few rows.
 */
export function accuracyStep(percents: readonly number[]): number {
  let rows = 1;
  for (const percent of percents) {
    const found = denominator((percent / 100) * rows);
    if (found === undefined || rows * found > MOST_ROWS) return 0;
    rows *= found;
  }
  return 100 / rows;
}

/** The smallest denominator of a fraction that is this number but for rounding, by its continued fraction. */
function denominator(value: number): number | undefined {
  let [rest, before, found] = [value, 0, 1];
  const tolerance = CLOSE * Math.max(1, Math.abs(value));
  for (let i = 0; i < 40 && found <= MOST_ROWS; i++) {
    if (Math.abs(value * found - Math.round(value * found)) <= tolerance * found) return found;
    rest = 1 / (rest - Math.floor(rest));
    [before, found] = [found, Math.floor(rest) * found + before];
  }
  return undefined;
}
