/** So many different texts are kept by number. */
const MOST_TEXTS = 4096;

/** The texts of a column, row by row. Different texts are kept once, unless they are many. */
export class CsvColumn {
  #texts: string[] = [];
  #codeOf = new Map<string, number>();
  #codes = new Uint16Array(64);
  /** The texts of all rows, where too many differ. */
  #all: string[] | undefined;
  #count = 0;
  #tally: ReadonlyMap<string, number> | undefined;

  get count(): number {
    return this.#count;
  }

  add(text: string): void {
    this.#tally = undefined;
    if (this.#all) {
      this.#all.push(text);
      this.#count++;
      return;
    }
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      if (this.#texts.length === MOST_TEXTS) {
        this.#all = Array.from(this.#codes.subarray(0, this.#count), (one) => this.#texts[one] as string);
        this.#all.push(text);
        this.#count++;
        this.#codes = new Uint16Array(0);
        return;
      }
      code = this.#texts.push(text) - 1;
      this.#codeOf.set(text, code);
    }
    if (this.#count === this.#codes.length) {
      const longer = new Uint16Array(2 * this.#count);
      longer.set(this.#codes);
      this.#codes = longer;
    }
    this.#codes[this.#count++] = code;
  }

  text(row: number): string {
    return (this.#all ? this.#all[row] : this.#texts[this.#codes[row] as number]) as string;
  }

  /** How many rows have each text, in the order in which the texts come first. */
  tally(): ReadonlyMap<string, number> {
    this.#tally ??= this.#counted();
    return this.#tally;
  }

  #counted(): Map<string, number> {
    if (this.#all) {
      const counts = new Map<string, number>();
      for (const text of this.#all) counts.set(text, (counts.get(text) ?? 0) + 1);
      return counts;
    }
    const counts = new Uint32Array(this.#texts.length);
    for (let row = 0; row < this.#count; row++) (counts[this.#codes[row] as number] as number)++;
    return new Map(this.#texts.flatMap((text, code) => (counts[code] ? [[text, counts[code] as number] as const] : [])));
  }

  /** A function of its texts for each row; computed once for each text where these are kept once. */
  map(value: (text: string) => number): Float64Array {
    if (this.#all) return Float64Array.from(this.#all, value);
    const values = Float64Array.from(this.#texts, value);
    const result = new Float64Array(this.#count);
    for (let row = 0; row < this.#count; row++) result[row] = values[this.#codes[row] as number] as number;
    return result;
  }

  /** The column of some of its rows. */
  pick(rows: ArrayLike<number>): CsvColumn {
    const picked = new CsvColumn();
    picked.#count = rows.length;
    if (this.#all) {
      picked.#all = Array.from(rows, (row) => (this.#all as string[])[row] as string);
      return picked;
    }
    picked.#texts = this.#texts;
    picked.#codeOf = this.#codeOf;
    picked.#codes = new Uint16Array(rows.length);
    for (let i = 0; i < rows.length; i++) picked.#codes[i] = this.#codes[rows[i] as number] as number;
    return picked;
  }

  /** The row of the first text that `is` so, −1 if there is none. */
  findRow(is: (text: string) => boolean): number {
    if (this.#all) return this.#all.findIndex(is);
    const wanted = this.#texts.map(is);
    return wanted.includes(true) ? this.#codes.subarray(0, this.#count).findIndex((code) => wanted[code] === true) : -1;
  }
}
