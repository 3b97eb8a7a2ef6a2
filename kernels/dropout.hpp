// Dropout of every kind: what is drawn, and what becomes of an activation. Another kind is a case in `dropout`, and what it draws, if
// none draws so.
#pragma once
#include "activation.hpp"
#include "philox.hpp"

namespace {

// Dropout decisions. A unit is dropped when its 16 bits are below threshold = round(rate * 65536); the kept are scaled by
// 65536 / (65536 - threshold), the exact inverse of the probability with which they are kept. Feature f takes half f % 2 of word
// f / 2 % 4 of block f / 8.
struct DropoutMask {
  enum { PER_BLOCK = 8 };
  I threshold;
  F scale;
  bool off;
  RandomBlock random;

  INLINE_MEMBER DropoutMask(const Machine& m, int32_t rateCell, int32_t layer = 0) : random(m, layer) {
    float rate = rateCell < 0 ? 0.f : m.cell(rateCell);
    const float steps = rate * 65536.f + .5f;
    const int32_t t = !(steps > 0) ? 0 : steps > 65535.f ? 65535 : (int32_t)steps;
    threshold = (I)splatU((uint32_t)t);
    scale = splat(65536.f / (float)(65536 - t));
    off = t == 0;
  }
  // x scaled where kept, 0 where dropped: feature f, group g of those drawn, lanes part * VL ...
  INLINE_MEMBER F apply(F x, int f, int g, int part) const {
    const U word = random.word(g, f / 2 % 4, part);
    const I bits = (I)(f % 2 ? word >> 16 : word & 0xFFFFu);
    return where(bits >= threshold, x * scale);
  }
};

// Gaussian noise: feature f takes the upper 24 bits of word f % 4 of block f / 4.
struct NormalNoise {
  enum { PER_BLOCK = 4 };
  F deviation;
  bool off;
  RandomBlock random;

  // deviation sqrt(rate / (1 - rate))
  INLINE_MEMBER NormalNoise(const Machine& m, float rate, int32_t layer)
      : deviation(squareRoot(splat(rate / (1.f - rate)))), off(!(rate > 0)), random(m, layer) {}
  INLINE_MEMBER F apply(F x, int f, int g, int part) const {
    const I bits = (I)(random.word(g, f % 4, part) >> 8);
    return x * fma(deviation, normalQuantile(fma(toFloat(bits), splat(2.f / 16777216), splat(1.f / 16777216 - 1.f))), splat(1.f));
  }
};

// Draws what feature f needs for groups `first` ... `first + count - 1`, at the first feature of each block; nothing where it is off.
template <class Random> INLINE void drawFor(Random& random, int f, int first, int count) {
  if (!random.off && f % Random::PER_BLOCK == 0) random.random.draw(f / Random::PER_BLOCK, first, count);
}

// y = kept ? x / (1 - rate) : 0, or x where `unscaled`; with a Gaussian, x times the noise. Serves both directions: what is drawn is a
// function of the counter, so it is drawn again. x, y [features][positions][width], the positions of a feature sharing its decision.
template <bool withRelu, class Random>
INLINE void drop(Random& random, const float* x, float* y, int features, int positions, int width) {
  visitGroups(width / LANES, [&](int first, int count) __attribute__((always_inline)) {
    for (int f = 0; f < features; f++) {
      drawFor(random, f, first, count);
      for (int p = 0; p < positions; p++)
        for (int g = 0; g < count; g++)
          for (int part = 0; part < PARTS; part++) {
            const long at = ((long)f * positions + p) * width + (first + g) * LANES + part * VL;
            const F value = withRelu ? relu(load(x + at)) : load(x + at);
            store(y + at, random.off ? value : random.apply(value, f, g, part));
          }
    }
  });
}
// The same with a given mask of ones and zeros and the exact 1 / (1 - rate), or 1 where `unscaled`.
INLINE void dropGiven(const float* x, const float* kept, float* y, float rate, long length, bool unscaled) {
  const F scale = splat(unscaled ? 1.f : 1.f / (1.f - rate));
  for (long i = 0; i < length; i += VL) store(y + i, where((I)(load(kept + i) > F{}), load(x + i) * scale));
}
// width is the batch's lanes, or 16 for weights: weight i is feature i / 16 of example i % 16, the same in all parts of a step.
template <class O> static void dropout(Machine& m, const O& o, const float* x, float* y) {
  if (o.given >= 0)
    return dropGiven(x, m.at(o.given), y, m.cell(o.rate), (long)o.features * o.positions * o.width, o.kind == DROPOUT_classic);
  switch ((DropoutKind)o.kind) { // a kind that is not here is an error of the build
    case DROPOUT_gaussian: {
      NormalNoise noise(m, m.cell(o.rate), o.layer);
      return drop<false>(noise, x, y, o.features, o.positions, o.width);
    }
    case DROPOUT_inverted:
    case DROPOUT_classic: {
      DropoutMask mask(m, o.rate, o.layer);
      if (o.kind == DROPOUT_classic) mask.scale = splat(1.f);
      if (o.ofWeights) mask.random.firstExample = 0;
      return drop<false>(mask, x, y, o.features, o.positions, o.width);
    }
  }
}
INLINE void dropoutForward(Machine& m, const DropoutForward& o) { dropout(m, o, m.at(o.x), m.at(o.y)); }
INLINE void dropoutInputGradient(Machine& m, const DropoutInputGradient& o) { dropout(m, o, m.at(o.dy), m.at(o.dx)); }

// Classic dropout in inference: x times the probability of being kept, the same as weights times 1 - rate.
INLINE void dropoutExpectation(Machine& m, const DropoutExpectation& o) {
  const F kept = o.given >= 0 ? splat(1.f - m.cell(o.rate)) : splat(1.f) / DropoutMask(m, o.rate).scale;
  for (long i = 0; i < o.length; i += VL) store(m.at(o.y) + i, load(m.at(o.x) + i) * kept);
}

// Fused: y = dropout(relu(x)). Backward needs no mask: after both, y > 0 says that the unit was active and kept.
INLINE void reluDropoutForward(Machine& m, const ReluDropoutForward& o) {
  DropoutMask mask(m, o.rate, o.layer);
  drop<true>(mask, m.at(o.x), m.at(o.y), o.features, 1, m.lanes);
}
INLINE void reluDropoutInputGradient(Machine& m, const ReluDropoutInputGradient& o) {
  const DropoutMask mask(m, o.rate);
  const float *y = m.at(o.y), *dy = m.at(o.dy);
  float* dx = m.at(o.dx);
  for (long i = 0; i < (long)o.features * m.lanes; i += VL) store(dx + i, where((I)(load(y + i) > F{}), load(dy + i) * mask.scale));
}

}  // namespace
