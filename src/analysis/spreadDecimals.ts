const [LEAST, MOST] = [2, 3];

/**
 * How many decimals the accuracies of one table have, in percent or points, so that they agree with each other: two, or three where some
 * spread would keep one digit only.
 */
export function spreadDecimals(spreads: readonly number[]): number {
  const least = Math.min(...spreads.filter((spread) => spread > 0));
  return Number.isFinite(least) && Number(least.toFixed(LEAST)) < 0.1 ? MOST : LEAST;
}
