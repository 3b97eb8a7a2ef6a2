import { RandomSequence } from "#engine";

/** Draws values that a program without types could pass, all from one seed. */
export class HostileValues {
  readonly #random: RandomSequence;

  constructor(seed: number) {
    this.#random = new RandomSequence(seed, "noise", 0xf022);
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return this.#random.below(limit);
  }

  oneOf<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  number(): number {
    const small = this.below(400) - 200;
    return this.oneOf([
      small,
      small / 8,
      0,
      -0,
      1,
      Number.NaN,
      Infinity,
      -Infinity,
      2 ** 31 - 1,
      2 ** 31,
      -(2 ** 31),
      2 ** 32,
      2 ** 53,
      1e300,
      1e-320,
      -1,
    ]);
  }

  /** A typed array of any kind, over memory of any kind, with numbers of any kind. */
  array(): ArrayBufferView {
    const length = this.oneOf([0, 1, 7, 60, 240, 1200]);
    const Kind = this.oneOf([Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int32Array, Float32Array, Float64Array]);
    const bytes = length * Kind.BYTES_PER_ELEMENT;
    const skip = Kind.BYTES_PER_ELEMENT * this.below(3);
    const kinds = ["own", "shared", "resizable", "growable", "detached", "shrunk"] as const;
    const kind = this.oneOf(kinds);
    const size = bytes + skip;
    if (kind === "shared" || kind === "growable") {
      const memory = new SharedArrayBuffer(size, kind === "shared" ? {} : { maxByteLength: 2 * size + 64 });
      return this.#filled(Reflect.construct(Kind, this.once(2) ? [memory, skip] : [memory, skip, length]) as Uint8Array);
    }
    if (kind === "resizable" || kind === "shrunk") {
      const memory = new ArrayBuffer(size, { maxByteLength: 2 * size + 64 });
      const array = this.#filled(this.once(2) ? new Kind(memory, skip) : new Kind(memory, skip, length));
      if (kind === "shrunk") memory.resize(this.below(size + 1));
      return array;
    }
    const array = this.#filled(new Kind(new ArrayBuffer(size), skip, length));
    if (kind === "detached") structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
    return array;
  }

  #filled<T extends { length: number; [i: number]: number }>(array: T): T {
    for (let i = 0; i < array.length; i++) array[i] = this.once(20) ? this.number() : this.below(4);
    return array;
  }

  /** Any value at all. */
  anything(): unknown {
    const kind = this.below(9);
    if (kind < 3) return this.number();
    if (kind < 5) return this.array();
    return this.oneOf<unknown>([
      undefined,
      null,
      true,
      "",
      "abc",
      "1",
      12n,
      Symbol("s"),
      {},
      [],
      [1, 2, 3],
      [[1, 2], [3]],
      { length: 5 },
      Array(4),
      () => this.number(),
      () => undefined,
      new Proxy(new Uint8Array(240), {}),
      Object.create(Float32Array.prototype),
      new DataView(new ArrayBuffer(64)),
      new Date(0),
      Promise.resolve(1),
      [Number.NaN],
    ]);
  }

  /** An object like the given one, with some fields, at any depth, that are something else. */
  changed<T>(value: T, depth = 3): T {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || depth === 0)
      return this.once(2) ? (this.anything() as T) : value;
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    for (const name of Object.keys(copy)) if (this.once(5)) copy[name] = this.changed(copy[name], depth - 1);
    if (this.once(20)) copy[this.oneOf(["extra", "length", "__proto__", "then"])] = this.anything();
    return copy as T;
  }
}
