import { type ImageDataset, limitTraining } from "#data";
import type { ByteExamples } from "#engine";
import { ExampleOrder } from "#train";
import { trialSeed } from "../settings/netOf.ts";
import type { SharedSettings } from "../settings/settings.ts";

export const FEATURES = 784;
/** The training images that no image is held out of: MNIST's from number 5,000 on, as `droplab run` trains on. */
export const TRAINING = 55_000;
export const HELD_OUT = 5_000;
export const TESTED = 10_000;
/** Whose first epoch the file of training images is in the order of. */
export const FILE_SEED = 1;

/** The training examples in the order of the file, by their number from 0. */
export const fileOrder = (): Int32Array => new ExampleOrder(0, TRAINING, trialSeed({ seed: FILE_SEED })).take(0, TRAINING);

export const parts = ["train", "test"] as const;
export type Part = (typeof parts)[number];
const counts: { readonly [part in Part]: number } = { train: TRAINING, test: TESTED };

const noImages = { images: new Uint8Array(0), labels: new Uint8Array(0) };

/** The images of MNIST as they arrive, in the order of their files; all labels are there at once. */
export class Digits {
  readonly images: { readonly [part in Part]: Uint8Array };
  readonly labels: { readonly [part in Part]: Uint8Array };
  readonly #arrived = { train: 0, test: 0 };

  constructor(labels: { readonly [part in Part]: Uint8Array }) {
    this.labels = labels;
    this.images = { train: new Uint8Array(FEATURES * TRAINING), test: new Uint8Array(FEATURES * TESTED) };
  }

  /** How many images of a part are here, from the first. */
  arrived(part: Part): number {
    return Math.floor(this.#arrived[part] / FEATURES);
  }

  get isWhole(): boolean {
    return parts.every((part) => this.arrived(part) === counts[part]);
  }

  /** Takes the next bytes of a file; gives the number of the first image that is new. */
  take(part: Part, bytes: Uint8Array): number {
    const first = this.arrived(part);
    this.images[part].set(bytes, this.#arrived[part]);
    this.#arrived[part] += bytes.length;
    return first;
  }

  /**
   * What a twin is trained on, and the row of each example that ExampleOrder names. Images that have not arrived are black: it is `rows`
   * that tells which are needed. Fewer images and wrong labels are drawn as `droplab run` draws them, which needs all.
   */
  trainingData({ trainExamples, labelNoise }: Pick<SharedSettings, "trainExamples" | "labelNoise">): {
    readonly examples: ByteExamples;
    readonly rows: Int32Array | undefined;
    readonly wrongLabels?: ImageDataset["wrongLabels"];
  } {
    const order = fileOrder();
    const whole = { images: this.images.train, labels: this.labels.train, features: FEATURES, count: TRAINING };
    const rows = new Int32Array(TRAINING);
    for (const [row, example] of order.entries()) rows[example] = row;
    if (trainExamples === undefined && labelNoise === 0) return { examples: whole, rows };
    const { train, wrongLabels } = limitTraining(this.whole(), { trainExamples, labelNoise });
    return { examples: train, rows: undefined, ...(wrongLabels && { wrongLabels }) };
  }

  /** MNIST in its own order, with the held-out images where they are given; all of it must be there. */
  whole(heldOut: Pick<ByteExamples, "labels"> & { readonly images: Uint8Array } = noImages): ImageDataset {
    const count = heldOut.labels.length + TRAINING;
    const images = new Uint8Array(FEATURES * count);
    const labels = new Uint8Array(count);
    images.set(heldOut.images);
    labels.set(heldOut.labels);
    for (const [row, example] of fileOrder().entries()) {
      const place = heldOut.labels.length + example;
      images.set(this.images.train.subarray(FEATURES * row, FEATURES * (row + 1)), FEATURES * place);
      labels[place] = this.labels.train[row] as number;
    }
    const test = { images: this.images.test, labels: this.labels.test, features: FEATURES, count: TESTED };
    const train = { images, labels, features: FEATURES, count };
    return { name: "mnist", classes: 10, shape: [1, 28, 28], scale: 1 / 255, heldOut: heldOut.labels.length, train, test };
  }
}
