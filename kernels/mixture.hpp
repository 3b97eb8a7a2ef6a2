// Soft weight sharing (Nowlan and Hinton 1992): the negative log-likelihood of the weights under a mixture of Gaussians.
#pragma once
#include "loss.hpp"

namespace {

enum { MAX_COMPONENTS = 16 };  // src/regularize/softWeightSharing.ts checks it

// losses += -strength sum_i log sum_j proportion_j N(w_i; mean_j, sigma_j), proportion = softmax(mixLogit), sigma = exp(logSigma);
// the gradients grow by the derivatives. With responsibilities r_ij and z_ij = (w_i - mean_j) / sigma_j:
//   dw_i = strength sum_j r_ij z_ij / sigma_j       dmean_j = -strength sum_i r_ij z_ij / sigma_j
//   dlogSigma_j = -strength sum_i r_ij (z_ij^2 - 1)  dmixLogit_j = -strength sum_i (r_ij - proportion_j)
// Sums over weights in double precision and 16 virtual lanes.
INLINE void mixturePenalty(Machine& machine, const MixturePenalty& o) {
  const float strength = machine.cell(o.strength);
  if (strength == 0.f) return;
  const int count = o.components;
  const float *mixLogit = machine.at(o.mixLogit), *mean = machine.at(o.mean), *logSigma = machine.at(o.logSigma);
  float highest = mixLogit[0], total = 0;
  for (int j = 1; j < count; j++) highest = mixLogit[j] > highest ? mixLogit[j] : highest;
  for (int j = 0; j < count; j++) total += exponential(splat(mixLogit[j] - highest))[0];
  const float logTotal = highest + logarithm(splat(total))[0];
  float proportion[MAX_COMPONENTS], inverse[MAX_COMPONENTS], constant[MAX_COMPONENTS];
  for (int j = 0; j < count; j++) {
    const float logProportion = mixLogit[j] - logTotal;
    proportion[j] = exponential(splat(logProportion))[0];
    inverse[j] = exponential(splat(-logSigma[j]))[0];
    constant[j] = logProportion - logSigma[j] - .91893853f;  // log sqrt(2 pi)
  }
  const float* w = machine.at(o.weight);
  float* gradient = machine.at(o.gradient);
  double likelihood[LANES] = {}, r0[MAX_COMPONENTS][LANES] = {}, r1[MAX_COMPONENTS][LANES] = {}, r2[MAX_COMPONENTS][LANES] = {};
  auto add = [](double* lanes, F value) __attribute__((always_inline)) {
    for (int i = 0; i < VL; i++) lanes[i] += (double)value[i];
  };
  for (long i = 0; i < o.length; i += VL) {
    const I present = (I)(laneIndex(i) < (I)splatU((uint32_t)o.length));
    const int lane = i % LANES;
    const F weight = load(w + i);
    F z[MAX_COMPONENTS], density[MAX_COMPONENTS];
    F most = splat(-__builtin_inff()), sum = F{}, pull = F{};
    for (int j = 0; j < count; j++) {
      z[j] = (weight - splat(mean[j])) * splat(inverse[j]);
      density[j] = fma(splat(-.5f) * z[j], z[j], splat(constant[j]));
      most = larger(density[j], most);
    }
    for (int j = 0; j < count; j++) {
      density[j] = exponential(density[j] - most);
      sum += density[j];
    }
    const F share = splat(1.f) / sum;
    add(likelihood + lane, where(present, most + logarithm(sum)));
    for (int j = 0; j < count; j++) {
      const F r = where(present, density[j] * share), rz = r * z[j];
      pull = fma(rz, splat(inverse[j]), pull);
      add(r0[j] + lane, r);
      add(r1[j] + lane, rz);
      add(r2[j] + lane, rz * z[j]);
    }
    store(gradient + i, fma(splat(strength), pull, load(gradient + i)));
  }
  for (int j = 0; j < count; j++) {
    const double owned = sum16(r0[j]);
    machine.at(o.meanGradient)[j] -= (float)((double)strength * sum16(r1[j]) * (double)inverse[j]);
    machine.at(o.logSigmaGradient)[j] -= (float)((double)strength * (sum16(r2[j]) - owned));
    machine.at(o.mixLogitGradient)[j] -= (float)((double)strength * (owned - (double)proportion[j] * (double)o.length));
  }
  const float penalty = (float)(-(double)strength * sum16(likelihood));
  machine.at(o.losses)[0] += penalty;
  addToRunningSum(machine.at(o.losses), penalty * (float)machine.valid);
}

}  // namespace
