import type { Shape } from "./shape.ts";

/** A value that a Graph computes or is given. Batched values have one such shape for every example. */
export interface Tensor {
  readonly name: string;
  readonly kind: "parameter" | "cell" | "images" | "labels" | "input" | "state" | "result";
  readonly shape: Shape;
  readonly batched: boolean;
  /** Whether a parameter stands below it: no gradient is computed for anything else. */
  readonly trainable: boolean;
}

/** A learned tensor. Axis 0 of a kernel is the output unit; the rest are its incoming weights. */
export interface Parameter extends Tensor {
  readonly kind: "parameter";
  readonly role: "kernel" | "bias" | "mixture";
  /** Inputs and outputs of one unit, for initializers: a convolution counts its window. */
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Numbers that last from step to step and are not learned: counters, sums, running means. */
export interface State extends Tensor {
  readonly kind: "state";
  /** Of every element, at the start. */
  readonly initial: number;
}

/** A scalar that lives in the arena, so that it can change without compiling again: a rate, a limit, a step size. */
export interface Cell extends Tensor {
  readonly kind: "cell";
  readonly initial: number;
}
