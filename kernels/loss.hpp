// Softmax cross-entropy and what an evaluation counts. logits [classes][lanes], labels [lanes].
#pragma once
#include "machine.hpp"
#include "transcendental.hpp"

namespace {

INLINE I laneIndex(int first) { return (I)(splatU((uint32_t)first) + laneNumbers()); }

// losses[0] = mean over the step's examples of log sum exp(logits) - sum target * logits, 0 * -infinity being 0; the running sum grows
// by the sum. target = (1 - smoothing) one-hot + smoothing / classes. dlogits (where >= 0) = (softmax - target) / examples.
INLINE void softmaxCrossEntropy(Machine& m, const SoftmaxCrossEntropy& o) {
  const float *logits = m.at(o.logits), *labels = m.at(o.labels);
  const float share = 1.f / (float)m.valid, smoothing = o.smoothing < 0 ? 0.f : m.cell(o.smoothing);
  const F sharp = splat(1.f - smoothing), even = splat(smoothing / (float)o.classes);
  alignas(64) float sums[LANES] = {};
  for (int lane = 0; lane < m.lanes; lane += VL) {
    const I present = (I)(laneIndex(lane) < (I)splatU((uint32_t)m.valid));
    const F label = load(labels + lane);
    F highest = load(logits + lane), chosen = F{}, total = F{}, sum = F{};
    for (int c = 1; c < o.classes; c++) {
      F logit = load(logits + (long)c * m.lanes + lane);
      highest = select((I)(logit > highest), logit, highest);
    }
    for (int c = 0; c < o.classes; c++) {
      F logit = load(logits + (long)c * m.lanes + lane) - highest;
      total += exponential(logit);
      sum += logit;
      chosen = select((I)(label == splat((float)c)), logit, chosen);
    }
    const F expected = smoothing > 0 ? fma(even, sum, sharp * chosen) : chosen;
    F loss = where(present, logarithm(total) - expected);
    store(sums + lane % LANES, load(sums + lane % LANES) + loss);
    if (o.dlogits < 0) continue;
    F inverse = splat(1.f) / total;
    for (int c = 0; c < o.classes; c++) {
      F p = exponential(load(logits + (long)c * m.lanes + lane) - highest) * inverse;
      F target = where((I)(label == splat((float)c)), sharp) + even;
      store(m.at(o.dlogits) + (long)c * m.lanes + lane, where(present, (p - target) * splat(share)));
    }
  }
  float* losses = m.at(o.losses);
  const float sum = sum16(sums);
  losses[0] = sum * share;
  addToRunningSum(losses, sum);
}

// losses[0] = mean over the step's examples and features of (x - target)^2; the running sum grows by the sum over examples of the mean over
// features. dx (where >= 0) = 2 (x - target) / (examples * features). x, target [features][lanes]
INLINE void meanSquaredError(Machine& m, const MeanSquaredError& o) {
  const float *x = m.at(o.x), *target = m.at(o.target);
  const F slope = splat(2.f / ((float)o.features * (float)m.valid));
  LongSum<256> sums;
  for (int lane = 0; lane < m.lanes; lane += VL) {
    const I present = (I)(laneIndex(lane) < (I)splatU((uint32_t)m.valid));
    sums.over(lane, o.features, [&](F sum, int f) __attribute__((always_inline)) {
      const long at = (long)f * m.lanes + lane;
      const F difference = where(present, load(x + at) - load(target + at));
      if (o.dx >= 0) store(m.at(o.dx) + at, difference * slope);
      return fma(difference, difference, sum);
    });
  }
  float* losses = m.at(o.losses);
  const float sum = sums.total() / (float)o.features;
  losses[0] = sum / (float)m.valid;
  addToRunningSum(losses, sum);
}

// y [classes][lanes]: 1 in the row of the label, 0 elsewhere
INLINE void oneHot(Machine& m, const OneHot& o) {
  for (int c = 0; c < o.classes; c++)
    for (int lane = 0; lane < m.lanes; lane += VL)
      store(m.at(o.y) + (long)c * m.lanes + lane, where((I)(load(m.at(o.labels) + lane) == splat((float)c)), splat(1.f)));
}

// Where the step's loss is infinite or not a number: no step follows, and the first time divergedAt [2] = the iteration / 65536 and
// the rest.
INLINE void watchLoss(Machine& m, const WatchLoss& o) {
  float* divergedAt = m.at(o.divergedAt);
  const float loss = m.at(o.losses)[0];
  if (loss - loss == 0) return;
  m.stop = 1;
  if (divergedAt[0] != 0.f || divergedAt[1] != 0.f) return;
  divergedAt[0] = (float)(m.iteration >> 16);
  divergedAt[1] = (float)(m.iteration & 0xFFFF);
}

// counts[0] += examples whose first highest logit is the label's, unless that is infinite or a logit is no number; counts[1 + c] = the
// highest logit of class c seen so far.
INLINE void tally(Machine& m, const Tally& o) {
  const float *logits = m.at(o.logits), *labels = m.at(o.labels);
  float* counts = m.at(o.counts);
  for (int i = 0; i < m.valid; i++) {
    int best = 0;
    for (int c = 0; c < o.classes; c++) {
      const float logit = logits[(long)c * m.lanes + i];
      if (logit != logit) best = -1;
      if (best >= 0 && logit > logits[(long)best * m.lanes + i]) best = c;
      if (logit > counts[1 + c]) counts[1 + c] = logit;
    }
    const float highest = best < 0 ? __builtin_inff() : logits[(long)best * m.lanes + i];
    if ((float)best == labels[i] && highest - highest == 0) counts[0] += 1.f;
  }
}

}  // namespace
