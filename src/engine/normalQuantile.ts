/**
 * The standard normal number below which lies the share (1 + x) / 2, x in (−1, 1): √2 · erf⁻¹(x), to 3e-7 relative, by the
 * single-precision polynomials of Giles 2012, "Approximating the erfinv function", as on the other devices.
 */
export function normalQuantile(x: number): number {
  const w = -Math.log((1 - x) * (1 + x));
  const near = [
    2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
  ];
  const far = [
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
  ];
  const [coefficients, t] = w < 5 ? [near, w - 2.5] : [far, Math.sqrt(w) - 3];
  return coefficients.reduce((p, c) => p * t + c) * x * Math.SQRT2;
}
