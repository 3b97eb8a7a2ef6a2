// What an instruction sees: the arena, the examples of this step, the random key and counter.
#pragma once
#include <stdint.h>

// Plain data, laid out alike in every variant; filled by addon.cpp or wasm.cpp.
struct Machine {
  float* arena;
  const int32_t* code;       // [opcode, operand count, operands...] ...
  int32_t codeLength;
  int32_t batch, lanes;      // examples a step, padded to a multiple of 16
  const uint8_t* images;     // [example][feature] bytes, or null where the examples are floats
  const float* floats;       // [example][feature] floats, or null where they are bytes
  const uint8_t* labels;     // [example] bytes
  int32_t features;
  const int32_t* indices;    // the examples of this call, batch after batch
  int32_t count;             // how many; the last batch may be short
  const float* feed;         // [step][feedWidth] scalars copied to the cells at feedAt before each step
  int32_t feedAt, feedWidth;
  uint32_t seed, iteration;  // random key; iteration of the first step
  uint32_t firstExample;     // number of each step's first example among those that share its masks; 0 for whole steps
  // of the running step:
  int32_t valid;             // examples in this step, <= batch
  const int32_t* chosen;     // their indices
  int32_t stop;              // set by a step after which none shall follow

  float* at(int32_t offset) const { return arena + offset; }
  float cell(int32_t offset) const { return arena[offset]; }
  // Buffers without a batch are padded with zeros to a multiple of 16: elementwise kernels and norms go over the padding.
  void zeroPadding(int32_t offset, long length) const {
    for (; length % 16; length++) arena[offset + length] = 0.f;
  }
};

// losses[1] + losses[2] is a running sum over examples, of any length: what the float lost so far goes in with the next term (Kahan 1965, by
// Knuth's two-sum, so that it does not matter which of both is larger).
static inline void addToRunningSum(float* losses, float next) {
  const float term = next + losses[2], sum = losses[1] + term, taken = sum - losses[1];
  losses[2] = (losses[1] - (sum - taken)) + (term - taken);
  losses[1] = sum;
}
