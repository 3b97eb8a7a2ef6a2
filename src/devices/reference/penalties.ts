import type { Operands } from "#engine";
import { add, at, cell, type Machine } from "./machine.ts";

/** losses += strength · Σ value(w), gradient += strength · slope(w). */
function penalize(m: Machine, o: Operands<"l1Penalty">, value: (w: number) => number, slope: (w: number) => number): void {
  const strength = cell(m, o.strength);
  let sum = 0;
  for (let i = 0; i < o.length; i++) {
    const w = at(m.arena, o.weight + i);
    sum += value(w);
    add(m.arena, o.gradient + i, strength * slope(w));
  }
  add(m.arena, o.losses, strength * sum);
  add(m.arena, o.losses + 1, strength * sum * m.valid);
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
  const numbers = [...Array(o.components).keys()];
  const highestLogit = Math.max(...numbers.map((j) => at(a, o.mixLogit + j)));
  const total = numbers.reduce((sum, j) => sum + Math.exp(at(a, o.mixLogit + j) - highestLogit), 0);
  const components = numbers.map((j) => ({
    proportion: Math.exp(at(a, o.mixLogit + j) - highestLogit) / total,
    mean: at(a, o.mean + j),
    sigma: Math.exp(at(a, o.logSigma + j)),
  }));
  let logLikelihood = 0;
  for (let i = 0; i < o.length; i++) {
    const shares = components.map(({ proportion, mean, sigma }) => {
      const deviate = (at(a, o.weight + i) - mean) / sigma;
      return { proportion, sigma, deviate, logDensity: Math.log(proportion / sigma) - deviate ** 2 / 2 - Math.log(2 * Math.PI) / 2 };
    });
    const highest = Math.max(...shares.map(({ logDensity }) => logDensity));
    const density = shares.reduce((sum, { logDensity }) => sum + Math.exp(logDensity - highest), 0);
    logLikelihood += highest + Math.log(density);
    for (const [j, { proportion, sigma, deviate, logDensity }] of shares.entries()) {
      const responsibility = Math.exp(logDensity - highest) / density;
      add(a, o.gradient + i, (strength * responsibility * deviate) / sigma);
      add(a, o.meanGradient + j, -(strength * responsibility * deviate) / sigma);
      add(a, o.logSigmaGradient + j, -strength * responsibility * (deviate ** 2 - 1));
      add(a, o.mixLogitGradient + j, -strength * (responsibility - proportion));
    }
  }
  add(a, o.losses, -strength * logLikelihood);
  add(a, o.losses + 1, -strength * logLikelihood * m.valid);
}
