import type { Operands } from "#engine";
import { cell, type Machine } from "./machine.ts";

/** A running mean after one more value, which has the weight `rest`. */
const moved = (mean: number, value: number, rest: number): number => mean + rest * (value - mean);

export function adam(m: Machine, o: Operands<"adam">): void {
  const a = m.arena;
  for (let i = 0; i < o.length; i++) {
    const gradient = a[o.gradient + i] as number;
    const mean = moved(a[o.mean + i] as number, gradient, cell(m, o.rest1));
    const square = moved(a[o.square + i] as number, gradient * gradient, cell(m, o.rest2));
    a[o.mean + i] = mean;
    a[o.square + i] = square;
    const step = mean / cell(m, o.correction1) / (Math.sqrt(square / cell(m, o.correction2)) + cell(m, o.epsilon));
    (a[o.parameter + i] as number) -= cell(m, o.learningRate) * step;
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
  for (let i = 0; i < o.length; i++) {
    const gradient = a[o.gradient + i] as number;
    const square = moved(a[o.square + i] as number, gradient * gradient, cell(m, o.rest));
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

export function weightDecay(m: Machine, o: Operands<"weightDecay">): void {
  for (let i = 0; i < o.length; i++) (m.arena[o.parameter + i] as number) *= 1 - cell(m, o.learningRate) * cell(m, o.strength);
}
