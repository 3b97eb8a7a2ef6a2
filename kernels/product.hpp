// The one multiply-accumulate kernel under convolution and dense layers:
//   out[m][j] = bias[m] + sum over taps t, sum over s < inner:  w[m * wRow + wTaps[t] + s * wStep] * x[taps[t] + s * xStep + j]
// Rows m are broadcast scalars, columns j are contiguous lanes; ROWS x COLUMNS accumulators stay in registers.
// Each out value is one chain of fused multiply-adds in the order (t, s): blocking never changes a bit.
#pragma once
#include "simd.hpp"

namespace {

#if defined(DROPLAB_AVX512)
enum { ROWS = 6, COLUMNS = 4 };
#elif defined(DROPLAB_AVX2)
enum { ROWS = 6, COLUMNS = 2 };
#elif defined(__aarch64__)
enum { ROWS = 6, COLUMNS = 4 };
#else
enum { ROWS = 3, COLUMNS = 3 };
#endif

const int32_t noTap[1] = {0};

struct Product {
  const float* x;
  const int32_t* taps = noTap;   // [tapCount] offsets into x
  const int32_t* wTaps = noTap;  // [tapCount] offsets into w, or null: see Walk
  int tapCount = 1, inner;
  long xStep, wStep, wRow;
  const float* w;
  const float* bias = nullptr;  // [rows] or null
  float* out;
  long outRow;
  int rows, columns;  // columns in floats; the last vector may be cut short
  bool more = false;  // add to what is in out; columns are whole vectors then
};

// Ways through the weights. STRIDED: any wRow. PACKED: wRow = 1, so rows are constants in the address and scalars do not
// crowd out vectors. TAPPED: PACKED, one product for each tap, w moves on by wStep: wTaps is null.
enum Walk { STRIDED, PACKED, TAPPED };

template <int M, int N, Walk WALK>
static __attribute__((noinline)) void productBlock(const Product& p, int row, int column) {
  F sum[M][N];
#pragma GCC unroll 8
  for (int m = 0; m < M; m++)
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) sum[m][n] = p.more ? load(p.out + (row + m) * p.outRow + column + n * VL) : p.bias ? splat(p.bias[row + m]) : F{};
  const long wRow = WALK == STRIDED ? p.wRow : 1, wStep = p.wStep;
  auto accumulate = [&](const float* x, const float* w) __attribute__((always_inline)) {
    F lanes[N];
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) lanes[n] = load(x + n * VL);
#pragma GCC unroll 8
    for (int m = 0; m < M; m++) {
      F weight = splat(w[m * wRow]);
#pragma GCC unroll 8
      for (int n = 0; n < N; n++) sum[m][n] = fma(weight, lanes[n], sum[m][n]);
    }
  };
  if (WALK == TAPPED) {
    const float *x = p.x + column, *w = p.w + row;
    for (const int32_t *tap = p.taps, *end = tap + p.tapCount; tap != end; tap++, w += wStep) accumulate(x + *tap, w);
  } else {
    for (int t = 0; t < p.tapCount; t++) {
      const float *x = p.x + p.taps[t] + column, *w = p.w + p.wTaps[t] + row * wRow;
      const long xStep = p.xStep;
      for (const float* end = x + p.inner * xStep; x != end; x += xStep, w += wStep) accumulate(x, w);
    }
  }
  float* out = p.out + row * p.outRow + column;
  const int left = p.columns - column;
#pragma GCC unroll 8
  for (int m = 0; m < M; m++)
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) {
      if ((n + 1) * VL <= left) store(out + m * p.outRow + n * VL, sum[m][n]);
      else storePart(out + m * p.outRow + n * VL, sum[m][n], left - n * VL);
    }
}

typedef void (*ProductBlock)(const Product&, int, int);
struct ProductBlocks {
  ProductBlock at[3][ROWS + 1][COLUMNS + 1] = {};
  template <int M, int N> constexpr void fill() {
    at[STRIDED][M][N] = productBlock<M, N, STRIDED>;
    at[PACKED][M][N] = productBlock<M, N, PACKED>;
    at[TAPPED][M][N] = productBlock<M, N, TAPPED>;
    if constexpr (N > 1) fill<M, N - 1>();
    else if constexpr (M > 1) fill<M - 1, COLUMNS>();
  }
  constexpr ProductBlocks() { fill<ROWS, COLUMNS>(); }
};
static constexpr ProductBlocks productBlocks;

// Columns outside, rows inside: a column block of x stays in the first-level cache for all rows.
static void product(const Product& p) {
  const Walk walk = !p.wTaps ? TAPPED : p.wRow == 1 ? PACKED : STRIDED;
  const int vectors = (p.columns + VL - 1) / VL;
  for (int v = 0; v < vectors; v += COLUMNS) {
    const int n = vectors - v < COLUMNS ? vectors - v : COLUMNS;
    for (int m = 0; m < p.rows; m += ROWS) {
      const int rows = p.rows - m < ROWS ? p.rows - m : ROWS;
      productBlocks.at[walk][rows][n](p, m, v * VL);
    }
  }
}

}  // namespace
