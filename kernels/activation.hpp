// ReLU over any activation, seen as groups of 16 lanes.
#pragma once
#include "machine.hpp"
#include "simd.hpp"

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

}  // namespace
