import type { ByteExamples } from "#engine";
import type { TableReading } from "./tableReading.ts";

/** Labels are bytes. */
export const MOST_CLASSES = 256;

/** What was read of a data set, in parts of a sentence. */
export interface DataAccount {
  /** What was read, the labels, the features. */
  readonly parts: readonly string[];
  /** How many examples could be trained on, and what follows on how many are. */
  readonly training: number;
  readonly word: "rows" | "images";
  readonly split: string;
}

/**
 * A labelled set of examples in two parts; plain data, which a worker thread receives by structured clone without a copy of
 * its shared memory. Held-out examples for choosing are the first `heldOut` of `train`.
 */
export interface ImageDataset {
  readonly name: string;
  readonly classes: number;
  /** channels × height × width; for a table [features] */
  readonly shape: readonly number[];
  /** What the bytes or floats are multiplied by: 1 / 255 for bytes of images, 1 for standardized features. */
  readonly scale: number;
  readonly train: ByteExamples;
  readonly test: ByteExamples;
  readonly heldOut: number;
  /** Of a table whose features are (value − mean) / deviation: both by feature, deviation 0 where one is constant and became 0. */
  readonly standardization?: { readonly means: readonly number[]; readonly deviations: readonly number[] };
  /** Of a table: how its rows became examples. */
  readonly table?: TableReading;
  /** By label, where the labels stand for names. */
  readonly classNames?: readonly string[];
  /** Training examples whose label was made a wrong one: their places in `train`, and the labels that they had. */
  readonly wrongLabels?: { readonly examples: Int32Array; readonly trueLabels: Uint8Array };
  /** What was read, part by part; the first note says it in one line. */
  readonly account?: DataAccount;
  /** What was decided without asking: columns, split, standardization; each a short sentence without its full stop. */
  readonly notes?: readonly string[];
}
