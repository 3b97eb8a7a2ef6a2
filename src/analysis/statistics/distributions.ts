import { logBeta } from "./gamma.ts";
import { normalCdf } from "./normal.ts";

/**
 * The regularized incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22, modified Lentz). Both x and y = 1 − x are
 * given, so that neither loses its digits near 1.
 */
export function betaShare(x: number, y: number, a: number, b: number): number {
  if (!(x >= 0 && y >= 0 && a > 0 && b > 0)) return Number.NaN;
  if (x === 0) return 0;
  if (y === 0) return 1;
  return x > (a + 1) / (a + b + 2) ? 1 - fraction(y, x, b, a) : fraction(x, y, a, b);
}

function fraction(x: number, y: number, a: number, b: number): number {
  const tiny = 1e-300;
  const nonzero = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1; m < 100000; m++) {
    const steps = [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))];
    let change = 1;
    for (const step of steps) {
      d = 1 / nonzero(1 + step * d);
      c = nonzero(1 + step / c);
      change = c * d;
      product *= change;
    }
    if (Math.abs(change - 1) <= Number.EPSILON) break;
  }
  const logX = x > 0.5 ? Math.log1p(-y) : Math.log(x);
  const logY = y > 0.5 ? Math.log1p(-x) : Math.log(y);
  return (product * Math.exp(a * logX + b * logY - logBeta(a, b))) / a;
}

/** P(T ≤ t) of Student's t distribution with ν degrees of freedom; exact in the lower tail. */
export function tCdf(t: number, degrees: number): number {
  return t > 0 ? 1 - tTwoSided(t, degrees) / 2 : tTwoSided(t, degrees) / 2;
}

/** Beyond this many √ν the tail is its leading term: the next is smaller than the last digit. */
const FAR = 1e9;
/** From so many degrees of freedom on `normalOf` leaves less of an error than the incomplete beta function does. */
const MANY = 1e7;

/** The z that the normal distribution has beyond it what Student's t has beyond t (Hill 1970, Algorithm 395): to z³ / 48ν². */
const normalOf = (t: number, degrees: number) => Math.sqrt((degrees - 0.5) * Math.log1p((t * t) / degrees));

/** P(|T| ≥ |t|), exact in the tails. */
export function tTwoSided(t: number, degrees: number): number {
  if (Number.isNaN(t) || !(degrees > 0)) return Number.NaN;
  if (degrees === Infinity) return 2 * normalCdf(-Math.abs(t));
  if (degrees > MANY) return 2 * normalCdf(-normalOf(t, degrees));
  const w = Math.abs(t) / Math.sqrt(degrees);
  if (w > FAR) return (2 * Math.exp(-degrees * Math.log(w) - logBeta(degrees / 2, 0.5))) / degrees;
  return betaShare(1 / (1 + w * w), (w * w) / (1 + w * w), degrees / 2, 0.5);
}

/** P(|T| ≤ |t|), exact near 0. */
export function tCentral(t: number, degrees: number): number {
  if (degrees > MANY) {
    const z = degrees === Infinity ? t : normalOf(t, degrees);
    return tCentral(Math.sqrt(MANY * Math.expm1((z * z) / (MANY - 0.5))), MANY);
  }
  const w = Math.abs(t) / Math.sqrt(degrees);
  return w > FAR ? 1 : betaShare((w * w) / (1 + w * w), 1 / (1 + w * w), 0.5, degrees / 2);
}
