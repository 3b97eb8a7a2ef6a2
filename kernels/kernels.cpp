// The kernel library: compiled once per vector width, each time as DROPLAB_VARIANT.
#include "instructions.generated.h"
#include "machine.hpp"
#include "convolution.hpp"
#include "dense.hpp"
#include "gather.hpp"
#include "batchNorm.hpp"
#include "mixture.hpp"
#include "activation.hpp"
#include "dropout.hpp"
#include "pooling.hpp"
#include "elementwise.hpp"
#include "loss.hpp"
#include "optimizer.hpp"

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)

// Runs a Program over count examples, batch after batch: the whole interpreter.
extern "C" void JOIN(droplabRun, DROPLAB_VARIANT)(Machine* machine) {
  Machine& m = *machine;
  const int steps = (m.count + m.batch - 1) / m.batch;
  m.stop = 0;
  for (int step = 0; step < steps && !m.stop; step++) {
    m.chosen = m.indices + (long)step * m.batch;
    m.valid = m.count - step * m.batch < m.batch ? m.count - step * m.batch : m.batch;
    for (int i = 0; i < m.feedWidth; i++) m.arena[m.feedAt + i] = m.feed[step * m.feedWidth + i];
    for (const int32_t* code = m.code; code < m.code + m.codeLength; code += 2 + code[1]) {
      switch (code[0]) {
#define CASE(NAME, FUNCTION, OPCODE) \
  case OPCODE: FUNCTION(m, *(const NAME*)(code + 2)); break;
        DROPLAB_INSTRUCTIONS(CASE)
      }
    }
    m.iteration++;
  }
}

// The machine's peak: independent fused multiply-adds in registers. Returns the number of floating-point operations done.
extern "C" double JOIN(droplabPeak, DROPLAB_VARIANT)(int rounds, float* result) {
  enum { CHAINS = VL == 16 ? 24 : 12 };
  F sum[CHAINS];
  F a = splat(result[0]), b = splat(result[1]);
  for (int i = 0; i < CHAINS; i++) sum[i] = splat((float)i);
  for (int r = 0; r < rounds; r++)
#pragma GCC unroll 24
    for (int i = 0; i < CHAINS; i++) sum[i] = fma(sum[i], a, b);
  F total = F{};
  for (int i = 0; i < CHAINS; i++) total += sum[i];
  store(result, total);
  return 2.0 * rounds * CHAINS * VL;
}
