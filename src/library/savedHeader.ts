import { type ImageDataset, readingOf } from "#data";
import { sha256 } from "#engine";
import type { ModelSpec } from "#nn";
import type { OptimizerAccount, SavedHeader } from "#trained";

/** What a saved net says but what `set` and `train` change. */
export type NetAccount = Omit<SavedHeader, "methods" | "madeWith" | "iteration">;
/** The same of a net whose optimizer is there. */
export type WholeAccount = NetAccount & { readonly optimizer: OptimizerAccount };

/** What a saved net says beside what changes while it learns. */
export function accountOf(model: ModelSpec, data: ImageDataset, options: Omit<WholeAccount, "model" | "data">): WholeAccount {
  return { model, ...options, data: { ...readingOf(data), heldOut: data.heldOut, training: trainingHash(data) } };
}

/** Of the examples and the labels that training can read. */
function trainingHash({ train: { images, labels } }: ImageDataset): string {
  const bytes = [labels, images].map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return sha256(...bytes).slice(0, 20);
}
