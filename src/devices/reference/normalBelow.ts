/**
 * The share of the standard normal distribution below x, erfc(−x / √2) / 2, to about 1e-14 relative in both tails: by the Maclaurin
 * series of erf (Abramowitz and Stegun 7.1.6) near zero, by the continued fraction of erfc (7.1.14) beyond.
 */
export function normalBelow(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const above = z < 2 ? (1 - errorSeries(z)) / 2 : errorTail(z) / 2;
  return x > 0 ? 1 - above : above;
}

/** erf z */
function errorSeries(z: number): number {
  let term = (2 / Math.sqrt(Math.PI)) * z * Math.exp(-z * z);
  let sum = term;
  for (let n = 1; term > 1e-18 * sum; n++) {
    term *= (2 * z * z) / (2 * n + 1);
    sum += term;
  }
  return sum;
}

/** erfc z for z from 2 */
function errorTail(z: number): number {
  let fraction = 0;
  for (let n = 150; n > 0; n--) fraction = n / 2 / (z + fraction);
  return Math.exp(-z * z) / (Math.sqrt(Math.PI) * (z + fraction));
}
