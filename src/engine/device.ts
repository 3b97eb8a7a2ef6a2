import type { Program } from "./program.ts";

/** Examples as bytes or float32: images [count][features], labels [count]. Shared buffers are not copied where that is possible. */
export interface ByteExamples {
  readonly images: Uint8Array | Float32Array;
  readonly labels: Uint8Array;
  readonly features: number;
  readonly count: number;
}

/** Numbers as a device keeps them: float32, but on the reference device. */
export type Numbers = Float32Array | Float64Array;

/** One call into a device: as many steps as the indices fill. */
export interface Call {
  /** Which of the session's data sets. */
  readonly examples: number;
  /** The examples, batch after batch; the last batch may be short. */
  readonly indices: Int32Array;
  /** Key of the random numbers. */
  readonly seed: number;
  /** Counter of the first step. */
  readonly iteration: number;
  /** The number of each step's first example among those that share its masks, for a step that is done in parts; 0 unless given. */
  readonly firstExample?: number;
  /** [step][width] scalars, see `Program.feed`; may be empty when the width is 0. */
  readonly feed: Float64Array;
}

/** Anything that can run a Program. */
export interface Device {
  readonly name: string;
  /** The instruction set in use: "avx512", "relaxed", "float64". */
  readonly simd: string;
  /** Opens an arena of `cells` scalars, all zero, beside the given data sets. */
  open(cells: number, examples: readonly ByteExamples[]): Promise<Session>;
  /** Runs independent multiply-adds in registers: floating-point operations done in `rounds` rounds. */
  peak(rounds: number): number;
}

/** What is asked is done in the order in which it was asked; some devices are done before they return. */
export interface Session {
  /** A copy of `length` scalars of the arena. */
  read(offset: number, length: number): Promise<Numbers>;
  write(offset: number, values: ArrayLike<number>): Promise<void>;
  /** Writes over numbers of the images of a data set, from number `from` (0 unless given) on; the caller must own it. */
  overwriteImages(examples: number, values: ArrayLike<number>, from?: number): Promise<void>;
  run(program: Program, call: Call): Promise<void>;
}
