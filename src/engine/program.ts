/** What a device runs: a flat list of instructions over one flat arena. */
export interface Program {
  /** `[opcode, operand count, operands…]` for each instruction. */
  readonly code: Int32Array;
  /** Examples a step, and the same padded to a multiple of 16. */
  readonly batch: number;
  readonly lanes: number;
  /** Where the scalars of each step go: `width` cells from `at`. */
  readonly feed: { readonly at: number; readonly width: number };
}
