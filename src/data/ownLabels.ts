import type { ByteExamples } from "#engine";
import { DataError } from "./dataError.ts";
import { type ImageDataset, MOST_CLASSES } from "./imageDataset.ts";

/** How labels of another kind become bytes that tell the same classes apart: a word or a fraction as a byte is 0. */
export function bytesOfLabels(labels: unknown): string {
  const list = Array.isArray(labels) || ArrayBuffer.isView(labels) ? Array.from(labels as unknown as ArrayLike<unknown>) : [];
  if (list.length && list.every((label) => typeof label === "string"))
    return "they are words, and labels are classes counted from 0; give Uint8Array.from(labels, (word) => classNames.indexOf(word))";
  const fraction = list.find((label) => typeof label === "number" && !Number.isInteger(label));
  if (fraction !== undefined) return `${fraction} is a quantity, and droplab tells classes apart, counted from 0; make classes of it`;
  const other = list.find((label) => !(typeof label === "number" && label >= 0 && label < MOST_CLASSES));
  if (other !== undefined)
    return `${String(other)} is no class counted from 0, below ${MOST_CLASSES}; give Uint8Array.from(labels, (label) => ids.indexOf(label))`;
  return "copy it, such as Uint8Array.from(…)";
}

/** Fewer examples may be in any order by chance. */
const FEWEST_SORTED = 20;

/** Refuses training examples of a single class, and the held-out ones that are all there are of one since the examples are sorted by class. */
export function checkClassesTrained({ train: { labels }, heldOut }: Pick<ImageDataset, "train" | "heldOut">): void {
  const trained = labels.subarray(heldOut);
  if (trained.length > 1 && trained.every((label) => label === trained[0]))
    throw new DataError(
      `data: train: labels: all ${trained.length} that are trained on are of class ${trained[0]}; give examples of every class${heldOut ? ", shuffled, for the first are held out" : ""}`,
    );
  const lost = labels.subarray(0, heldOut).find((label) => !trained.includes(label));
  if (lost !== undefined && labels.length >= FEWEST_SORTED && areSorted(labels))
    throw new DataError(
      `data: heldOut: the training examples are sorted by class, and the first ${heldOut}, which are held out, are all there are of class ${lost}; shuffle them`,
    );
}

/** Whether the examples of each class stand together. */
function areSorted(labels: ByteExamples["labels"]): boolean {
  const begun = new Set<number>();
  return labels.every((label, i) => {
    if (label === labels[i - 1]) return true;
    const isNew = !begun.has(label);
    begun.add(label);
    return isNew;
  });
}
