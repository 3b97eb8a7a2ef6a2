// From a data set in memory to a batch: bytes or floats [example][feature] -> floats [feature][lanes].
#pragma once
#include "dropout.hpp"

namespace {

typedef uint8_t B16 __attribute__((vector_size(16), may_alias, aligned(1)));
#if defined(__clang__)
#define INTERLEAVE_LOW(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define INTERLEAVE_HIGH(a, b) __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#else
#define INTERLEAVE_LOW(a, b) __builtin_shuffle(a, b, (B16){0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23})
#define INTERLEAVE_HIGH(a, b) __builtin_shuffle(a, b, (B16){8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31})
#endif

// 16 rows of 16 bytes -> 16 columns of 16 bytes: four rounds of a perfect shuffle.
INLINE void transposeBytes(B16 a[16]) {
  for (int round = 0; round < 4; round++) {
    B16 b[16];
    for (int i = 0; i < 8; i++) {
      b[2 * i] = INTERLEAVE_LOW(a[i], a[i + 8]);
      b[2 * i + 1] = INTERLEAVE_HIGH(a[i], a[i + 8]);
    }
    for (int i = 0; i < 16; i++) a[i] = b[i];
  }
}

// y [features][lanes] = bytes * scale, then dropout at the rate of its cell (rate -1: none). Lanes past the last example are 0.
INLINE void gatherBytes(Machine& m, const Gather& o) {
  DropoutMask mask(m, o.rate, o.layer);
  const F scale = splat(m.cell(o.scale));
  const int groups = m.lanes / LANES;
  // Bytes are turned 16 features at a time into scratch [16][lanes], then written feature by feature.
  uint8_t* bytes = (uint8_t*)m.at(o.scratch);
  float* y = m.at(o.y);
  for (int first = 0; first < m.features; first += 16) {
    const int features = m.features - first < 16 ? m.features - first : 16;
    for (int g = 0; g < groups; g++) {
      B16 tile[16];
      for (int i = 0; i < 16; i++) {
        const int example = g * LANES + i;
        tile[i] = B16{};
        if (example >= m.valid) continue;
        const uint8_t* source = m.images + (int64_t)m.chosen[example] * m.features + first;
        __builtin_prefetch(source + 128);  // images lie anywhere in memory, and 100 of them are too many for the processor to guess
        if (features == 16) tile[i] = *(const B16*)source;
        else for (int f = 0; f < features; f++) tile[i][f] = source[f];
      }
      transposeBytes(tile);
      for (int f = 0; f < 16; f++) *(B16*)(bytes + (long)f * m.lanes + g * LANES) = tile[f];
    }
    visitGroups(groups, [&](int group, int count) __attribute__((always_inline)) {
      for (int f = 0; f < features; f++) {
        drawFor(mask, first + f, group, count);
        for (int g = 0; g < count; g++)
          for (int part = 0; part < PARTS; part++) {
            const long at = (group + g) * LANES + part * VL;
            const F value = bytesToFloats(bytes + (long)f * m.lanes + at) * scale;
            store(y + (long)(first + f) * m.lanes + at, mask.off ? value : mask.apply(value, f, g, part));
          }
      }
    });
  }
}

// y [features][lanes] = floats * scale, then dropout as for bytes.
INLINE void gatherFloats(Machine& m, const Gather& o) {
  DropoutMask mask(m, o.rate, o.layer);
  const F scale = splat(m.cell(o.scale));
  visitGroups(m.lanes / LANES, [&](int first, int count) __attribute__((always_inline)) {
    for (int f = 0; f < m.features; f++) {
      float* y = m.at(o.y) + (long)f * m.lanes + first * LANES;
      for (int i = 0; i < count * LANES; i++) {
        const int example = first * LANES + i;
        y[i] = example < m.valid ? m.floats[(int64_t)m.chosen[example] * m.features + f] : 0.f;
      }
      drawFor(mask, f, first, count);
      for (int g = 0; g < count; g++)
        for (int part = 0; part < PARTS; part++) {
          float* lanes = y + g * LANES + part * VL;
          const F value = load(lanes) * scale;
          store(lanes, mask.off ? value : mask.apply(value, f, g, part));
        }
    }
  });
}

INLINE void gather(Machine& m, const Gather& o) {
  if (m.floats) gatherFloats(m, o);
  else gatherBytes(m, o);
}

// y [lanes] = the label as a number; -1 past the last example
INLINE void gatherLabels(Machine& m, const GatherLabels& o) {
  float* y = m.at(o.y);
  for (int i = 0; i < m.lanes; i++) y[i] = i < m.valid ? (float)m.labels[m.chosen[i]] : -1.f;
}

}  // namespace
