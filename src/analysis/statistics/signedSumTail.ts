import { normalCdf } from "./normal.ts";

const STEPS = 40;
const CLOSE = 1e-7;

/**
 * How likely the sum of these numbers with random signs is at least as large as `sum`, which is positive: the saddlepoint approximation of
 * Lugannani and Rice (1980), as Robinson (1982) takes it for permutation tests. The sum's cumulant generating function is K(t) = Σ log
 * cosh(t x).
 */
export function signedSumTail(values: readonly number[], sum: number): number {
  const sizes = values.map(Math.abs);
  const most = sizes.reduce((total, size) => total + size, 0);
  if (sum >= most * (1 - 1e-12)) return 2 ** -values.length;
  const squares = sizes.reduce((total, size) => total + size * size, 0);
  if (sum * sum < CLOSE * squares) return 0.5;
  let t = sum / squares;
  let curvature = squares;
  // K′(t) = sum, by Newton's method from below: K′ is concave
  for (let step = 0; step < STEPS; step++) {
    let slope = 0;
    curvature = 0;
    for (const size of sizes) {
      const tanh = Math.tanh(t * size);
      slope += size * tanh;
      curvature += size * size * (1 - tanh * tanh);
    }
    const change = (sum - slope) / curvature;
    t += change;
    if (Math.abs(change) <= CLOSE * t) break;
  }
  const cumulant = sizes.reduce((total, size) => total + t * size + Math.log1p(Math.exp(-2 * t * size)) - Math.LN2, 0);
  const root = Math.sqrt(2 * (t * sum - cumulant));
  const density = Math.exp((-root * root) / 2) / Math.sqrt(2 * Math.PI);
  return normalCdf(-root) + density * (1 / (t * Math.sqrt(curvature)) - 1 / root);
}
