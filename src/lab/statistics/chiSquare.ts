import { logGamma } from "./distributions.ts";

/** P(X ≤ x) of the chi-square distribution: the regularized lower incomplete gamma function (DLMF 8.7.1 and 8.9.2). */
export function chiSquareCdf(x: number, degrees: number): number {
  if (!(x > 0)) return 0;
  const [a, half] = [degrees / 2, x / 2];
  const scale = Math.exp(a * Math.log(half) - half - logGamma(a));
  return half < a + 1 ? (scale * series(a, half)) / a : 1 - scale * continuedFraction(a, half);
}

function series(a: number, x: number): number {
  let [term, sum] = [1, 1];
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** By Lentz's method. */
function continuedFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 100000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b || tiny);
    c = b + an / c || tiny;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return fraction;
}

/** The x below which lies the share p; by bisection on the cdf. */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (!(degrees > 0) || !(p >= 0 && p < 1)) return Number.NaN;
  let [low, high] = [0, Math.max(1, degrees)];
  while (chiSquareCdf(high, degrees) < p) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-15 * high; i++) {
    const middle = (low + high) / 2;
    if (chiSquareCdf(middle, degrees) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
