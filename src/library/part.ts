import type { ImageDataset } from "#data";
import { shown } from "#engine";

/** Which images: the test set, those held out of training for choosing, or those that are trained on. */
export type Part = "test" | "heldOut" | "train";

const parts: readonly Part[] = ["test", "heldOut", "train"];

/** The places of a part within its file, which is that of the training for all but the test set. Throws a sentence where there are none. */
export function indicesOf(part: Part, { train, test, heldOut }: ImageDataset): Int32Array {
  if (!parts.includes(part)) throw new RangeError(`part: ${shown(part)} is not ${parts.join(", ")}`);
  const { from, to } = { test: { from: 0, to: test.count }, heldOut: { from: 0, to: heldOut }, train: { from: heldOut, to: train.count } }[
    part
  ];
  if (from === to) throw new RangeError(`part: the data have no ${part} examples`);
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
