// Updates of the parameters, and constraints on them. Unbatched buffers, padded with zeros to a multiple of 16.
#pragma once
#include "machine.hpp"
#include "simd.hpp"

namespace {

// A running mean in which a new value has the weight `rest`. It moves by rest * (new - mean), in which rest stands alone: beta * mean +
// rest * new, with both rounded, has weights that do not add up to 1, and drifts by as much. Where the new value has most of the weight
// the difference would cancel, and beta = 1 - rest is exact.
struct RunningMean {
  F rest, kept;
  bool isMostlyNew;
  INLINE_MEMBER explicit RunningMean(float rest) : rest(splat(rest)), kept(splat(1.f - rest)), isMostlyNew(rest > .5f) {}
  INLINE_MEMBER F of(F before, F value) const { return isMostlyNew ? fma(rest, value, kept * before) : fma(rest, value - before, before); }
  INLINE_MEMBER F ofSquare(F before, F value) const {
    return isMostlyNew ? fma(rest, value * value, kept * before) : fma(rest, fma(value, value, -before), before);
  }
};

// Kingma and Ba 2015, "Adam": m and v are running means of g and g^2;
//   p -= learningRate / correction1 * m / (sqrt(v) / sqrt(correction2) + epsilon), correction = 1 - beta^t (fed by the trainer).
// rest = 1 - beta comes as a cell, rounded once: 1.f - .999f is off by 1.3e-5.
INLINE void adam(Machine& machine, const Adam& o) {
  float *p = machine.at(o.parameter), *m = machine.at(o.mean), *v = machine.at(o.square);
  const float* g = machine.at(o.gradient);
  const RunningMean first(machine.cell(o.rest1)), second(machine.cell(o.rest2));
  const F rate = splat(machine.cell(o.learningRate) / machine.cell(o.correction1)), epsilon = splat(machine.cell(o.epsilon));
  const F shrink = splat(1.f) / squareRoot(splat(machine.cell(o.correction2)));
  for (long i = 0; i < o.length; i += VL) {
    const F gradient = load(g + i), mean = first.of(load(m + i), gradient), square = second.ofSquare(load(v + i), gradient);
    store(m + i, mean);
    store(v + i, square);
    store(p + i, load(p + i) - rate * mean / fma(squareRoot(square), shrink, epsilon));
  }
}

// Polyak 1964: v = momentum v + g, p -= learningRate v; Nesterov's step is g + momentum v. The first v is g, v being 0 before.
INLINE void sgd(Machine& machine, const Sgd& o) {
  float *p = machine.at(o.parameter), *v = machine.at(o.velocity);
  const float* g = machine.at(o.gradient);
  const F rate = splat(machine.cell(o.learningRate)), momentum = splat(machine.cell(o.momentum));
  for (long i = 0; i < o.length; i += VL) {
    F gradient = load(g + i), velocity = fma(momentum, load(v + i), gradient);
    store(v + i, velocity);
    store(p + i, load(p + i) - rate * (o.nesterov ? fma(momentum, velocity, gradient) : velocity));
  }
}

// Tieleman and Hinton 2012, lecture 6.5: s = decay s + (1 - decay) g^2, p -= learningRate g / (sqrt(s) + epsilon); as Adam's, by
// rest = 1 - decay
INLINE void rmsProp(Machine& machine, const RmsProp& o) {
  float *p = machine.at(o.parameter), *s = machine.at(o.square);
  const float* g = machine.at(o.gradient);
  const F rate = splat(machine.cell(o.learningRate)), epsilon = splat(machine.cell(o.epsilon));
  const RunningMean mean(machine.cell(o.rest));
  for (long i = 0; i < o.length; i += VL) {
    const F gradient = load(g + i), square = mean.ofSquare(load(s + i), gradient);
    store(s + i, square);
    store(p + i, load(p + i) - rate * gradient / (squareRoot(square) + epsilon));
  }
}

// Duchi, Hazan and Singer 2011: s += g^2, p -= learningRate g / (sqrt(s) + epsilon)
INLINE void adagrad(Machine& machine, const Adagrad& o) {
  float *p = machine.at(o.parameter), *s = machine.at(o.square);
  const float* g = machine.at(o.gradient);
  const F rate = splat(machine.cell(o.learningRate)), epsilon = splat(machine.cell(o.epsilon));
  for (long i = 0; i < o.length; i += VL) {
    F gradient = load(g + i), square = fma(gradient, gradient, load(s + i));
    store(s + i, square);
    store(p + i, load(p + i) - rate * gradient / (squareRoot(square) + epsilon));
  }
}

// Sum of squares in double precision, 16 virtual lanes; the last group may be short.
static double sumOfSquares(const float* w, long length) {
  double lanes[LANES] = {};
  for (long i = 0; i + LANES <= length; i += LANES)
    for (int lane = 0; lane < LANES; lane++) lanes[lane] += (double)w[i + lane] * (double)w[i + lane];
  for (long i = length / LANES * LANES; i < length; i++) lanes[i % LANES] += (double)w[i] * (double)w[i];
  return sum16(lanes);
}

// The same in single precision, to 1e-5 whatever the length: no lane adds more than ROUGH_CHAIN squares before they go to double
// precision. Enough to leave alone what is well below a limit. NaN stays.
enum { ROUGH_CHAIN = 32 };
INLINE double roughSquares(const float* w, long length) {
  double total = 0;
  long i = 0;
  while (i + 4 * VL <= length) {
    F sum[4] = {};
    for (int link = 0; link < ROUGH_CHAIN && i + 4 * VL <= length; link++, i += 4 * VL)
      for (int k = 0; k < 4; k++) {
        const F x = load(w + i + k * VL);
        sum[k] = fma(x, x, sum[k]);
      }
    const F all = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    float lanes = 0;
    for (int lane = 0; lane < VL; lane++) lanes += all[lane];
    total += (double)lanes;
  }
  for (; i < length; i++) total += (double)w[i] * (double)w[i];
  return total;
}

// losses += strength * sum value(w) (mean of the step, running sum over examples), gradient += strength * slope(w); nothing at 0.
// The sum in 16 virtual lanes, of PENALTY_PIECE numbers at a time in single precision: a tile is longer where its rows are.
enum { PENALTY_PIECE = 4096 };
template <class Penalty, class Value, class Slope> INLINE void penalize(Machine& machine, const Penalty& o, Value value, Slope slope) {
  const float strength = machine.cell(o.strength);
  if (strength == 0.f) return;
  const float* w = machine.at(o.weight);
  float* gradient = machine.at(o.gradient);
  alignas(64) float lanes[LANES];
  double whole = 0;
  for (long first = 0; first < o.length; first += PENALTY_PIECE) {
    F sum[PARTS] = {};
    for (long i = first; i < o.length && i < first + PENALTY_PIECE; i += LANES)
      for (int part = 0; part < PARTS; part++) {
        const long at = i + part * VL;
        const F weight = load(w + at);
        sum[part] = value(weight, sum[part]);
        store(gradient + at, fma(splat(strength), slope(weight), load(gradient + at)));
      }
    for (int part = 0; part < PARTS; part++) store(lanes + part * VL, sum[part]);
    whole += (double)sum16(lanes);
  }
  const float penalty = strength * (float)whole;
  machine.at(o.losses)[0] += penalty;
  addToRunningSum(machine.at(o.losses), penalty * (float)machine.valid);
}
// strength * sum |w|, strength * sum w^2
INLINE void l1Penalty(Machine& machine, const L1Penalty& o) {
  penalize(machine, o, [](F w, F sum) { return sum + (F)((I)w & 0x7FFFFFFF); },
           [](F w) { return where((I)(w > F{}), splat(1.f)) - where((I)(w < F{}), splat(1.f)); });
}
INLINE void l2Penalty(Machine& machine, const L2Penalty& o) {
  penalize(machine, o, [](F w, F sum) { return fma(w, w, sum); }, [](F w) { return w + w; });
}

// Loshchilov and Hutter 2019, "Decoupled weight decay regularization": before the update p shrinks by 1 - learningRate * strength.
INLINE void weightDecay(Machine& machine, const WeightDecay& o) {
  const float strength = machine.cell(o.strength);
  if (strength == 0.f) return;
  float* p = machine.at(o.parameter);
  const F loss = splat(-machine.cell(o.learningRate) * strength);  // not 1 - it, which rounds what is small
  for (long i = 0; i < o.length; i += VL) store(p + i, fma(load(p + i), loss, load(p + i)));
}

// Pascanu, Mikolov and Bengio 2013: the gradient is scaled down to a norm of `limit` where it is longer. limit 0 is off.
INLINE void clipNorm(Machine& machine, const ClipNorm& o) {
  const float limit = machine.cell(o.limit);
  if (!(limit > 0.f)) return;
  float* gradient = machine.at(o.gradient);
  const double squares = sumOfSquares(gradient, o.length);
  if (!(squares > (double)limit * (double)limit)) return;
  const F factor = splat((float)((double)limit / __builtin_sqrt(squares)));
  for (long i = 0; i < o.length; i += VL) store(gradient + i, load(gradient + i) * factor);
}

// values = max(values, least); NaN stays
INLINE void atLeast(Machine& machine, const AtLeast& o) {
  float* values = machine.at(o.values);
  const float least = machine.cell(o.least);
  for (int i = 0; i < o.length; i++)
    if (values[i] < least) values[i] = least;
}

// Srivastava et al. 2014, section 5.1: each group of weights (a unit's incoming weights, or a whole kernel) is
// projected onto the ball ||w||_2 <= limit. limit 0 is off.
INLINE void maxNorm(Machine& machine, const MaxNorm& o) {
  const double limit = (double)machine.cell(o.limit), square = limit * limit;
  if (!(limit > 0)) return;
  const bool isRoughGoodEnough = square > 1e-30;  // squares of smaller weights are lost in single precision
  for (int group = 0; group < o.groups; group++) {
    float* w = machine.at(o.weight) + (long)group * o.length;
    if (isRoughGoodEnough && roughSquares(w, o.length) < .9999 * square) continue;
    const double squares = sumOfSquares(w, o.length);
    if (!(squares > square)) continue;
    const float factor = (float)(limit / __builtin_sqrt(squares));
    for (long i = 0; i < o.length; i++) w[i] *= factor;
  }
}

}  // namespace
