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

// Calls visit(first, count) for the groups of 16 lanes, as many at once as are drawn together.
template <class Visit> INLINE void visitGroups(int groups, Visit visit) {
  for (int first = 0; first < groups; first += RandomBlock::MOST_GROUPS)
    visit(first, groups - first < RandomBlock::MOST_GROUPS ? groups - first : RandomBlock::MOST_GROUPS);
}

}  // namespace
