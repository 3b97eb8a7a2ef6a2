// Convolution (cross-correlation) over batch-innermost activations, without padding (pad2d puts zeros around x first):
// x [channels][height][width][lanes], weight [filters][channels][size][size], y [filters][(height - size) / stride + 1][(width - size) / stride + 1][lanes].
#pragma once
#include "dense.hpp"

namespace {

enum { MAX_TAPS = 1024 };  // size * size; src/engine/ops/conv2d.ts checks it

// Where in x each tap [channels][size][size] is, from the first.
template <class O> static const int32_t* tapOffsets(const O& o, int lanes, int32_t* offsets) {
  for (int c = 0, t = 0; c < o.channels; c++)
    for (int ky = 0; ky < o.size; ky++)
      for (int kx = 0; kx < o.size; kx++) offsets[t++] = ((c * o.height + ky) * o.width + kx) * lanes;
  return offsets;
}

// packed [channels][taps][filters] or, for the input gradient, [taps][filters][channels]: the broadcast index innermost.
static void packForward(const float* weight, int filters, int inner, float* packed) {
  for (int f = 0; f < filters; f++)
    for (int i = 0; i < inner; i++) packed[i * filters + f] = weight[f * inner + i];
}
static void packBackward(const float* weight, int filters, int channels, int taps, float* packed) {
  for (int f = 0; f < filters; f++)
    for (int c = 0; c < channels; c++)
      for (int t = 0; t < taps; t++) packed[(t * filters + f) * channels + c] = weight[(f * channels + c) * taps + t];
}

template <class O> INLINE int outHeightOf(const O& o) { return (o.height - o.size) / o.stride + 1; }
template <class O> INLINE int outWidthOf(const O& o) { return (o.width - o.size) / o.stride + 1; }

// At stride 1 a row of y is one contiguous vector of outWidth * lanes floats, and so is the row of x under each tap; at other
// strides only the lanes of one position are.
INLINE void conv2dForward(Machine& m, const Conv2dForward& o) {
  const int outHeight = outHeightOf(o), outWidth = outWidthOf(o), taps = o.channels * o.size * o.size;
  const int span = o.stride == 1 ? outWidth : 1;
  float* packed = m.at(o.scratch);
  packForward(m.at(o.weight), o.filters, taps, packed);
  const int32_t* offsets = tapOffsets(o, m.lanes, (int32_t*)(packed + (long)taps * o.filters));
  for (int row = 0; row < outHeight; row++)
    for (int column = 0; column < outWidth; column += span)
      product({.x = m.at(o.x) + ((long)row * o.width + column) * o.stride * m.lanes, .taps = offsets, .wTaps = nullptr, .tapCount = taps,
               .inner = 1, .xStep = 0, .wStep = o.filters, .wRow = 1, .w = packed, .bias = m.at(o.bias),
               .out = m.at(o.y) + ((long)row * outWidth + column) * m.lanes, .outRow = (long)outHeight * outWidth * m.lanes,
               .rows = o.filters, .columns = span * m.lanes});
}

// dx, position by position, over only the taps that reach an output: no padding is multiplied.
// scratch: the packed weights, then dy with its maps 3 * LANES further apart. One position of all maps is read in a row; maps a
// multiple of 4 KiB apart would all fall on the same few lines of the first-level cache.
INLINE void conv2dInputGradient(Machine& m, const Conv2dInputGradient& o) {
  const int outHeight = outHeightOf(o), outWidth = outWidthOf(o);
  const long map = (long)outHeight * outWidth * m.lanes, apart = map + 3 * LANES;
  int32_t dyTaps[MAX_TAPS], wTaps[MAX_TAPS];
  float* packed = m.at(o.scratch);
  float* dy = packed + ((long)o.filters * o.channels * o.size * o.size + LANES - 1) / LANES * LANES;
  packBackward(m.at(o.weight), o.filters, o.channels, o.size * o.size, packed);
  for (int f = 0; f < o.filters; f++) __builtin_memcpy(dy + f * apart, m.at(o.dy) + f * map, sizeof(float) * map);
  for (int row = 0; row < o.height; row++)
    for (int column = 0; column < o.width; column++) {
      int count = 0;
      for (int ky = 0; ky < o.size; ky++)
        for (int kx = 0; kx < o.size; kx++) {
          if (row < ky || column < kx || (row - ky) % o.stride || (column - kx) % o.stride) continue;
          const int y = (row - ky) / o.stride, x = (column - kx) / o.stride;
          if (y >= outHeight || x >= outWidth) continue;
          dyTaps[count] = (y * outWidth + x) * m.lanes;
          wTaps[count++] = (ky * o.size + kx) * o.filters * o.channels;
        }
      product({.x = dy, .taps = dyTaps, .wTaps = wTaps, .tapCount = count, .inner = o.filters, .xStep = apart, .wStep = o.channels, .wRow = 1,
               .w = packed, .out = m.at(o.dx) + ((long)row * o.width + column) * m.lanes, .outRow = (long)o.height * o.width * m.lanes,
               .rows = o.channels, .columns = m.lanes});
    }
}

#if defined(DROPLAB_AVX512) || defined(__aarch64__)
enum { GRADIENT_ROWS = 6, GRADIENT_TAPS = 4 };
#elif defined(DROPLAB_AVX2)
enum { GRADIENT_ROWS = 3, GRADIENT_TAPS = 4 };
#else
enum { GRADIENT_ROWS = 3, GRADIENT_TAPS = 3 };
#endif

struct GradientRows {
  const float* dy;   // the first of M rows of length floats, dyRow apart
  long dyRow;
  const float* x;
  const int32_t* taps;  // [T] offsets into x
  float* lanes;         // [m * lanesRow + t][16] running sums
  long lanesRow;
  int length;  // a multiple of 16
};

// lanes[m][t] += dy[m][j] * x[taps[t] + j], lane j mod 16
template <int M, int T>
static __attribute__((noinline)) void gradientBlock(const GradientRows& g) {
  for (int part = 0; part < PARTS; part++) {
    F sum[M][T];
    const float* x[T];
#pragma GCC unroll 8
    for (int t = 0; t < T; t++) x[t] = g.x + g.taps[t];
#pragma GCC unroll 8
    for (int m = 0; m < M; m++)
#pragma GCC unroll 8
      for (int t = 0; t < T; t++) sum[m][t] = load(g.lanes + (m * g.lanesRow + t) * LANES + part * VL);
    for (long j = part * VL; j < g.length; j += LANES) {
      F dy[M];
#pragma GCC unroll 8
      for (int m = 0; m < M; m++) dy[m] = load(g.dy + m * g.dyRow + j);
#pragma GCC unroll 8
      for (int t = 0; t < T; t++) {
        F value = load(x[t] + j);
#pragma GCC unroll 8
        for (int m = 0; m < M; m++) sum[m][t] = fma(dy[m], value, sum[m][t]);
      }
    }
#pragma GCC unroll 8
    for (int m = 0; m < M; m++)
#pragma GCC unroll 8
      for (int t = 0; t < T; t++) store(g.lanes + (m * g.lanesRow + t) * LANES + part * VL, sum[m][t]);
  }
}

typedef void (*GradientBlock)(const GradientRows&);
template <int M, int T> struct GradientTable {
  static constexpr void fill(GradientBlock table[GRADIENT_ROWS + 1][GRADIENT_TAPS + 1]) {
    table[M][T] = gradientBlock<M, T>;
    if constexpr (T > 1) GradientTable<M, T - 1>::fill(table);
    else if constexpr (M > 1) GradientTable<M - 1, GRADIENT_TAPS>::fill(table);
  }
};
static constexpr struct GradientBlocks {
  GradientBlock at[GRADIENT_ROWS + 1][GRADIENT_TAPS + 1] = {};
  constexpr GradientBlocks() { GradientTable<GRADIENT_ROWS, GRADIENT_TAPS>::fill(at); }
} gradientBlocks;

enum { PIECE = 1024 };  // floats of a row of dy at a time: GRADIENT_ROWS of them stay in the first-level cache

// dweight and dbias. Running sums in 16 lanes (scratch [filters][channels * size * size][16], then [filters][16] for the bias) let each piece of a row of dy
// be used for every tap while it is in the first-level cache; the lanes are summed once, at the end.
INLINE void conv2dWeightGradient(Machine& m, const Conv2dWeightGradient& o) {
  const int outHeight = outHeightOf(o), outWidth = outWidthOf(o), taps = o.channels * o.size * o.size;
  const long map = (long)outHeight * outWidth * m.lanes;
  float* lanes = m.at(o.scratch);
  float* biasLanes = lanes + (long)LANES * o.filters * taps;
  const int32_t* offsets = tapOffsets(o, m.lanes, (int32_t*)(biasLanes + (long)LANES * o.filters));
  __builtin_memset(lanes, 0, sizeof(float) * LANES * o.filters * (taps + 1));
  const int pieces = o.stride == 1 ? (outWidth * m.lanes + PIECE - 1) / PIECE : outWidth, positions = (outWidth + pieces - 1) / pieces;
  for (int row = 0; row < outHeight; row++)
    for (int column = 0; column < outWidth; column += positions) {
      const int length = (outWidth - column < positions ? outWidth - column : positions) * m.lanes;
      const float* x = m.at(o.x) + ((long)row * o.width + column) * o.stride * m.lanes;
      const float* dy = m.at(o.dy) + ((long)row * outWidth + column) * m.lanes;
      for (int f = 0; f < o.filters; f += GRADIENT_ROWS) {
        const int rows = o.filters - f < GRADIENT_ROWS ? o.filters - f : GRADIENT_ROWS;
        for (int r = f; r < f + rows; r++) addToLanes(dy + r * map, length, biasLanes + r * LANES);
        for (int t = 0; t < taps; t += GRADIENT_TAPS) {
          const int count = taps - t < GRADIENT_TAPS ? taps - t : GRADIENT_TAPS;
          gradientBlocks.at[rows][count]({.dy = dy + f * map, .dyRow = map, .x = x, .taps = offsets + t,
                                          .lanes = lanes + ((long)f * taps + t) * LANES, .lanesRow = taps, .length = length});
        }
      }
    }
  float* dweight = m.at(o.dweight);
  for (int i = 0; i < o.filters * taps; i++) dweight[i] = sum16(lanes + i * LANES);
  for (int f = 0; f < o.filters; f++) m.at(o.dbias)[f] = sum16(biasLanes + f * LANES);
  m.zeroPadding(o.dweight, (long)o.filters * taps);
  m.zeroPadding(o.dbias, o.filters);
}

// y [channels][height + 2 padding][width + 2 padding][lanes]: x with zeros around each map.
INLINE void pad2d(Machine& m, const Pad2d& o) {
  const int wide = o.width + 2 * o.padding, high = o.height + 2 * o.padding;
  __builtin_memset(m.at(o.y), 0, sizeof(float) * o.channels * high * wide * m.lanes);
  for (int c = 0; c < o.channels; c++)
    for (int row = 0; row < o.height; row++)
      __builtin_memcpy(m.at(o.y) + (((long)c * high + row + o.padding) * wide + o.padding) * m.lanes,
                       m.at(o.x) + ((long)c * o.height + row) * o.width * m.lanes, sizeof(float) * o.width * m.lanes);
}
// The inverse: x [channels][height + 2 padding][width + 2 padding][lanes] -> y [channels][height][width][lanes].
INLINE void crop2d(Machine& m, const Crop2d& o) {
  const int wide = o.width + 2 * o.padding, high = o.height + 2 * o.padding;
  for (int c = 0; c < o.channels; c++)
    for (int row = 0; row < o.height; row++)
      __builtin_memcpy(m.at(o.y) + ((long)c * o.height + row) * o.width * m.lanes,
                       m.at(o.x) + (((long)c * high + row + o.padding) * wide + o.padding) * m.lanes, sizeof(float) * o.width * m.lanes);
}

}  // namespace
