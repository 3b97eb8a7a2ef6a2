import { permutation } from "#engine";

/** The order of training examples, epoch after epoch: the numbers `first` … `first + count − 1` of an endless sequence. */
export class ExampleOrder {
  readonly #from: number;
  readonly #length: number;
  readonly #seed: number;
  #epoch = -1;
  #order: Int32Array = new Int32Array(0);

  /** Examples `from` … `from + length − 1` of the data set, in a new order every epoch. */
  constructor(from: number, length: number, seed: number) {
    this.#from = from;
    this.#length = length;
    this.#seed = seed;
  }

  take(first: number, count: number): Int32Array {
    const indices = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const epoch = Math.floor((first + i) / this.#length);
      if (epoch !== this.#epoch) {
        this.#order = permutation(this.#length, this.#seed, epoch);
        this.#epoch = epoch;
      }
      indices[i] = this.#from + (this.#order[(first + i) % this.#length] as number);
    }
    return indices;
  }
}
