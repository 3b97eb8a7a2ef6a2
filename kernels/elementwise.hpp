// Functions of one and two numbers, sums and means: what penalties of a user's own are composed of.
#pragma once
#include "loss.hpp"

namespace {

INLINE F absolute(F x) { return (F)((I)x & 0x7FFFFFFF); }
// 1 / (1 + e^-x) for x >= 0, else e^x / (1 + e^x), which goes to 0 as e^x does
INLINE F sigmoid(F x) {
  const F e = exponential(-absolute(x));
  return select((I)(x < F{}), e, splat(1.f)) / (splat(1.f) + e);
}

// tanh x = 1 - 2 / (e^2x + 1); below 0.3 its Maclaurin series to x^9, where that would cancel
INLINE F hyperbolicTangent(F x) {
  const F z = x * x;
  F p = splat(62.f / 2835);
  p = fma(p, z, splat(-17.f / 315));
  p = fma(p, z, splat(2.f / 15));
  p = fma(p, z, splat(-1.f / 3));
  const F small = fma(x * z, p, x), large = splat(1.f) - splat(2.f) / (exponential(x + x) + splat(1.f));
  return select((I)(absolute(x) < splat(.3f)), small, large);
}

// e^x - 1: below 0.5 its Maclaurin series to x^8, where that would cancel
INLINE F exponentialMinusOne(F x) {
  F p = splat(1.f / 40320);
  p = fma(p, x, splat(1.f / 5040));
  p = fma(p, x, splat(1.f / 720));
  p = fma(p, x, splat(1.f / 120));
  p = fma(p, x, splat(1.f / 24));
  p = fma(p, x, splat(1.f / 6));
  p = fma(p, x, splat(.5f));
  return select((I)(absolute(x) < splat(.5f)), fma(x * x, p, x), exponential(x) - splat(1.f));
}

// ln(1 + u) for u in [0, 1]: 2 atanh(s), s = u / (2 + u) <= 1/3, by its series to s^13; a small u is not lost beside the 1
INLINE F logarithmOnePlus(F u) {
  const F s = u / (splat(2.f) + u), z = s * s;
  F p = splat(2.f / 13);
  p = fma(p, z, splat(2.f / 11));
  p = fma(p, z, splat(2.f / 9));
  p = fma(p, z, splat(2.f / 7));
  p = fma(p, z, splat(2.f / 5));
  p = fma(p, z, splat(2.f / 3));
  return fma(s * z, p, s + s);
}

// The share of the standard normal distribution below x, to 1e-6 relative in its lower tail too: exp(-x^2 / 2) P(t) above |x|, where
// t = 1 / (1 + 0.3 |x|), as Abramowitz and Stegun 26.2.17; P fitted to 8e-8 relative for |x| < 13.5, where float32 ends.
INLINE F normalBelow(F x) {
  const float fit[] = {-.124118739f, .172188828f, -.0326002556f, .120627283f, .101686355f, .120539398f, .119640055f};
  const F t = splat(1.f) / fma(absolute(x), splat(.3f), splat(1.f));
  F p = fma(splat(.00393014881f), t, splat(.0181069677f));
  for (int i = 0; i < 7; i++) p = fma(p, t, splat(fit[i]));
  const F above = p * t * exponential(splat(-.5f) * x * x);
  return select((I)(x > F{}), splat(1.f) - above, above);
}

INLINE F unaryValue(int kind, F x) {
  const F one = splat(1.f);
  switch (kind) {
    case UNARY_negate: return -x;
    case UNARY_absolute: return absolute(x);
    case UNARY_square: return x * x;
    case UNARY_squareRoot: return squareRoot(x);
    case UNARY_exponential: return exponential(x);
    case UNARY_logarithm: return logarithm(x);
    case UNARY_reciprocal: return one / x;
    case UNARY_tanh: return hyperbolicTangent(x);
    case UNARY_sigmoid: return sigmoid(x);
    case UNARY_softplus: return larger(F{}, x) + logarithmOnePlus(exponential(-absolute(x)));
    case UNARY_leakyRelu: return select((I)(x > F{}), x, splat(.01f) * x);
    case UNARY_elu: return select((I)(x > F{}), x, exponentialMinusOne(x));
    case UNARY_gelu: return x * normalBelow(x);
    case UNARY_silu: return x * sigmoid(x);
    case UNARY_relu: return select((I)(x < F{}), F{}, x);
  }
  return x;
}

INLINE F unarySlope(int kind, F x, F y) {
  const F one = splat(1.f);
  switch (kind) {
    case UNARY_negate: return -one;
    case UNARY_absolute: return where((I)(x > F{}), one) - where((I)(x < F{}), one);
    case UNARY_square: return x + x;
    case UNARY_squareRoot: return splat(.5f) / y;
    case UNARY_exponential: return y;
    case UNARY_logarithm: return one / x;
    case UNARY_reciprocal: return -y * y;
    case UNARY_tanh: return one - y * y;
    case UNARY_sigmoid: return y * (one - y);
    case UNARY_softplus: return sigmoid(x);
    case UNARY_leakyRelu: return select((I)(x > F{}), one, splat(.01f));
    case UNARY_elu: return select((I)(x > F{}), one, exponential(x));  // y + 1 has lost what e^x is far below 0
    case UNARY_gelu: return fma(x * splat(.39894228f), exponential(splat(-.5f) * x * x), normalBelow(x));
    case UNARY_relu: return where((I)(x > F{}), one);
    case UNARY_silu: {
      const F s = sigmoid(x);
      return s * fma(x, one - s, one);
    }
  }
  return one;
}

INLINE F binaryValue(int kind, F a, F b) {
  return kind == BINARY_add ? a + b : kind == BINARY_subtract ? a - b : kind == BINARY_multiply ? a * b : a / b;
}
// the derivative by a (of 0) or b (of 1)
INLINE F binarySlope(int kind, int of, F a, F b) {
  if (kind == BINARY_add) return splat(1.f);
  if (kind == BINARY_subtract) return splat(of ? -1.f : 1.f);
  if (kind == BINARY_multiply) return of ? a : b;
  return of ? -a / (b * b) : splat(1.f) / b;
}

// dy * slope, and 0 where dy is: lanes past the last example have no gradient, whatever the slope there
INLINE F times(F dy, F slope) { return where((I)(dy != F{}), dy * slope); }

INLINE void copy(Machine& m, const Copy& o) { __builtin_memcpy(m.at(o.y), m.at(o.x), sizeof(float) * o.length); }
INLINE void clear(Machine& m, const Clear& o) { __builtin_memset(m.at(o.x), 0, sizeof(float) * o.length); }
INLINE void accumulate(Machine& m, const Accumulate& o) {
  float* sum = m.at(o.sum);
  const float* x = m.at(o.x);
  for (long i = 0; i < o.length; i += VL) store(sum + i, load(sum + i) + load(x + i));
}
INLINE void unaryForward(Machine& m, const UnaryForward& o) {
  const float* x = m.at(o.x);
  float* y = m.at(o.y);
  for (long i = 0; i < o.length; i += VL) store(y + i, unaryValue(o.kind, load(x + i)));
}
INLINE void unaryInputGradient(Machine& m, const UnaryInputGradient& o) {
  const float *x = m.at(o.x), *y = m.at(o.y), *dy = m.at(o.dy);
  float* dx = m.at(o.dx);
  for (long i = 0; i < o.length; i += VL) store(dx + i, times(load(dy + i), unarySlope(o.kind, load(x + i), load(y + i))));
}
INLINE void binaryForward(Machine& m, const BinaryForward& o) {
  const float *a = m.at(o.a), *b = m.at(o.b);
  float* y = m.at(o.y);
  for (long i = 0; i < o.length; i += VL) store(y + i, binaryValue(o.kind, load(a + i), load(b + i)));
}
INLINE void binaryInputGradient(Machine& m, const BinaryInputGradient& o) {
  const float *a = m.at(o.a), *b = m.at(o.b), *dy = m.at(o.dy);
  float* dx = m.at(o.dx);
  for (long i = 0; i < o.length; i += VL) store(dx + i, times(load(dy + i), binarySlope(o.kind, o.of, load(a + i), load(b + i))));
}
INLINE void scaleForward(Machine& m, const ScaleForward& o) {
  const float* x = m.at(o.x);
  float* y = m.at(o.y);
  const F factor = splat(m.cell(o.factor));
  for (long i = 0; i < o.length; i += VL) store(y + i, load(x + i) * factor);
}
INLINE void shiftForward(Machine& m, const ShiftForward& o) {
  const F amount = splat(m.cell(o.amount));
  for (long i = 0; i < o.length; i += VL) store(m.at(o.y) + i, load(m.at(o.x) + i) + amount);
}

// width lanes: a sum for each example. width 1: the sum of all numbers, in double precision and 16 virtual lanes.
INLINE void sumForward(Machine& m, const SumForward& o) {
  const float* x = m.at(o.x);
  float* y = m.at(o.y);
  if (o.width == 1) {
    double lanes[LANES] = {};
    for (long i = 0; i < o.features; i++) lanes[i % LANES] += (double)x[i];
    y[0] = (float)sum16(lanes);
    return;
  }
  for (int n = 0; n < o.width; n += VL) {
    F sum = F{};
    for (long f = 0; f < o.features; f++) sum += load(x + f * o.width + n);
    store(y + n, sum);
  }
}
INLINE void sumInputGradient(Machine& m, const SumInputGradient& o) {
  const float* dy = m.at(o.dy);
  float* dx = m.at(o.dx);
  for (long f = 0; f < o.features; f++)
    for (int n = 0; n < o.width; n++) dx[f * o.width + n] = dy[n];
  m.zeroPadding(o.dx, o.features * (long)o.width);
}

// Each feature's mean over the step's examples, in 16 virtual lanes; lanes past the last example do not count.
INLINE void batchMeanForward(Machine& m, const BatchMeanForward& o) {
  const F valid = splat((float)m.valid);
  for (int f = 0; f < o.features; f++) {
    alignas(64) float lanes[LANES] = {};
    for (int n = 0; n < m.lanes; n += VL) {
      const I present = (I)(laneIndex(n) < (I)splatU((uint32_t)m.valid));
      float* sum = lanes + n % LANES;
      store(sum, load(sum) + where(present, load(m.at(o.x) + (long)f * m.lanes + n)));
    }
    m.at(o.y)[f] = sum16(lanes) / valid[0];
  }
}
INLINE void batchMeanInputGradient(Machine& m, const BatchMeanInputGradient& o) {
  for (int f = 0; f < o.features; f++)
    for (int n = 0; n < m.lanes; n++) m.at(o.dx)[(long)f * m.lanes + n] = n < m.valid ? m.at(o.dy)[f] / (float)m.valid : 0.f;
}

// losses (mean of the step, running sum over examples) grow by strength * x
INLINE void addToLoss(Machine& m, const AddToLoss& o) {
  const float penalty = m.cell(o.strength) * m.at(o.x)[0];
  m.at(o.losses)[0] += penalty;
  addToRunningSum(m.at(o.losses), penalty * (float)m.valid);
}
INLINE void addToLossGradient(Machine& m, const AddToLossGradient& o) {
  m.at(o.dx)[0] = m.cell(o.strength);
  m.zeroPadding(o.dx, 1);
}

}  // namespace
