// Batch normalization (Ioffe and Szegedy 2015) over x [channels][positions][lanes]: each channel over all positions and examples.
#pragma once
#include "dense.hpp"
#include "loss.hpp"

namespace {

// The sum over positions and the step's examples of value(offset) in one channel.
template <class Value> INLINE float channelSum(const Machine& m, int channel, int positions, Value value) {
  LongSum<2048> sum;
  for (int n = 0; n < m.lanes; n += VL) {
    const I present = (I)(laneIndex(n) < (I)splatU((uint32_t)m.valid));
    sum.over(n, positions, [&](F sum, int p) __attribute__((always_inline)) {
      return sum + where(present, value(((long)channel * positions + p) * m.lanes + n));
    });
  }
  return sum.total();
}
// y[offset] = value(offset) in one channel, 0 in lanes past the last example.
template <class Value> INLINE void channelMap(const Machine& m, int channel, int positions, float* y, Value value) {
  for (int p = 0; p < positions; p++)
    for (int n = 0; n < m.lanes; n += VL) {
      const long at = ((long)channel * positions + p) * m.lanes + n;
      store(y + at, where((I)(laneIndex(n) < (I)splatU((uint32_t)m.valid)), value(at)));
    }
}
INLINE float inverseDeviation(float variance, float epsilon) { return (splat(1.f) / squareRoot(splat(variance + epsilon)))[0]; }

// A running statistic after a batch's; where nothing is kept of it the difference must not cancel.
INLINE float movedTo(float batch, float running, float momentum) { return momentum == 1.f ? batch : running + momentum * (batch - running); }

// y = scale (x - mean) / sqrt(variance + epsilon) + shift with the batch's mean and variance (divisor n); saved [2][channels]: the
// mean, then 1 / sqrt(variance + epsilon). The running statistics move by `momentum` to the batch's, the variance with divisor n - 1.
INLINE void batchNormTrain(Machine& m, const BatchNormTrain& o) {
  const float *x = m.at(o.x), momentum = m.cell(o.momentum);
  float *saved = m.at(o.saved), *runningMean = m.at(o.runningMean), *runningVariance = m.at(o.runningVariance);
  const float count = (float)o.positions * (float)m.valid;
  for (int c = 0; c < o.channels; c++) {
    const float mean = channelSum(m, c, o.positions, [&](long at) __attribute__((always_inline)) { return load(x + at); }) / count;
    const F center = splat(mean);
    const float squares = channelSum(m, c, o.positions, [&](long at) __attribute__((always_inline)) {
      const F d = load(x + at) - center;
      return d * d;
    });
    const float inverse = inverseDeviation(squares / count, m.cell(o.epsilon));
    saved[c] = mean;
    saved[o.channels + c] = inverse;
    runningMean[c] = movedTo(mean, runningMean[c], momentum);
    if (count > 1) runningVariance[c] = movedTo(squares / (count - 1), runningVariance[c], momentum);
    const F factor = splat(inverse * m.at(o.scale)[c]), shift = splat(m.at(o.shift)[c]);
    channelMap(m, c, o.positions, m.at(o.y), [&](long at) __attribute__((always_inline)) { return fma(load(x + at) - center, factor, shift); });
  }
}

// The same with the running statistics: no example depends on the others.
INLINE void batchNormEvaluate(Machine& m, const BatchNormEvaluate& o) {
  const float* x = m.at(o.x);
  for (int c = 0; c < o.channels; c++) {
    const float inverse = inverseDeviation(m.at(o.runningVariance)[c], m.cell(o.epsilon));
    const F center = splat(m.at(o.runningMean)[c]), factor = splat(inverse * m.at(o.scale)[c]), shift = splat(m.at(o.shift)[c]);
    channelMap(m, c, o.positions, m.at(o.y), [&](long at) __attribute__((always_inline)) { return fma(load(x + at) - center, factor, shift); });
  }
}

// With z = (x - mean) inverse: dscale = sum dy z, dshift = sum dy, dx = scale inverse (dy - dshift / n - z dscale / n). dx may be dy.
INLINE void batchNormGradient(Machine& m, const BatchNormGradient& o) {
  m.zeroPadding(o.dscale, o.channels);
  m.zeroPadding(o.dshift, o.channels);
  const float *x = m.at(o.x), *dy = m.at(o.dy), *saved = m.at(o.saved);
  const float count = (float)o.positions * (float)m.valid;
  for (int c = 0; c < o.channels; c++) {
    const F center = splat(saved[c]), inverse = splat(saved[o.channels + c]);
    const float dshift = channelSum(m, c, o.positions, [&](long at) __attribute__((always_inline)) { return load(dy + at); });
    const float dscale = channelSum(m, c, o.positions, [&](long at) __attribute__((always_inline)) {
      return load(dy + at) * ((load(x + at) - center) * inverse);
    });
    m.at(o.dshift)[c] = dshift;
    m.at(o.dscale)[c] = dscale;
    if (o.dx < 0) continue;
    const F factor = splat(m.at(o.scale)[c]) * inverse, meanShift = splat(dshift / count), meanScale = splat(dscale / count);
    channelMap(m, c, o.positions, m.at(o.dx), [&](long at) __attribute__((always_inline)) {
      const F z = (load(x + at) - center) * inverse;
      return factor * (load(dy + at) - meanShift - z * meanScale);
    });
  }
}

}  // namespace
