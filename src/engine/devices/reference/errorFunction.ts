/**
 * erf x to about 1e-15: its Maclaurin series (Abramowitz and Stegun 7.1.6) near zero, the continued fraction of erfc
 * (7.1.14) from 3 on.
 */
export function errorFunction(x: number): number {
  if (x < 0) return -errorFunction(-x);
  if (x > 6) return 1;
  if (x < 3) {
    let term = (2 / Math.sqrt(Math.PI)) * x * Math.exp(-x * x);
    let sum = term;
    for (let n = 1; term > 1e-18 * sum; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction);
  return 1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
}
