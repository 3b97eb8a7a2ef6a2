import { gzipSync } from "node:zlib";
import { loadMnist } from "#data/files";
import type { ByteExamples } from "#engine";
import { FEATURES, fileOrder, HELD_OUT, TRAINING } from "../playground/twin/digits.ts";
import { writeBlocks } from "../site/digits/digitBlocks.ts";
import { type DigitPart, digitParts, type ImagePart } from "../site/digits/digitParts.ts";

/** The digits as a page gets them: see digitParts. */
export class PackagedDigits {
  readonly #data = loadMnist();
  readonly #order = fileOrder();

  /** The bytes of a file, in pieces that take milliseconds each. */
  *file(part: DigitPart): Generator<Uint8Array<ArrayBuffer>> {
    if (part === "labels") yield new Uint8Array(gzipSync(this.#labels(), { level: 9 }));
    else yield* writeBlocks(this.images(part));
  }

  /** [image][784] */
  images(part: ImagePart): Uint8Array {
    const { train, test } = this.#data;
    if (part === "test") return bytesOf(test);
    const all = bytesOf(train);
    if (part === "heldOut") return all.subarray(0, HELD_OUT * FEATURES);
    const images = new Uint8Array(TRAINING * FEATURES);
    for (const [row, example] of this.#order.entries()) {
      const from = (HELD_OUT + example) * FEATURES;
      images.set(all.subarray(from, from + FEATURES), row * FEATURES);
    }
    return images;
  }

  #labels(): Uint8Array {
    const { train, test } = this.#data;
    const trained = Array.from(this.#order, (example) => train.labels[HELD_OUT + example] as number);
    return Uint8Array.from([...trained, ...test.labels, ...train.labels.subarray(0, HELD_OUT)]);
  }
}

/** MNIST's pixels are bytes. */
const bytesOf = ({ images }: ByteExamples): Uint8Array => images as Uint8Array;

/** Which file is asked for by its name; undefined for none. */
export const partOf = (name: string): DigitPart | undefined =>
  digitParts.find((part) => new RegExp(`^${part}-[0-9a-f]{10}\\.bin$`).test(name));
