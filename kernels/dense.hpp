// Dense layer over a batch-innermost activation: x [inputs][lanes], weight [outputs][inputs], y [outputs][lanes].
#pragma once
#include "machine.hpp"
#include "product.hpp"

namespace {

// y = weight x + bias
INLINE void denseForward(Machine& m, const DenseForward& o) {
  product({.x = m.at(o.x), .inner = o.inputs, .xStep = m.lanes, .wStep = 1, .wRow = o.inputs, .w = m.at(o.weight), .bias = m.at(o.bias),
           .out = m.at(o.y), .outRow = m.lanes, .rows = o.outputs, .columns = m.lanes});
}

enum { UNITS_AT_ONCE = 64, BIG_KERNEL = 65536 };  // src/engine/ops/dense.ts gives the scratch for them

// dx = weight^T dy. Of a big kernel some units at a time, copied to scratch with rows 16 floats and more further apart: the sum runs down
// the columns, and rows a multiple of 4 KiB apart would crowd one corner of the first-level cache.
INLINE void denseInputGradient(Machine& m, const DenseInputGradient& o) {
  const float *weight = m.at(o.weight), *dy = m.at(o.dy);
  if ((long)o.inputs * o.outputs < BIG_KERNEL)
    return product({.x = dy, .inner = o.outputs, .xStep = m.lanes, .wStep = o.inputs, .wRow = 1, .w = weight,
                    .out = m.at(o.dx), .outRow = m.lanes, .rows = o.inputs, .columns = m.lanes});
  float* some = m.at(o.scratch);
  const int stride = (o.inputs + LANES - 1) / LANES * LANES + LANES;
  for (int first = 0; first < o.outputs; first += UNITS_AT_ONCE) {
    const int units = o.outputs - first < UNITS_AT_ONCE ? o.outputs - first : UNITS_AT_ONCE;
    for (int u = 0; u < units; u++) __builtin_memcpy(some + (long)u * stride, weight + (long)(first + u) * o.inputs, sizeof(float) * o.inputs);
    product({.x = dy + (long)first * m.lanes, .inner = units, .xStep = m.lanes, .wStep = stride, .wRow = 1, .w = some,
             .out = m.at(o.dx), .outRow = m.lanes, .rows = o.inputs, .columns = m.lanes, .more = first > 0});
  }
}

typedef float F4 __attribute__((vector_size(16), may_alias, aligned(4)));
#if defined(__clang__)
#define SHUFFLE4(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
typedef int32_t I4 __attribute__((vector_size(16)));
#define SHUFFLE4(a, b, i, j, k, l) __builtin_shuffle(a, b, (I4){i, j, k, l})
#endif

// [rows][columns] -> [columns][stride], in 4 x 4 tiles; columns a multiple of 4, rows past the last are zero.
static void transpose(const float* in, int rows, int columns, float* out, int stride) {
  for (int r = 0; r < stride; r += 4)
    for (int c = 0; c < columns; c += 4) {
      F4 row[4];
      for (int i = 0; i < 4; i++) row[i] = r + i < rows ? *(const F4*)(in + (long)(r + i) * columns + c) : F4{};
      F4 a = SHUFFLE4(row[0], row[1], 0, 4, 1, 5), b = SHUFFLE4(row[2], row[3], 0, 4, 1, 5);
      F4 d = SHUFFLE4(row[0], row[1], 2, 6, 3, 7), e = SHUFFLE4(row[2], row[3], 2, 6, 3, 7);
      *(F4*)(out + (long)c * stride + r) = SHUFFLE4(a, b, 0, 1, 4, 5);
      *(F4*)(out + (long)(c + 1) * stride + r) = SHUFFLE4(a, b, 2, 3, 6, 7);
      *(F4*)(out + (long)(c + 2) * stride + r) = SHUFFLE4(d, e, 0, 1, 4, 5);
      *(F4*)(out + (long)(c + 3) * stride + r) = SHUFFLE4(d, e, 2, 3, 6, 7);
    }
}

// lanes[16] += x[length], length a multiple of 16
INLINE void addToLanes(const float* x, long length, float* lanes) {
  for (int part = 0; part < PARTS; part++) {
    F sum = load(lanes + part * VL);
    for (long j = part * VL; j < length; j += LANES) sum += load(x + j);
    store(lanes + part * VL, sum);
  }
}

// dweight = dy x^T, dbias = sum of dy over examples. x is transposed first, to scratch [lanes][stride], so that the sum over
// examples runs down the product's inner loop and no vector is summed across. The stride is inputs rounded up to 16, and 16
// more: a power of two would crowd one corner of the first-level cache.
INLINE void denseWeightGradient(Machine& m, const DenseWeightGradient& o) {
  const int stride = (o.inputs + LANES - 1) / LANES * LANES + LANES;
  transpose(m.at(o.x), o.inputs, m.lanes, m.at(o.scratch), stride);
  product({.x = m.at(o.scratch), .inner = m.valid, .xStep = stride, .wStep = 1, .wRow = m.lanes, .w = m.at(o.dy),
           .out = m.at(o.dweight), .outRow = o.inputs, .rows = o.outputs, .columns = o.inputs});
  for (int unit = 0; unit < o.outputs; unit++) {
    alignas(64) float lanes[LANES] = {};
    addToLanes(m.at(o.dy) + (long)unit * m.lanes, m.lanes, lanes);
    m.at(o.dbias)[unit] = sum16(lanes);
  }
  m.zeroPadding(o.dweight, (long)o.outputs * o.inputs);
  m.zeroPadding(o.dbias, o.outputs);
}

}  // namespace
