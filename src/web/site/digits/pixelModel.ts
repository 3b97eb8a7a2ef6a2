/**
 * How likely each bit of a picture of a digit is, learned from the pixels before it, line by line: whether a line has ink, whether a pixel
 * has, by the pixels around that are known and by its line; and how much, bit by bit from the highest, by its neighbours.
 */
export const SIDE = 28;
/** Of a line with the margin that neighbours beyond the edge are read from. */
const STRIDE = 32;
const MARGIN = 2;
const FULL = 0x10000;
const LEAST = 16;
/** Such a share of the way, in 2¹⁴, a probability moves when its bit is seen the n-th time; at last a 256th. */
const MOST_SEEN = 255;
const steps = Int32Array.from({ length: MOST_SEEN + 1 }, (_, seen) => Math.floor(2 ** 14 / (seen + 1.5)));

/** How dark a pixel is, in four levels and in six. */
const levelsBy = (limits: readonly number[]) => Uint8Array.from({ length: 256 }, (_, v) => limits.filter((limit) => v >= limit).length);
const four = levelsBy([1, 64, 192]);
const six = levelsBy([1, 48, 112, 190, 250]);

/** Where the probabilities of each kind of bit begin. */
const OF_LINES = 0;
const OF_INK = OF_LINES + 4 * SIDE;
const INK_CONTEXTS = 2 ** 11;
const OF_VALUES = OF_INK + (SIDE / 4) * INK_CONTEXTS;
const VALUE_CONTEXTS = 6 * 6 * 4 * 4;
const COUNT = OF_VALUES + VALUE_CONTEXTS * 256;

/** Codes a bit with its probability in 2¹⁶: one that is written gives itself, one that is read is what comes. */
export interface BitCoder {
  code(bit: number, p: number): number;
}

export class PixelModel {
  readonly #p = new Uint16Array(COUNT).fill(FULL / 2);
  readonly #seen = new Uint8Array(COUNT);
  readonly #around = new Uint8Array(STRIDE * (SIDE + MARGIN));
  readonly #coder: BitCoder;

  constructor(coder: BitCoder) {
    this.#coder = coder;
  }

  /** Codes one image of 28 × 28 bytes in its place: what is there is written, or what is read is put there. */
  code(image: Uint8Array): void {
    let had = 0;
    for (let line = 0; line < SIDE; line++) {
      const at = line * SIDE;
      const has = this.#bit(OF_LINES + 4 * line + had, hasInk(image, at));
      if (has) this.#line(image, line);
      else {
        image.fill(0, at, at + SIDE);
        const from = (line + MARGIN) * STRIDE + MARGIN;
        this.#around.fill(0, from, from + SIDE);
      }
      had = has ? 3 : had >> 1;
    }
  }

  #line(image: Uint8Array, line: number): void {
    const around = this.#around;
    const inks = OF_INK + (line >> 2) * INK_CONTEXTS;
    const start = (line + MARGIN) * STRIDE + MARGIN;
    for (let x = 0; x < SIDE; x++) {
      const value = image[line * SIDE + x] as number;
      const at = start + x;
      const left = around[at - 1] as number;
      const above = around[at - STRIDE] as number;
      const beside = 4 * (four[around[at - STRIDE - 1] as number] as number) + (four[around[at - STRIDE + 1] as number] as number);
      const far = (around[at - 2] ? 4 : 0) + (around[at - 2 * STRIDE] ? 2 : 0) + (around[at - STRIDE + 2] ? 1 : 0);
      const near = 64 * (four[left] as number) + 16 * (four[above] as number) + beside;
      let found = this.#bit(inks + 8 * near + far, value ? 1 : 0);
      if (found) found = this.#value(OF_VALUES + 256 * (16 * (6 * (six[left] as number) + (six[above] as number)) + beside), value);
      around[at] = found;
      image[line * SIDE + x] = found;
    }
  }

  #value(context: number, value: number): number {
    let node = 1;
    for (let shift = 7; shift >= 0; shift--) node = 2 * node + this.#bit(context + node, (value >> shift) & 1);
    return node - 256;
  }

  #bit(context: number, bit: number): number {
    const p = this.#p[context] as number;
    const seen = this.#seen[context] as number;
    const found = this.#coder.code(bit, p);
    const moved = p + ((((found ? FULL - 1 : 0) - p) * (steps[seen] as number)) >> 14);
    this.#p[context] = moved < LEAST ? LEAST : moved > FULL - LEAST ? FULL - LEAST : moved;
    if (seen < MOST_SEEN) this.#seen[context] = seen + 1;
    return found;
  }
}

function hasInk(image: Uint8Array, from: number): 0 | 1 {
  for (let i = from; i < from + SIDE; i++) if (image[i]) return 1;
  return 0;
}
