import { type ByteExamples, padded } from "#engine";

/** What a reference kernel sees. All arithmetic is float64; activations are [features][lanes] as on every device. */
export interface Machine {
  readonly arena: Float64Array;
  readonly examples: ByteExamples;
  readonly lanes: number;
  readonly seed: number;
  /** The number of the step's first example among those that share its masks. */
  readonly firstExample: number;
  /** Of the running step: its number, how many examples it has, and which. */
  iteration: number;
  valid: number;
  chosen: Int32Array;
  /** Set by a step after which none shall follow. */
  stop: boolean;
}

/** Buffers without a batch are padded with zeros to a multiple of 16: elementwise kernels and norms go over the padding. */
export function zeroPadding({ arena }: Machine, offset: number, length: number): void {
  arena.fill(0, offset + length, offset + padded(length));
}

/** The number at a place; Programs name none that is not there. */
export const at = (numbers: Float64Array, place: number): number => numbers[place] as number;

/** Adds to the number at a place. */
export function add(numbers: Float64Array, place: number, value: number): void {
  numbers[place] = at(numbers, place) + value;
}

/** y[n] += factor · x[n], of two rows of one arena; y and x are where they begin. */
export function addRow(numbers: Float64Array, y: number, x: number, { factor, length }: { factor: number; length: number }): void {
  for (let n = 0; n < length; n++) (numbers[y + n] as number) += factor * (numbers[x + n] as number);
}

/** Σ x[n] · z[n], of two rows of one arena. */
export function rowProduct(numbers: Float64Array, x: number, z: number, length: number): number {
  let sum = 0;
  for (let n = 0; n < length; n++) sum += (numbers[x + n] as number) * (numbers[z + n] as number);
  return sum;
}

/** The scalar of a cell, 0 where it is absent (-1). */
export const cell = ({ arena }: Machine, offset: number): number => (offset < 0 ? 0 : at(arena, offset));
