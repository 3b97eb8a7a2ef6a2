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
enum { ROWS = 4, COLUMNS = 2 };
#endif

struct Product {
  const float* x;
  const int32_t *taps, *wTaps;  // [tapCount] offsets into x and w
  int tapCount, inner;
  long xStep, wStep, wRow;
  const float* w;
  const float* bias;  // [rows] or null
  float* out;
  long outRow;
  int rows, columns;  // columns in floats; the last vector may be cut short
};

template <int M, int N>
static __attribute__((noinline)) void productBlock(const Product& p, int row, int column) {
  F sum[M][N];
#pragma GCC unroll 8
  for (int m = 0; m < M; m++)
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) sum[m][n] = p.bias ? splat(p.bias[row + m]) : F{};
  const long xStep = p.xStep, wStep = p.wStep, wRow = p.wRow;
  const int inner = p.inner, tapCount = p.tapCount;
  for (int t = 0; t < tapCount; t++) {
    const float* x = p.x + p.taps[t] + column;
    const float* w = p.w + p.wTaps[t] + row * wRow;
    for (int s = 0; s < inner; s++) {
      F lanes[N];
#pragma GCC unroll 8
      for (int n = 0; n < N; n++) lanes[n] = load(x + n * VL);
#pragma GCC unroll 8
      for (int m = 0; m < M; m++) {
        F weight = splat(w[m * wRow]);
#pragma GCC unroll 8
        for (int n = 0; n < N; n++) sum[m][n] = fma(weight, lanes[n], sum[m][n]);
      }
      x += xStep;
      w += wStep;
    }
  }
  float* out = p.out + row * p.outRow + column;
  const int left = p.columns - column;
#pragma GCC unroll 8
  for (int m = 0; m < M; m++)
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) {
      if ((n + 1) * VL <= left) store(out + m * p.outRow + n * VL, sum[m][n]);
      else for (int i = 0; n * VL + i < left; i++) out[m * p.outRow + n * VL + i] = sum[m][n][i];
    }
}

typedef void (*ProductBlock)(const Product&, int, int);
template <int M, int N> struct ProductTable {
  static constexpr void fill(ProductBlock table[ROWS + 1][COLUMNS + 1]) {
    table[M][N] = productBlock<M, N>;
    if constexpr (N > 1) ProductTable<M, N - 1>::fill(table);
    else if constexpr (M > 1) ProductTable<M - 1, COLUMNS>::fill(table);
  }
};
static constexpr struct ProductBlocks {
  ProductBlock at[ROWS + 1][COLUMNS + 1] = {};
  constexpr ProductBlocks() { ProductTable<ROWS, COLUMNS>::fill(at); }
} productBlocks;

// Columns outside, rows inside: a column block of x stays in the first-level cache for all rows.
static void product(const Product& p) {
  const int vectors = (p.columns + VL - 1) / VL;
  for (int v = 0; v < vectors; v += COLUMNS) {
    const int n = vectors - v < COLUMNS ? vectors - v : COLUMNS;
    for (int m = 0; m < p.rows; m += ROWS) {
      const int rows = p.rows - m < ROWS ? p.rows - m : ROWS;
      productBlocks.at[rows][n](p, m, v * VL);
    }
  }
}

}  // namespace
