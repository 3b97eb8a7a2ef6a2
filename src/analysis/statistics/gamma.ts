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

const HALF_LOG_2PI = Math.log(2 * Math.PI) / 2;
const LARGE = 10;

/** What Stirling's formula (x − ½) ln x − x + ½ ln 2π leaves out of ln Γ(x): by its series (DLMF 5.11.1) for x ≥ 10. */
export function stirlingRest(x: number): number {
  if (x < LARGE) return logGamma(x) - ((x - 0.5) * Math.log(x) - x + HALF_LOG_2PI);
  const s = 1 / (x * x);
  const series = 1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s / 156)))));
  return series / x;
}

/** ln B(a, b), without the loss of digits that ln Γ(a) + ln Γ(b) − ln Γ(a + b) has where an argument is large. */
export function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  if (large < LARGE) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const rest = stirlingRest(large) - stirlingRest(small + large);
  const ratio = (large - 0.5) * Math.log1p(small / large);
  if (small < LARGE) return logGamma(small) - ratio - small * Math.log(small + large) + small + rest;
  return HALF_LOG_2PI + stirlingRest(small) - ratio + small * Math.log(small / (small + large)) - Math.log(small) / 2 + rest;
}
