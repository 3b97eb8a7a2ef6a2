/** At most so many floats in a part: 16 MB. */
export const PART = 4_194_304;

/** Numbers in parts of at most PART floats, read and written one at a time. The bits are kept, those of NaNs too. */
export type Parts = AsyncIterable<Float32Array> | Iterable<Float32Array>;

/** Numbers cut into parts, without a copy. */
export function* inParts(numbers: Float32Array): Generator<Float32Array> {
  for (let first = 0; first < numbers.length; first += PART) yield numbers.subarray(first, first + PART);
}

/** All parts as one array. */
export async function joined(parts: Parts): Promise<Float32Array> {
  const all: Float32Array[] = [];
  for await (const part of parts) all.push(part);
  const [only] = all;
  if (only && all.length === 1) return only;
  const numbers = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    // as words: a copy of floats may change what a NaN carries
    new Uint32Array(numbers.buffer).set(new Uint32Array(part.buffer, part.byteOffset, part.length), at);
    at += part.length;
  }
  return numbers;
}
