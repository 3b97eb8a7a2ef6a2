import { type ImageDataset, type PixelRange, readingOf } from "#data";
import { sha256 } from "#engine";
import type { ModelSpec } from "#nn";
import type { OptimizerAccount, SavedHeader } from "#trained";

/** What a saved net says but what `set` and `train` change. */
export type NetAccount = Omit<SavedHeader, "methods" | "madeWith" | "iteration">;
/** The same of a net whose optimizer is there. */
export type WholeAccount = NetAccount & { readonly optimizer: OptimizerAccount };

interface AccountOptions extends Omit<WholeAccount, "model" | "data"> {
  /** Where it is not that of the data. */
  readonly pixels: PixelRange | undefined;
}

/** What a saved net says beside what changes while it learns. */
export function accountOf(model: ModelSpec, data: ImageDataset, { pixels, ...options }: AccountOptions): WholeAccount {
  const reading = { ...readingOf(data), ...(pixels && { pixels }) };
  return { model, ...options, data: { ...reading, heldOut: data.heldOut, training: trainingHash(data) } };
}

/** Of the examples and the labels that training can read. */
function trainingHash({ train: { images, labels } }: ImageDataset): string {
  const bytes = [labels, images].map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return sha256(...bytes).slice(0, 20);
}
