/** ln Γ(x) for x > 0: Lanczos 1964 with g = 607 / 128 and 15 terms (Godfrey's coefficients), to about 1e-15 relative. */
export function logGamma(x: number): number {
  const coefficients = [
    0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202, 3.399464998481189e-5,
    4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125, -0.00021026444172410488, 0.00021743961811521265,
    -0.0001643181065367639, 8.441822398385275e-5, -2.6190838401581408e-5, 3.6899182659531625e-6,
  ];
  const t = x + 607 / 128 - 0.5;
  const sum = coefficients.reduce((total, c, i) => total + (i ? c / (x - 1 + i) : c), 0);
  return Math.log(Math.sqrt(2 * Math.PI) * sum) + (x - 0.5) * Math.log(t) - t;
}

/** The regularized incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22, modified Lentz). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10000; m++) {
    const steps = [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))];
    let change = 1;
    for (const step of steps) {
      d = 1 / nonzero(1 + step * d);
      c = nonzero(1 + step / c);
      change = c * d;
      fraction *= change;
    }
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return (fraction * Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b))) / a;

  function nonzero(value: number): number {
    return Math.abs(value) < tiny ? tiny : value;
  }
}

/** P(T ≤ t) of Student's t distribution with ν degrees of freedom. */
export function tCdf(t: number, degrees: number): number {
  const tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** P(|T| ≥ |t|), exact in the tails. */
export function tTwoSided(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}
