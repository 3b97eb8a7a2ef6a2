// Max-pooling, windows of size x size that do not overlap; x [channels][height][width][lanes] -> y [channels][height / size][width / size][lanes].
// Of equal values the first in reading order is the maximum.
#pragma once
#include "activation.hpp"

namespace {

struct Window {
  int height, width, size, lanes, outHeight, outWidth;
  // The start in x of output group v (16 lanes); v counts [channel][row][column][group].
  INLINE_MEMBER long start(int v) const {
    const int groups = lanes / LANES, position = v / groups;
    const int column = position % outWidth, row = position / outWidth % outHeight, channel = position / (outWidth * outHeight);
    return (((long)channel * height + row * size) * width + column * size) * lanes + (v % groups) * LANES;
  }
};

template <bool withRelu> INLINE void pool(Machine& m, int32_t xAt, int32_t yAt, const Window& w, int channels, DropoutMask& mask) {
  const float* x = m.at(xAt);
  float* y = m.at(yAt);
  const int total = channels * w.outHeight * w.outWidth * (m.lanes / LANES);
  for (int v = 0; v < total; v++) {
    if (!mask.off && v % 8 == 0) mask.draw(v / 8);
    const float* from = x + w.start(v);
    for (int part = 0; part < PARTS; part++) {
      F best = load(from + part * VL);
      for (int i = 0; i < w.size; i++)
        for (int j = 0; j < w.size; j++) {
          F value = load(from + ((long)i * w.width + j) * m.lanes + part * VL);
          best = select((I)(value > best), value, best);
        }
      if (withRelu) best = relu(best);
      store(y + (long)v * LANES + part * VL, mask.off ? best : mask.apply(best, v, part));
    }
  }
}

// dx gets the gradient at the first maximum of each window, 0 elsewhere. dx may be x itself.
template <bool withRelu> INLINE void poolGradient(Machine& m, int32_t xAt, int32_t yAt, int32_t dyAt, int32_t dxAt, const Window& w, int channels, F scale) {
  const float *x = m.at(xAt), *y = withRelu ? m.at(yAt) : nullptr, *dy = m.at(dyAt);
  float* dx = m.at(dxAt);
  const int total = channels * w.outHeight * w.outWidth * (m.lanes / LANES);
  for (int v = 0; v < total; v++) {
    const long start = w.start(v);
    for (int part = 0; part < PARTS; part++) {
      const long at = (long)v * LANES + part * VL;
      F gradient = load(dy + at);
      if (withRelu) gradient = where((I)(load(y + at) > F{}), gradient * scale);
      F best = load(x + start + part * VL);
      for (int i = 0; i < w.size; i++)
        for (int j = 0; j < w.size; j++) {
          F value = load(x + start + ((long)i * w.width + j) * m.lanes + part * VL);
          best = select((I)(value > best), value, best);
        }
      I waiting = ~I{};
      for (int i = 0; i < w.size; i++)
        for (int j = 0; j < w.size; j++) {
          const long from = start + ((long)i * w.width + j) * m.lanes + part * VL;
          I here = (I)(load(x + from) == best) & waiting;
          store(dx + from, where(here, gradient));
          waiting &= ~here;
        }
    }
  }
}

template <class O> INLINE Window window(const Machine& m, const O& o) {
  return {o.height, o.width, o.size, m.lanes, o.height / o.size, o.width / o.size};
}
// Rows and columns of x outside every window get no gradient.
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
  DropoutMask none(m, -1, 0);
  const Window w = window(m, o);
  if (w.size == 2) pool<false>(m, o.x, o.y, {w.height, w.width, 2, w.lanes, w.outHeight, w.outWidth}, o.channels, none);
  else pool<false>(m, o.x, o.y, w, o.channels, none);
}
INLINE void maxPool2dInputGradient(Machine& m, const MaxPool2dInputGradient& o) {
  poolGradient<false>(m, o.x, -1, o.dy, o.dx, window(m, o), o.channels, F{});
  clearUncovered(m, o);
}

// Fused: y = dropout(relu(max-pool(x))); relu and max commute. The common size 2 is unrolled by the compiler.
INLINE void reluPoolDropoutForward(Machine& m, const ReluPoolDropoutForward& o) {
  DropoutMask mask(m, o.rate, o.layer);
  const Window w = window(m, o);
  if (w.size == 2) pool<true>(m, o.x, o.y, {w.height, w.width, 2, w.lanes, w.outHeight, w.outWidth}, o.channels, mask);
  else pool<true>(m, o.x, o.y, w, o.channels, mask);
}
INLINE void reluPoolDropoutInputGradient(Machine& m, const ReluPoolDropoutInputGradient& o) {
  DropoutMask mask(m, o.rate, 0);
  const Window w = window(m, o);
  if (w.size == 2) poolGradient<true>(m, o.x, o.y, o.dy, o.dx, {w.height, w.width, 2, w.lanes, w.outHeight, w.outWidth}, o.channels, mask.scale);
  else poolGradient<true>(m, o.x, o.y, o.dy, o.dx, w, o.channels, mask.scale);
  clearUncovered(m, o);
}

}  // namespace
