import type { ByteExamples } from "#engine";

/** A labelled set of images in two parts. Held-out examples for choosing are the first `heldOut` of `train`. */
export interface ImageDataset {
  readonly name: string;
  readonly classes: number;
  /** channels × height × width */
  readonly shape: readonly [number, number, number];
  /** What the bytes are multiplied by. */
  readonly scale: number;
  readonly train: ByteExamples;
  readonly test: ByteExamples;
  readonly heldOut: number;
}
