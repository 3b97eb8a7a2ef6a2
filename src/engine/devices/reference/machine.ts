import type { ByteExamples } from "../../device.ts";

/** What a reference kernel sees. All arithmetic is float64; activations are [features][lanes] as on every device. */
export interface Machine {
  readonly arena: Float64Array;
  readonly examples: ByteExamples;
  readonly lanes: number;
  readonly seed: number;
  /** Of the running step: its number, how many examples it has, and which. */
  iteration: number;
  valid: number;
  chosen: Int32Array;
  /** Set by a step after which none shall follow. */
  stop: boolean;
}

/** The scalar of a cell, 0 where it is absent (-1). */
export function cell(machine: Machine, offset: number): number {
  return offset < 0 ? 0 : (machine.arena[offset] as number);
}
