import type { Operands } from "#engine";
import { cell, type Machine } from "./machine.ts";

/** losses += strength · Σ value(w), gradient += strength · slope(w). */
function penalize(m: Machine, o: Operands<"l1Penalty">, value: (w: number) => number, slope: (w: number) => number): void {
  const strength = cell(m, o.strength);
  let sum = 0;
  for (let i = 0; i < o.length; i++) {
    const w = m.arena[o.weight + i] as number;
    sum += value(w);
    (m.arena[o.gradient + i] as number) += strength * slope(w);
  }
  (m.arena[o.losses] as number) += strength * sum;
  (m.arena[o.losses + 1] as number) += strength * sum * m.valid;
}

export function l1Penalty(m: Machine, o: Operands<"l1Penalty">): void {
  penalize(m, o, Math.abs, Math.sign);
}

export function l2Penalty(m: Machine, o: Operands<"l2Penalty">): void {
  penalize(
    m,
    o,
    (w) => w * w,
    (w) => 2 * w,
  );
}

/** Soft weight sharing: minus the log-likelihood of the weights under a mixture of Gaussians; see kernels/mixture.hpp. */
export function mixturePenalty(m: Machine, o: Operands<"mixturePenalty">): void {
  const a = m.arena;
  const strength = cell(m, o.strength);
  if (strength === 0) return;
  const take = (offset: number) => [...a.subarray(offset, offset + o.components)];
  const [logits, means, sigmas] = [take(o.mixLogit), take(o.mean), take(o.logSigma).map(Math.exp)];
  const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const proportions = powers.map((power) => power / powers.reduce((x, y) => x + y));
  let logLikelihood = 0;
  for (let i = 0; i < o.length; i++) {
    const z = means.map((mean, j) => ((a[o.weight + i] as number) - mean) / (sigmas[j] as number));
    const logDensities = z.map(
      (deviate, j) => Math.log((proportions[j] as number) / (sigmas[j] as number)) - deviate ** 2 / 2 - Math.log(2 * Math.PI) / 2,
    );
    const highest = Math.max(...logDensities);
    const total = logDensities.reduce((sum, density) => sum + Math.exp(density - highest), 0);
    logLikelihood += highest + Math.log(total);
    for (const [j, density] of logDensities.entries()) {
      const responsibility = Math.exp(density - highest) / total;
      const [deviate, sigma] = [z[j] as number, sigmas[j] as number];
      (a[o.gradient + i] as number) += (strength * responsibility * deviate) / sigma;
      (a[o.meanGradient + j] as number) -= (strength * responsibility * deviate) / sigma;
      (a[o.logSigmaGradient + j] as number) -= strength * responsibility * (deviate ** 2 - 1);
      (a[o.mixLogitGradient + j] as number) -= strength * (responsibility - (proportions[j] as number));
    }
  }
  (a[o.losses] as number) -= strength * logLikelihood;
  (a[o.losses + 1] as number) -= strength * logLikelihood * m.valid;
}
