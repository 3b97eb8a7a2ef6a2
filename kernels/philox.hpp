// Philox 4x32-10, a counter-based random generator: word = philox(key, counter), no state.
// Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3". Key (seed, stream), counter (position, layer, step, 0).
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

// Dropout decisions for a buffer of 16-lane groups. Group v takes half v % 2 of word v / 2 % 4 of the counters
// (v / 8 * 16 + lane, layer, iteration, 0): eight groups, 128 decisions, for each ten-round pass.
// A unit is dropped when its 16 bits are below threshold = round(rate * 65536); the kept are scaled by
// 65536 / (65536 - threshold), the exact inverse of the probability with which they are kept.
struct DropoutMask {
  uint32_t seed, layer, iteration;
  I threshold;
  F scale;
  bool off;
  alignas(64) uint32_t words[4][LANES];

  INLINE_MEMBER DropoutMask(const Machine& m, int32_t rateCell, int32_t layer)
      : seed(m.seed), layer((uint32_t)layer), iteration(m.iteration) {
    float rate = rateCell < 0 ? 0.f : m.cell(rateCell);
    int32_t t = (int32_t)(rate * 65536.f + .5f);
    t = t < 0 ? 0 : t > 65535 ? 65535 : t;
    threshold = (I)splatU((uint32_t)t);
    scale = splat(65536.f / (float)(65536 - t));
    off = t == 0;
  }
  // The words for groups 8 * block ... 8 * block + 7.
  INLINE_MEMBER void draw(int block) {
    enum { SETS = PARTS > 1 ? 2 : 1 };
    for (int part = 0; part < PARTS; part += SETS) {
      U c[SETS][4];
      for (int s = 0; s < SETS; s++) {
        c[s][0] = splatU((uint32_t)(block * LANES + (part + s) * VL)) + laneNumbers();
        c[s][1] = splatU(layer);
        c[s][2] = splatU(iteration);
        c[s][3] = U{};
      }
      philox<SETS>(c, seed, STREAM_DROPOUT);
      for (int s = 0; s < SETS; s++)
        for (int w = 0; w < 4; w++) *(U*)(words[w] + (part + s) * VL) = c[s][w];
    }
  }
  // x scaled where kept, 0 where dropped; group v (its block drawn), lanes part * VL ...
  INLINE_MEMBER F apply(F x, int v, int part) const {
    U word = *(const U*)(words[v / 2 % 4] + part * VL);
    I bits = (I)(v % 2 ? word >> 16 : word & 0xFFFFu);
    return where(bits >= threshold, x * scale);
  }
};

// Gaussian noise for a buffer of 16-lane groups: group v takes word v % 4 of the counters
// (v / 4 * 16 + lane, layer, iteration, 0): a standard normal number from the word's upper 24 bits.
struct NormalNoise {
  DropoutMask words;  // for its drawing; its rate does not matter

  INLINE_MEMBER NormalNoise(const Machine& m, int32_t layer) : words(m, -1, layer) {}
  INLINE_MEMBER void draw(int block) { words.draw(block); }
  INLINE_MEMBER F at(int v, int part) const {
    const I bits = (I)(*(const U*)(words.words[v % 4] + part * VL) >> 8);
    return normalQuantile(fma(toFloat(bits), splat(2.f / 16777216), splat(1.f / 16777216 - 1.f)));
  }
};

}  // namespace
