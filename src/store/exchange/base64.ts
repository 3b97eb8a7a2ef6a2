import { PART, type Parts } from "#experiment";

/** Numbers as base64 of their bytes, piece after piece: whole groups of three bytes, but for the last. */
export async function* base64Of(parts: Parts): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const { buffer, byteOffset, byteLength } of parts) {
    const bytes = Buffer.concat([rest, Buffer.from(buffer, byteOffset, byteLength)]);
    const whole = bytes.length - (bytes.length % 3);
    yield bytes.toString("base64", 0, whole);
    rest = bytes.subarray(whole);
  }
  yield rest.toString("base64");
}

const PART_BYTES = 4 * PART;

/** The numbers of a base64 text that comes piece by piece, in parts. */
export class Base64Reader {
  readonly #parts: Float32Array[] = [];
  /** Bytes that are no whole part yet. */
  #bytes: Buffer[] = [];
  #length = 0;
  /** Signs that are no whole group of four yet. */
  #signs = "";
  #isOver = false;

  /** False where it is not base64. */
  push(piece: string): boolean {
    const text = this.#signs + piece;
    if (this.#isOver || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return false;
    const whole = text.length - (text.length % 4);
    this.#signs = text.slice(whole);
    this.#isOver = whole > 0 && text[whole - 1] === "=";
    const bytes = Buffer.from(text.slice(0, whole), "base64");
    this.#bytes.push(bytes);
    this.#length += bytes.length;
    if (this.#length >= PART_BYTES) this.#cut();
    return !this.#isOver || this.#signs === "";
  }

  /** All of it, or undefined where it is no whole number of floats. */
  end(): Float32Array[] | undefined {
    if (this.#signs || this.#length % 4) return undefined;
    this.#cut();
    if (this.#length) this.#parts.push(floatsOf(Buffer.concat(this.#bytes)));
    return this.#parts;
  }

  /** Makes whole parts of what has come. */
  #cut(): void {
    const bytes = Buffer.concat(this.#bytes);
    const rest = bytes.length % PART_BYTES;
    for (let from = 0; from < bytes.length - rest; from += PART_BYTES) this.#parts.push(floatsOf(bytes.subarray(from, from + PART_BYTES)));
    this.#bytes = [bytes.subarray(bytes.length - rest)];
    this.#length = rest;
  }
}

/** A copy: the bytes of a buffer may lie anywhere. */
const floatsOf = (bytes: Uint8Array): Float32Array => new Float32Array(new Uint8Array(bytes).buffer);
