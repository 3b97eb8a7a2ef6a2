import type { ByteExamples, Numbers } from "#engine";
import { checkOpening, checkStretch } from "./checkCall.ts";

/** What sessions share whose arena is an array of JavaScript's, which reads the examples where they are. */
export class ArenaSession<Arena extends Numbers & (Float32Array | Float64Array)> {
  protected readonly arena: Arena;
  protected readonly examples: readonly ByteExamples[];

  /** `make` makes the arena, once all else is checked. */
  constructor(cells: number, examples: readonly ByteExamples[], make: () => Arena) {
    checkOpening(cells, examples);
    this.arena = make();
    this.examples = examples;
  }

  async read(offset: number, length: number): Promise<Numbers> {
    checkStretch(offset, length, this.arena.length);
    return this.arena.slice(offset, offset + length);
  }

  async write(offset: number, values: ArrayLike<number>): Promise<void> {
    checkStretch(offset, values.length, this.arena.length);
    this.arena.set(values, offset);
  }

  async overwriteImages(examples: number, values: ArrayLike<number>, from = 0): Promise<void> {
    this.examples[examples]?.images.set(values, from);
  }
}
