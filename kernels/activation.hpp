// ReLU and dropout over any activation, seen as groups of 16 lanes.
#pragma once
#include "philox.hpp"

namespace {

// 0 > x ? 0 : x, so that NaN passes and a diverged net is seen
INLINE F relu(F x) { return larger(F{}, x); }

INLINE void reluForward(Machine& m, const ReluForward& o) {
  const float* x = m.at(o.x);
  float* y = m.at(o.y);
  for (long i = 0; i < (long)o.features * m.lanes; i += VL) store(y + i, relu(load(x + i)));
}

// dx = y > 0 ? dy : 0
INLINE void reluInputGradient(Machine& m, const ReluInputGradient& o) {
  const float *y = m.at(o.y), *dy = m.at(o.dy);
  float* dx = m.at(o.dx);
  for (long i = 0; i < (long)o.features * m.lanes; i += VL) store(dx + i, where((I)(load(y + i) > F{}), load(dy + i)));
}

// y = kept ? x / (1 - rate) : 0, or x where `unscaled`. Serves both directions: the mask is a function of the counter, so it is
// drawn again. `groups` of 16 lanes.
template <bool withRelu> INLINE void dropWhole(DropoutMask mask, const float* x, float* y, int groups, bool unscaled = false) {
  if (unscaled) mask.scale = splat(1.f);
  for (int v = 0; v < groups; v++) {
    if (!mask.off && v % 8 == 0) mask.draw(v / 8);
    for (int part = 0; part < PARTS; part++) {
      const long at = (long)v * LANES + part * VL;
      F value = withRelu ? relu(load(x + at)) : load(x + at);
      store(y + at, mask.off ? value : mask.apply(value, v, part));
    }
  }
}
// The same with one decision for each feature map: x [features][positions][width].
static void dropMaps(DropoutMask mask, const float* x, float* y, int features, int positions, int width) {
  const int groups = width / LANES;
  for (int v = 0; v < features * groups; v++) {
    if (!mask.off && v % 8 == 0) mask.draw(v / 8);
    for (int p = 0; p < positions; p++)
      for (int part = 0; part < PARTS; part++) {
        const long at = ((long)(v / groups) * positions + p) * width + v % groups * LANES + part * VL;
        store(y + at, mask.off ? load(x + at) : mask.apply(load(x + at), v, part));
      }
  }
}
// The same with a given mask of ones and zeros and the exact 1 / (1 - rate), or 1 where `unscaled`.
INLINE void dropGiven(const float* x, const float* kept, float* y, float rate, long length, bool unscaled) {
  const F scale = splat(unscaled ? 1.f : 1.f / (1.f - rate));
  for (long i = 0; i < length; i += VL) store(y + i, where((I)(load(kept + i) > F{}), load(x + i) * scale));
}
// y = x (1 + sqrt(rate / (1 - rate)) z), z standard normal
static void multiplyNoise(NormalNoise noise, const float* x, float* y, float rate, int groups) {
  const F deviation = squareRoot(splat(rate / (1.f - rate)));
  for (int v = 0; v < groups; v++) {
    if (rate > 0 && v % 4 == 0) noise.draw(v / 4);
    for (int part = 0; part < PARTS; part++) {
      const long at = (long)v * LANES + part * VL;
      store(y + at, rate > 0 ? load(x + at) * fma(deviation, noise.at(v, part), splat(1.f)) : load(x + at));
    }
  }
}
// x and y [features][positions][width]: width is the batch's lanes, or 16 for weights.
template <class O> static void dropout(Machine& m, const O& o, const float* x, float* y) {
  const bool unscaled = o.kind == DROPOUT_classic;
  const long length = (long)o.features * o.positions * o.width;
  if (o.given >= 0) dropGiven(x, m.at(o.given), y, m.cell(o.rate), length, unscaled);
  else if (o.kind == DROPOUT_gaussian) multiplyNoise(NormalNoise(m, o.layer), x, y, m.cell(o.rate), length / LANES);
  else if (o.positions > 1) dropMaps(DropoutMask(m, o.rate, o.layer), x, y, o.features, o.positions, o.width);
  else dropWhole<false>(DropoutMask(m, o.rate, o.layer), x, y, length / LANES, unscaled);
}
INLINE void dropoutForward(Machine& m, const DropoutForward& o) { dropout(m, o, m.at(o.x), m.at(o.y)); }
INLINE void dropoutInputGradient(Machine& m, const DropoutInputGradient& o) { dropout(m, o, m.at(o.dy), m.at(o.dx)); }

// Classic dropout in inference: x times the probability of being kept, the same as weights times 1 - rate.
INLINE void dropoutExpectation(Machine& m, const DropoutExpectation& o) {
  const F kept = o.given >= 0 ? splat(1.f - m.cell(o.rate)) : splat(1.f) / DropoutMask(m, o.rate, 0).scale;
  for (long i = 0; i < o.length; i += VL) store(m.at(o.y) + i, load(m.at(o.x) + i) * kept);
}

// Fused: y = dropout(relu(x)). Backward needs no mask: after both, y > 0 says that the unit was active and kept.
INLINE void reluDropoutForward(Machine& m, const ReluDropoutForward& o) {
  dropWhole<true>(DropoutMask(m, o.rate, o.layer), m.at(o.x), m.at(o.y), o.features * (m.lanes / LANES));
}
INLINE void reluDropoutInputGradient(Machine& m, const ReluDropoutInputGradient& o) {
  DropoutMask mask(m, o.rate, 0);
  const float *y = m.at(o.y), *dy = m.at(o.dy);
  float* dx = m.at(o.dx);
  for (long i = 0; i < (long)o.features * m.lanes; i += VL) store(dx + i, where((I)(load(y + i) > F{}), load(dy + i) * mask.scale));
}

}  // namespace
