import type { Operands } from "#engine";
import { add, at, cell, type Machine } from "./machine.ts";

/** A running mean after one more value, which has the weight `rest`. */
const moved = (mean: number, value: number, rest: number): number =>
  rest > 0.5 ? rest * value + (1 - rest) * mean : mean + rest * (value - mean); // the difference cancels where the new value has most of it

export function adam(m: Machine, o: Operands<"adam">): void {
  const a = m.arena;
  for (let i = 0; i < o.length; i++) {
    const gradient = at(a, o.gradient + i);
    const mean = moved(at(a, o.mean + i), gradient, cell(m, o.rest1));
    const square = moved(at(a, o.square + i), gradient * gradient, cell(m, o.rest2));
    a[o.mean + i] = mean;
    a[o.square + i] = square;
    const step = mean / cell(m, o.correction1) / (Math.sqrt(square / cell(m, o.correction2)) + cell(m, o.epsilon));
    add(a, o.parameter + i, -cell(m, o.learningRate) * step);
  }
}

export function sgd(m: Machine, o: Operands<"sgd">): void {
  const a = m.arena;
  const momentum = cell(m, o.momentum);
  for (let i = 0; i < o.length; i++) {
    const gradient = at(a, o.gradient + i);
    const velocity = momentum * at(a, o.velocity + i) + gradient;
    a[o.velocity + i] = velocity;
    add(a, o.parameter + i, -cell(m, o.learningRate) * (o.nesterov ? gradient + momentum * velocity : velocity));
  }
}

export function rmsProp(m: Machine, o: Operands<"rmsProp">): void {
  const a = m.arena;
  for (let i = 0; i < o.length; i++) {
    const gradient = at(a, o.gradient + i);
    const square = moved(at(a, o.square + i), gradient * gradient, cell(m, o.rest));
    a[o.square + i] = square;
    add(a, o.parameter + i, (-cell(m, o.learningRate) * gradient) / (Math.sqrt(square) + cell(m, o.epsilon)));
  }
}

export function adagrad(m: Machine, o: Operands<"adagrad">): void {
  const a = m.arena;
  for (let i = 0; i < o.length; i++) {
    const gradient = at(a, o.gradient + i);
    const square = at(a, o.square + i) + gradient * gradient;
    a[o.square + i] = square;
    add(a, o.parameter + i, (-cell(m, o.learningRate) * gradient) / (Math.sqrt(square) + cell(m, o.epsilon)));
  }
}

export function weightDecay(m: Machine, o: Operands<"weightDecay">): void {
  const kept = 1 - cell(m, o.learningRate) * cell(m, o.strength);
  for (let i = 0; i < o.length; i++) m.arena[o.parameter + i] = at(m.arena, o.parameter + i) * kept;
}
