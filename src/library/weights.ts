import type { Numbers, Shape } from "#engine";

/** A learned tensor, [output unit][its incoming weights…] for a kernel. */
export interface Weights {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Numbers;
}
