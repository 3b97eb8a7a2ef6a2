// Our own exp and log, so that every width and every device gives the same bits.
#pragma once
#include "simd.hpp"

namespace {

// e^x to 2 ulp; 0 below -87.3, the largest finite power above 88.7; NaN stays NaN.
// x = k ln 2 + r, |r| <= ln 2 / 2 (ln 2 in two parts, Cody and Waite 1980), e^r by its Taylor series to r^7.
INLINE F exponential(F x) {
  const F low = splat(-87.3f), high = splat(88.7f);
  const I under = (I)(x < low), nan = (I)(x != x);
  F clamped = select((I)(x > high), high, select(under | nan, F{}, x));
  F k = clamped * splat(1.44269504f);
  k = toFloat(toInt(k + select((I)(k < F{}), splat(-.5f), splat(.5f))));
  F r = fma(k, splat(-.693359375f), clamped);
  r = fma(k, splat(2.12194440e-4f), r);
  F p = splat(1.f / 5040);
  p = fma(p, r, splat(1.f / 720));
  p = fma(p, r, splat(1.f / 120));
  p = fma(p, r, splat(1.f / 24));
  p = fma(p, r, splat(1.f / 6));
  p = fma(p, r, splat(.5f));
  p = fma(p, r, splat(1.f));
  p = fma(p, r, splat(1.f));
  const I kInt = toInt(k), half = kInt >> 1;  // two factors: 2^k alone leaves the exponent's range at k = 128
  F power = (F)((half + 127) << 23), rest = (F)((kInt - half + 127) << 23);
  return select(nan, x, select(under, F{}, p * power * rest));
}

// ln x to 2 ulp for normal x > 0; -infinity at 0, NaN below; infinity stays.
// x = m 2^k with m in [sqrt(1/2), sqrt 2); ln m = 2 atanh(s), s = (m - 1) / (m + 1), by its series to s^11.
INLINE F logarithm(F x) {
  const U bits = (U)x;  // unsigned, for differences that wrap: those of negative x and of NaN leave what an int holds
  const I k = (I)(bits - 0x3F3504F3u) >> 23;
  F m = (F)(bits - ((U)k << 23));
  F s = (m - splat(1.f)) / (m + splat(1.f)), z = s * s;
  F p = splat(2.f / 11);
  p = fma(p, z, splat(2.f / 9));
  p = fma(p, z, splat(2.f / 7));
  p = fma(p, z, splat(2.f / 5));
  p = fma(p, z, splat(2.f / 3));
  F kf = toFloat(k);
  F result = fma(kf, splat(.693359375f), fma(kf, splat(-2.12194440e-4f), fma(s, splat(2.f), s * z * p)));
  const F infinity = splat(__builtin_inff());
  result = select((I)(x == F{}), -infinity, result);
  result = select((I)(x < F{}) | (I)(x != x), splat(__builtin_nanf("")), result);
  return select((I)(x == infinity), infinity, result);
}

// The standard normal quantile of (1 + x) / 2 for x in (-1, 1): sqrt 2 erfinv x, to 3e-7 relative.
// Giles 2012, "Approximating the erfinv function", the single-precision polynomials.
INLINE F normalQuantile(F x) {
  const F one = splat(1.f), w = -logarithm((one - x) * (one + x));
  const float near[] = {3.43273939e-07f, -3.5233877e-06f, -4.39150654e-06f, .00021858087f, -.00125372503f, -.00417768164f, .246640727f, 1.50140941f};
  const float far[] = {.000100950558f, .00134934322f, -.00367342844f, .00573950773f, -.0076224613f, .00943887047f, 1.00167406f, 2.83297682f};
  const F c = w - splat(2.5f), t = squareRoot(w) - splat(3.f);
  F p = splat(2.81022636e-08f), q = splat(-.000200214257f);
  for (int i = 0; i < 8; i++) {
    p = fma(p, c, splat(near[i]));
    q = fma(q, t, splat(far[i]));
  }
  return select((I)(w < splat(5.f)), p, q) * x * splat(1.41421356f);
}

}  // namespace
