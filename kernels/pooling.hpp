// Pooling over windows of size x size, stride apart: x [channels][height][width][lanes] -> y [channels][(height - size) / stride + 1][...][lanes].
// Of equal values the first in reading order is the maximum; a window with a value that is no number has none, and gives that.
#pragma once
#include "dropout.hpp"

namespace {

struct Window {
  int channels, height, width, size, stride, lanes;
};

// Calls enter(f, first, count) for each output position f (channel, row and column), then visit(f, g, at, start) for each group g of its
// `count` groups of 16 lanes from `first` on, with its places in y and at the start of its window in x. In blocks of groups.
template <class Enter, class Visit> INLINE void visitWindows(const Window& w, Enter enter, Visit visit) {
  visitGroups(w.lanes / LANES, [&](int first, int count) __attribute__((always_inline)) {
    int f = 0;
    for (int channel = 0; channel < w.channels; channel++)
      for (int row = 0; row + w.size <= w.height; row += w.stride)
        for (int column = 0; column + w.size <= w.width; column += w.stride, f++) {
          const long start = (((long)channel * w.height + row) * w.width + column) * w.lanes;
          enter(f, first, count);
          for (int g = 0; g < count; g++) visit(f, g, (long)f * w.lanes + (first + g) * LANES, start + (first + g) * LANES);
        }
  });
}
template <class Visit> INLINE void visitWindows(const Window& w, Visit visit) {
  visitWindows(w, [](int, int, int) {}, [&](int, int, long at, long start) __attribute__((always_inline)) { visit(at, start); });
}

// The larger of the two, and NaN where either is
INLINE F maximum(F a, F b) { return select((I)(a != a), a, larger(a, b)); }

INLINE F windowMaximum(const float* from, const Window& w) {
  F best = load(from);
  for (int i = 0; i < w.size; i++)
    for (int j = 0; j < w.size; j++) best = maximum(load(from + ((long)i * w.width + j) * w.lanes), best);
  return best;
}

template <bool withRelu> INLINE void pool(Machine& m, int32_t xAt, int32_t yAt, const Window& w, DropoutMask& mask) {
  const float* x = m.at(xAt);
  float* y = m.at(yAt);
  visitWindows(
      w, [&](int f, int first, int count) __attribute__((always_inline)) { drawFor(mask, f, first, count); },
      [&](int f, int g, long at, long start) __attribute__((always_inline)) {
        for (int part = 0; part < PARTS; part++) {
          F best = windowMaximum(x + start + part * VL, w);
          if (withRelu) best = relu(best);
          store(y + at + part * VL, mask.off ? best : mask.apply(best, f, g, part));
        }
      });
}

// Windows side by side: dx gets the gradient at the first maximum of each window, 0 elsewhere. dx may be x itself.
template <bool withRelu> INLINE void poolGradient(Machine& m, int32_t xAt, int32_t yAt, int32_t dyAt, int32_t dxAt, const Window& w, F scale) {
  const float *x = m.at(xAt), *y = withRelu ? m.at(yAt) : nullptr, *dy = m.at(dyAt);
  float* dx = m.at(dxAt);
  visitWindows(w, [&](long first, long start) __attribute__((always_inline)) {
    for (int part = 0; part < PARTS; part++) {
      const long at = first + part * VL;
      const float* from = x + start + part * VL;
      F gradient = load(dy + at);
      if (withRelu) gradient = where((I)(load(y + at) > F{}), gradient * scale);
      F best = load(from);
      for (int i = 0; i < w.size; i++)
        for (int j = 0; j < w.size; j++) best = larger(load(from + ((long)i * w.width + j) * w.lanes), best);
      I waiting = ~I{};
      for (int i = 0; i < w.size; i++)
        for (int j = 0; j < w.size; j++) {
          const long offset = ((long)i * w.width + j) * w.lanes;
          I here = (I)(load(from + offset) == best) & waiting;
          store(dx + start + part * VL + offset, where(here, gradient));
          waiting &= ~here;
        }
    }
  });
}

// Windows of any stride: dx, cleared, gets the sum of the gradients of the windows whose first maximum it is. dx is not x.
static void overlappingPoolGradient(const float* x, const float* dy, float* dx, const Window& w) {
  __builtin_memset(dx, 0, sizeof(float) * w.channels * w.height * w.width * w.lanes);
  visitWindows(w, [&](long at, long start) __attribute__((always_inline)) {
    for (int part = 0; part < PARTS; part++) {
      const F gradient = load(dy + at + part * VL);
      const long from = start + part * VL;
      F best = load(x + from);
      for (int i = 0; i < w.size; i++)
        for (int j = 0; j < w.size; j++) best = larger(load(x + from + ((long)i * w.width + j) * w.lanes), best);
      I waiting = ~I{};
      for (int i = 0; i < w.size; i++)
        for (int j = 0; j < w.size; j++) {
          const long tap = from + ((long)i * w.width + j) * w.lanes;
          I here = (I)(load(x + tap) == best) & waiting;
          store(dx + tap, load(dx + tap) + where(here, gradient));
          waiting &= ~here;
        }
    }
  });
}

template <class O> INLINE Window window(const Machine& m, const O& o, int stride) {
  return {o.channels, o.height, o.width, o.size, stride, m.lanes};
}
// Windows side by side: rows and columns of x outside every window get no gradient.
template <class O> INLINE void clearUncovered(Machine& m, const O& o) {
  const int rows = o.height / o.size * o.size, columns = o.width / o.size * o.size;
  for (int channel = 0; channel < o.channels; channel++)
    for (int row = 0; row < o.height; row++) {
      const int from = row < rows ? columns : 0;
      float* dx = m.at(o.dx) + (((long)channel * o.height + row) * o.width + from) * m.lanes;
      __builtin_memset(dx, 0, sizeof(float) * (o.width - from) * m.lanes);
    }
}

INLINE void maxPool2dForward(Machine& m, const MaxPool2dForward& o) {
  DropoutMask none(m, -1);
  pool<false>(m, o.x, o.y, window(m, o, o.stride), none);
}
INLINE void maxPool2dInputGradient(Machine& m, const MaxPool2dInputGradient& o) {
  if (o.stride != o.size) return overlappingPoolGradient(m.at(o.x), m.at(o.dy), m.at(o.dx), window(m, o, o.stride));
  poolGradient<false>(m, o.x, -1, o.dy, o.dx, window(m, o, o.size), F{});
  clearUncovered(m, o);
}

// Fused: y = dropout(relu(max-pool(x))); relu and max commute. The usual size 2 is a constant, so that its loops unroll.
INLINE void reluPoolDropoutForward(Machine& m, const ReluPoolDropoutForward& o) {
  DropoutMask mask(m, o.rate, o.layer);
  if (o.size == 2) pool<true>(m, o.x, o.y, {o.channels, o.height, o.width, 2, 2, m.lanes}, mask);
  else pool<true>(m, o.x, o.y, window(m, o, o.size), mask);
}
INLINE void reluPoolDropoutInputGradient(Machine& m, const ReluPoolDropoutInputGradient& o) {
  const DropoutMask mask(m, o.rate);
  if (o.size == 2) poolGradient<true>(m, o.x, o.y, o.dy, o.dx, {o.channels, o.height, o.width, 2, 2, m.lanes}, mask.scale);
  else poolGradient<true>(m, o.x, o.y, o.dy, o.dx, window(m, o, o.size), mask.scale);
  clearUncovered(m, o);
}

INLINE void averagePool2dForward(Machine& m, const AveragePool2dForward& o) {
  const Window w = window(m, o, o.stride);
  const F share = splat(1.f / (float)(o.size * o.size));
  visitWindows(w, [&](long at, long start) __attribute__((always_inline)) {
    for (int part = 0; part < PARTS; part++) {
      const float* from = m.at(o.x) + start + part * VL;
      F sum = F{};
      for (int i = 0; i < w.size; i++)
        for (int j = 0; j < w.size; j++) sum += load(from + ((long)i * w.width + j) * w.lanes);
      store(m.at(o.y) + at + part * VL, sum * share);
    }
  });
}
INLINE void averagePool2dInputGradient(Machine& m, const AveragePool2dInputGradient& o) {
  const Window w = window(m, o, o.stride);
  const F share = splat(1.f / (float)(o.size * o.size));
  __builtin_memset(m.at(o.dx), 0, sizeof(float) * o.channels * o.height * o.width * m.lanes);
  visitWindows(w, [&](long at, long start) __attribute__((always_inline)) {
    for (int part = 0; part < PARTS; part++) {
      const F gradient = load(m.at(o.dy) + at + part * VL) * share;
      for (int i = 0; i < w.size; i++)
        for (int j = 0; j < w.size; j++) {
          float* to = m.at(o.dx) + start + part * VL + ((long)i * w.width + j) * w.lanes;
          store(to, load(to) + gradient);
        }
    }
  });
}

}  // namespace
