import { normalQuantile } from "./normalQuantile.ts";
import { shown } from "./shown.ts";

/**
 * Philox 4×32-10: four random words as a pure function of a key and a counter (Salmon et al. 2011, "Parallel random
 * numbers: as easy as 1, 2, 3"). Nothing is stored, so anything can be drawn again, in any order, on any device.
 */
export function philox4x32(counter: readonly number[], key: readonly number[]): [number, number, number, number] {
  const [first, second, third, fourth] = counter as [number, number, number, number];
  const [keyLow, keyHigh] = key as [number, number];
  let [c0, c1, c2, c3, k0, k1] = [first | 0, second | 0, third | 0, fourth | 0, keyLow | 0, keyHigh | 0];
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = [highWord(0xd2511f53, c0), Math.imul(0xd2511f53, c0)];
    const [high1, low1] = [highWord(0xcd9e8d57, c2), Math.imul(0xcd9e8d57, c2)];
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** The high 32 bits of the product of two 32-bit numbers, as a signed one. */
function highWord(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + (Math.imul(aLow, bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(cross / 65536)) | 0;
}

/** What random numbers are for. Streams are independent: one can be fixed while another varies. */
export const streams = { init: 0, order: 1, dropout: 2, noise: 3, runs: 4, data: 5, removal: 6 } as const;
export type Stream = keyof typeof streams;

const WORDS = 2 ** 32;

/** A whole number of 32 bits, as it is. Anything else would draw the numbers of another one: throws a sentence. */
function word(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value < WORDS) return value;
  throw new RangeError(`${name}: ${shown(value)} is not a whole number from 0 to ${WORDS - 1}`);
}

/** A sequence of random numbers of one stream: key (seed, stream), counter (position, first, second, 0). */
export class RandomSequence {
  #key: [number, number];
  #counter: [number, number, number, number];
  readonly #words = new Uint32Array(4);
  #left = 0;

  constructor(seed: number, stream: Stream, first = 0, second = 0) {
    if (!Object.hasOwn(streams, stream)) throw new RangeError(`stream: ${shown(stream)} is not ${Object.keys(streams).join(", ")}`);
    this.#key = [word("seed", seed), streams[stream]];
    this.#counter = [0, word("first", first), word("second", second), 0];
  }

  /** A whole number in [0, 2³²). */
  word(): number {
    if (this.#left === 0) {
      this.#words.set(philox4x32(this.#counter, this.#key));
      this.#counter[0]++;
      this.#left = 4;
    }
    return this.#words[4 - this.#left--] as number;
  }

  /** A number in [0, 1) with 32 random bits. */
  uniform(): number {
    return this.word() / WORDS;
  }

  /** A standard normal number, from 24 random bits. */
  normal(): number {
    return normalQuantile((2 * (this.word() >>> 8) + 1) / 2 ** 24 - 1);
  }

  /** A whole number in [0, limit), limit from 1, without bias (Lemire 2019, "Fast random integer generation in an interval"). */
  below(limit: number): number {
    if (word("limit", limit) === 0) throw new RangeError("limit: there is no whole number below 0 to draw");
    for (;;) {
      const drawn = this.word();
      const low = Math.imul(drawn, limit) >>> 0;
      // what is to be drawn again is below this remainder, and so below the limit
      if (low >= limit || low >= (WORDS - limit) % limit) return highWord(drawn, limit) >>> 0;
    }
  }
}

/** A random order of 0 … length − 1 (Fisher–Yates), `epoch` of the seed's order stream. */
export function permutation(length: number, seed: number, epoch: number): Int32Array {
  const order = new Int32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  const random = new RandomSequence(seed, "order", epoch);
  for (let i = length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = order[i] as number;
    order[i] = order[j] as number;
    order[j] = kept;
  }
  return order;
}

/** The seed of run k (from 1) under a base seed: 32 bits, of all 53 of the base. */
export function runSeed(baseSeed: number, run: number): number {
  if (!(Number.isSafeInteger(baseSeed) && baseSeed >= 0))
    throw new RangeError(`seed: ${shown(baseSeed)} is not a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  const high = Math.floor(baseSeed / WORDS);
  return philox4x32([word("run", run), high, 0, 0], [baseSeed >>> 0, streams.runs])[0];
}
