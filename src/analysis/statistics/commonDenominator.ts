const MOST = 1e7;
/** A share, made a percentage or a decimal, is rounded a few times. */
const CLOSE = 4 * Number.EPSILON;
/** Beyond so many steps of 1 / n any number lies near one. */
const MOST_STEPS = 2 ** 32;

/** The least n up to ten million of which all values are whole multiples of 1 / n, but for their last digits; undefined if there is none. */
export function commonDenominator(values: readonly number[]): number | undefined {
  let n = 1;
  for (const value of values) {
    const found = denominator(value * n);
    if (found === undefined || n * found > MOST) return undefined;
    n *= found;
  }
  return values.every((value) => Math.abs(value) * n <= MOST_STEPS) ? n : undefined;
}

/** The smallest denominator of a fraction that is this number but for rounding, by its continued fraction. */
function denominator(value: number): number | undefined {
  let [rest, before, found] = [value, 0, 1];
  const tolerance = CLOSE * Math.abs(value);
  for (let i = 0; i < 40 && found <= MOST; i++) {
    if (Math.abs(value * found - Math.round(value * found)) <= tolerance * found) return found;
    rest = 1 / (rest - Math.floor(rest));
    [before, found] = [found, Math.floor(rest) * found + before];
  }
  return undefined;
}
