// Philox 4x32-10, a counter-based random generator: word = philox(key, counter), no state.
// Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3". Key (seed, stream), counter (example, block, iteration, layer).
#pragma once
#include "machine.hpp"
#include "simd.hpp"
#include "transcendental.hpp"

namespace {

enum Stream : uint32_t { STREAM_DROPOUT = 2 };  // the numbers of src/engine/philox.ts

// Ten rounds over SETS x VL counters at once; several sets keep the processor busy while one waits for its products.
template <int SETS> INLINE void philox(U c[SETS][4], uint32_t k0, uint32_t k1) {
#pragma GCC unroll 10
  for (int round = 0; round < 10; round++) {
#pragma GCC unroll 2
    for (int s = 0; s < SETS; s++) {
      U high0, low0, high1, low1;
      multiplyWide(c[s][0], 0xD2511F53u, high0, low0);
      multiplyWide(c[s][2], 0xCD9E8D57u, high1, low1);
      c[s][0] = high1 ^ c[s][1] ^ splatU(k0);
      c[s][1] = low1;
      c[s][2] = high0 ^ c[s][3] ^ splatU(k1);
      c[s][3] = low0;
    }
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
}

// A counter names what is decided, never where it lies: (example, block of features, iteration, layer). Its 128 bits serve the features
// of its block for one example: eight decisions of 16 bits, or four normal numbers of 32. A vector draws for neighbouring examples.
struct RandomBlock {
  enum { MOST_GROUPS = 8 };  // groups of 16 examples that are drawn together
  uint32_t seed, iteration, layer, firstExample;
  alignas(64) uint32_t words[MOST_GROUPS][4][LANES];

  INLINE_MEMBER RandomBlock(const Machine& m, int32_t layer)
      : seed(m.seed), iteration(m.iteration), layer((uint32_t)layer), firstExample(m.firstExample) {}
  // The words of one block of features for the examples of groups `first` ... `first + count - 1`.
  INLINE_MEMBER void draw(int block, int first, int count) {
    enum { SETS = PARTS > 1 ? 2 : 1 };
    for (int g = 0; g < count; g++)
      for (int part = 0; part < PARTS; part += SETS) {
        U c[SETS][4];
        for (int s = 0; s < SETS; s++) {
          c[s][0] = splatU(firstExample + (uint32_t)((first + g) * LANES + (part + s) * VL)) + laneNumbers();
          c[s][1] = splatU((uint32_t)block);
          c[s][2] = splatU(iteration);
          c[s][3] = splatU(layer);
        }
        philox<SETS>(c, seed, STREAM_DROPOUT);
        for (int s = 0; s < SETS; s++)
          for (int w = 0; w < 4; w++) *(U*)(words[g][w] + (part + s) * VL) = c[s][w];
      }
  }
  INLINE_MEMBER U word(int g, int w, int part) const { return *(const U*)(words[g][w] + part * VL); }
};

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

// Calls visit(first, count) for the groups of 16 lanes, as many at once as are drawn together.
template <class Visit> INLINE void visitGroups(int groups, Visit visit) {
  for (int first = 0; first < groups; first += RandomBlock::MOST_GROUPS)
    visit(first, groups - first < RandomBlock::MOST_GROUPS ? groups - first : RandomBlock::MOST_GROUPS);
}

}  // namespace
