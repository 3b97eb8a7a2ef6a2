import { stirlingRest } from "./gamma.ts";

/** P(X ≤ x) of the chi-square distribution: the regularized lower incomplete gamma function (DLMF 8.7.1 and 8.9.2). */
export function chiSquareCdf(x: number, degrees: number): number {
  const { below, above, isLower } = shares(x, degrees);
  return isLower ? below : 1 - above;
}

/** The smaller of the shares below and above x is computed; the other is 1 minus it. */
function shares(x: number, degrees: number): { below: number; above: number; isLower: boolean } {
  if (Number.isNaN(x) || !(degrees > 0)) return { below: Number.NaN, above: Number.NaN, isLower: true };
  if (!(x > 0)) return { below: 0, above: 1, isLower: true };
  if (x === Number.POSITIVE_INFINITY) return { below: 1, above: 0, isLower: false };
  const [a, half] = [degrees / 2, x / 2];
  // x^a e^−x / Γ(a), with Γ by Stirling's formula and its rest: where a is large the terms cancel before they are added
  const excess = (half - a) / a;
  const logRatio = Math.abs(excess) < 0.1 ? log1pMinus(excess) : Math.log(half / a) - excess;
  const scale = Math.exp(a * logRatio - stirlingRest(a)) * Math.sqrt(a / (2 * Math.PI));
  if (half < a + 1) {
    const below = (scale * series(a, half)) / a;
    return { below, above: 1 - below, isLower: true };
  }
  const above = scale * continuedFraction(a, half);
  return { below: 1 - above, above, isLower: false };
}

/** ln(1 + x) − x for |x| < 0.1, by its series. */
function log1pMinus(x: number): number {
  let [power, sum] = [-x * x, 0];
  for (let k = 2; k < 40; k++) {
    sum += power / k;
    power *= -x;
  }
  return sum;
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
    if (Math.abs(c * d - 1) <= Number.EPSILON) break;
  }
  return fraction;
}

/** The x below which lies the share p; by bisection on the smaller of the two shares. */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (!(degrees > 0) || !(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p === 0 ? 0 : Number.POSITIVE_INFINITY;
  const isBelow = (x: number) => {
    const { below, above, isLower } = shares(x, degrees);
    return isLower ? below < p : above > 1 - p;
  };
  let [low, high] = [0, Math.max(1, degrees)];
  while (isBelow(high)) [low, high] = [high, 2 * high];
  while (low === 0 && high > 0 && !isBelow(high / 2)) high /= 2;
  for (let i = 0; i < 100 && high - low > 1e-16 * high; i++) {
    const middle = low + (high - low) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}
