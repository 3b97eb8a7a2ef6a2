/**
 * Arithmetic coding of bits, each with its probability, in whole numbers, so that every machine reads the same: Witten, Neal and Cleary
 * 1987, "Arithmetic coding for data compression". What is coded lies in [low, high], 32 bits each; leading bytes that both share are done.
 */
const LAST = 0xffffffff;
const BYTES = 4;

/** Where the interval is divided: from low to here is a bit that is 1, whose probability is p / 2¹⁶. */
const middle = (low: number, high: number, p: number): number => {
  const range = (high - low) >>> 0;
  return (low + Math.imul(range >>> 16, p) + (Math.imul(range & 0xffff, p) >>> 16)) >>> 0;
};

/** Numbers of 32 bits that need no object of their own. */
type Words = Uint32Array;
const LOW = 0;
const HIGH = 1;
const CODE = 2;

/** Adds the bit to the interval; gives how many first bytes are done. */
function narrow(words: Words, bit: number, at: number): number {
  let low = (bit ? words[LOW] : at + 1) as number;
  let high = (bit ? at : words[HIGH]) as number;
  let done = 0;
  while ((low ^ high) >>> 24 === 0) {
    low = low << 8;
    high = (high << 8) | 0xff;
    done++;
  }
  words[LOW] = low;
  words[HIGH] = high;
  return done;
}

export class RangeEncoder {
  readonly #words: Words = Uint32Array.of(0, LAST);
  #bytes: number[] = [];

  /** Adds a bit, which is 1 with the probability p / 2¹⁶; p is from 1 to 2¹⁶ − 1. */
  code(bit: number, p: number): number {
    const low = this.#words[LOW] as number;
    const at = middle(low, this.#words[HIGH] as number, p);
    const first = bit ? at : (this.#words[HIGH] as number);
    const done = narrow(this.#words, bit, at);
    for (let i = 0; i < done; i++) this.#bytes.push((first >>> (24 - 8 * i)) & 0xff);
    return bit;
  }

  /** Ends a message and gives its bytes; the next one begins anew. */
  end(): Uint8Array<ArrayBuffer> {
    // the reader takes zeros for what is missing: this byte and zeros lie in the interval
    const last = this.#words[LOW] === 0 ? [] : [(this.#words[HIGH] as number) >>> 24];
    const bytes = Uint8Array.from([...this.#bytes, ...last]);
    this.#words.set([0, LAST]);
    this.#bytes = [];
    return bytes;
  }
}

/** Reads messages: bits with the same probabilities as they were put. */
export class RangeDecoder {
  readonly #words: Words = Uint32Array.of(0, LAST, 0);
  #bytes = new Uint8Array(0);
  #at = 0;

  /** Begins a message. */
  read(bytes: Uint8Array<ArrayBuffer>): void {
    this.#words.set([0, LAST, 0]);
    this.#bytes = bytes;
    this.#at = 0;
    for (let i = 0; i < BYTES; i++) this.#shift();
  }

  code(_: number, p: number): number {
    const words = this.#words;
    const at = middle(words[LOW] as number, words[HIGH] as number, p);
    const bit = (words[CODE] as number) <= at ? 1 : 0;
    for (let done = narrow(words, bit, at); done > 0; done--) this.#shift();
    return bit;
  }

  #shift(): void {
    this.#words[CODE] = ((this.#words[CODE] as number) << 8) | (this.#bytes[this.#at++] ?? 0);
  }
}
