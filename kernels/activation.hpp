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

// y = kept ? x / (1 - rate) : 0. Serves both directions: the mask is a function of the counter, so it is drawn again.
template <bool withRelu> INLINE void dropWhole(Machine& m, int32_t xAt, int32_t yAt, int32_t rate, int32_t layer, int features) {
  DropoutMask mask(m, rate, layer);
  const float* x = m.at(xAt);
  float* y = m.at(yAt);
  const int groups = features * (m.lanes / LANES);
  for (int v = 0; v < groups; v++) {
    if (!mask.off && v % 8 == 0) mask.draw(v / 8);
    for (int part = 0; part < PARTS; part++) {
      const long at = (long)v * LANES + part * VL;
      F value = withRelu ? relu(load(x + at)) : load(x + at);
      store(y + at, mask.off ? value : mask.apply(value, v, part));
    }
  }
}
// The same with a given mask [features][lanes] of ones and zeros and the exact 1 / (1 - rate).
INLINE void dropGiven(Machine& m, int32_t xAt, int32_t yAt, int32_t rate, int32_t given, int features) {
  const float *x = m.at(xAt), *kept = m.at(given);
  float* y = m.at(yAt);
  const F scale = splat(1.f / (1.f - m.cell(rate)));
  for (long i = 0; i < (long)features * m.lanes; i += VL) store(y + i, where((I)(load(kept + i) > F{}), load(x + i) * scale));
}
INLINE void dropoutForward(Machine& m, const DropoutForward& o) {
  if (o.given >= 0) dropGiven(m, o.x, o.y, o.rate, o.given, o.features);
  else dropWhole<false>(m, o.x, o.y, o.rate, o.layer, o.features);
}
INLINE void dropoutInputGradient(Machine& m, const DropoutInputGradient& o) {
  if (o.given >= 0) dropGiven(m, o.dy, o.dx, o.rate, o.given, o.features);
  else dropWhole<false>(m, o.dy, o.dx, o.rate, o.layer, o.features);
}

// Fused: y = dropout(relu(x)). Backward needs no mask: after both, y > 0 says that the unit was active and kept.
INLINE void reluDropoutForward(Machine& m, const ReluDropoutForward& o) { dropWhole<true>(m, o.x, o.y, o.rate, o.layer, o.features); }
INLINE void reluDropoutInputGradient(Machine& m, const ReluDropoutInputGradient& o) {
  DropoutMask mask(m, o.rate, 0);
  const float *y = m.at(o.y), *dy = m.at(o.dy);
  float* dx = m.at(o.dx);
  for (long i = 0; i < (long)o.features * m.lanes; i += VL) store(dx + i, where((I)(load(y + i) > F{}), load(dy + i) * mask.scale));
}

}  // namespace
