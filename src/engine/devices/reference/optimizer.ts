import type { Operands } from "../../instructions.ts";
import { cell, type Machine } from "./machine.ts";

export function adam(m: Machine, o: Operands<"adam">): void {
  const a = m.arena;
  const [beta1, beta2] = [cell(m, o.beta1), cell(m, o.beta2)];
  for (let i = 0; i < o.length; i++) {
    const gradient = a[o.gradient + i] as number;
    const mean = beta1 * (a[o.mean + i] as number) + (1 - beta1) * gradient;
    const square = beta2 * (a[o.square + i] as number) + (1 - beta2) * gradient * gradient;
    a[o.mean + i] = mean;
    a[o.square + i] = square;
    const step = mean / cell(m, o.correction1) / (Math.sqrt(square / cell(m, o.correction2)) + cell(m, o.epsilon));
    const kept = (a[o.parameter + i] as number) * (1 - cell(m, o.learningRate) * cell(m, o.weightDecay));
    a[o.parameter + i] = kept - cell(m, o.learningRate) * step;
  }
}

export function sgd(m: Machine, o: Operands<"sgd">): void {
  const a = m.arena;
  const momentum = cell(m, o.momentum);
  for (let i = 0; i < o.length; i++) {
    const gradient = a[o.gradient + i] as number;
    const velocity = momentum * (a[o.velocity + i] as number) + gradient;
    a[o.velocity + i] = velocity;
    (a[o.parameter + i] as number) -= cell(m, o.learningRate) * (o.nesterov ? gradient + momentum * velocity : velocity);
  }
}

export function rmsProp(m: Machine, o: Operands<"rmsProp">): void {
  const a = m.arena;
  const decay = cell(m, o.decay);
  for (let i = 0; i < o.length; i++) {
    const gradient = a[o.gradient + i] as number;
    const square = decay * (a[o.square + i] as number) + (1 - decay) * gradient * gradient;
    a[o.square + i] = square;
    (a[o.parameter + i] as number) -= (cell(m, o.learningRate) * gradient) / (Math.sqrt(square) + cell(m, o.epsilon));
  }
}

export function adagrad(m: Machine, o: Operands<"adagrad">): void {
  const a = m.arena;
  for (let i = 0; i < o.length; i++) {
    const gradient = a[o.gradient + i] as number;
    const square = (a[o.square + i] as number) + gradient * gradient;
    a[o.square + i] = square;
    (a[o.parameter + i] as number) -= (cell(m, o.learningRate) * gradient) / (Math.sqrt(square) + cell(m, o.epsilon));
  }
}

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

export function maxNorm(m: Machine, o: Operands<"maxNorm">): void {
  const limit = cell(m, o.limit);
  if (!(limit > 0)) return;
  for (let group = 0; group < o.groups; group++) {
    const w = m.arena.subarray(o.weight + group * o.length, o.weight + (group + 1) * o.length);
    const norm = Math.sqrt(w.reduce((sum, value) => sum + value * value, 0));
    if (norm > limit) for (const [i, value] of w.entries()) w[i] = value * (limit / norm);
  }
}
