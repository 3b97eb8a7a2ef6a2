import { crc32 } from "./crc32.ts";
import { PixelModel, SIDE } from "./pixelModel.ts";
import { RangeDecoder, RangeEncoder } from "./rangeCoder.ts";

/**
 * A file of images for a page: blocks of up to 100 images, each of which can be read as soon as it has arrived and those before it. A block
 * is its length in bytes, two bytes of it, the lower first, then its number of images, one byte, the CRC-32 of the images, four bytes, the
 * lowest first, then the images as PixelModel codes them. Plain gzip needs a third more.
 */
export const BLOCK = 100;
const HEAD = 7;
const FEATURES = SIDE * SIDE;

/** The blocks of images of 28 × 28 bytes each. */
export function* writeBlocks(images: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  const encoder = new RangeEncoder();
  const model = new PixelModel(encoder);
  for (let from = 0; from < images.length; from += BLOCK * FEATURES) {
    const block = images.slice(from, from + BLOCK * FEATURES);
    for (let at = 0; at < block.length; at += FEATURES) model.code(block.subarray(at, at + FEATURES));
    const coded = encoder.end();
    const sum = crc32(block);
    const sums = [0, 8, 16, 24].map((shift) => (sum >>> shift) & 0xff);
    yield new Uint8Array([coded.length & 0xff, coded.length >> 8, block.length / FEATURES, ...sums, ...coded]);
  }
}

/** Reads a file of images as it arrives. */
export class BlockReader {
  readonly #decoder = new RangeDecoder();
  readonly #model = new PixelModel(this.#decoder);
  #waiting = new Uint8Array(0);
  #blocks = 0;

  /** Takes the next bytes of the file; gives the images that are whole now, block by block. Throws where they are not as they were written. */
  *take(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
    const all = new Uint8Array(this.#waiting.length + bytes.length);
    all.set(this.#waiting);
    all.set(bytes, this.#waiting.length);
    let at = 0;
    while (at + HEAD <= all.length) {
      const [low = 0, high = 0, count = 0] = all.subarray(at, at + HEAD);
      const sum = new DataView(all.buffer, at + 3, 4).getUint32(0, true);
      const end = at + HEAD + low + 256 * high;
      if (end > all.length) break;
      this.#decoder.read(all.subarray(at + HEAD, end));
      const images = new Uint8Array(count * FEATURES);
      for (let i = 0; i < images.length; i += FEATURES) this.#model.code(images.subarray(i, i + FEATURES));
      this.#blocks++;
      if (crc32(images) !== sum) throw new Error(`the block of images number ${this.#blocks} is damaged`);
      at = end;
      yield images;
    }
    this.#waiting = all.slice(at);
  }
}
