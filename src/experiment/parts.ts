/** At most so many floats in a part: 16 MB. */
export const PART = 4_194_304;

/** Numbers in parts of at most PART floats, read and written one at a time. The bits are kept, those of NaNs too. */
export type Parts = AsyncIterable<Float32Array> | Iterable<Float32Array>;

/** Numbers cut into parts, without a copy. */
export function* inParts(numbers: Float32Array): Generator<Float32Array> {
  for (let first = 0; first < numbers.length; first += PART) yield numbers.subarray(first, first + PART);
}

const bitsOf = ({ buffer, byteOffset, length }: Float32Array) => new Uint32Array(buffer, byteOffset, length);

/** The first numbers of some parts, as many as `first` has room for, and all that follow as one array of their own. */
export async function filled(parts: Parts, first: Float32Array): Promise<Float32Array> {
  const rest: Float32Array[] = [];
  let at = 0;
  for await (const part of parts) {
    const own = part.subarray(0, first.length - at);
    // as words: a copy of floats may change what a NaN carries
    bitsOf(first).set(bitsOf(own), at);
    at += own.length;
    if (own.length < part.length) rest.push(part.subarray(own.length));
  }
  const [only] = rest;
  if (only && rest.length === 1) return only;
  const numbers = new Float32Array(rest.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of rest) {
    bitsOf(numbers).set(bitsOf(part), to);
    to += part.length;
  }
  return numbers;
}

/** All parts as one array. */
export const joined = (parts: Parts): Promise<Float32Array> => filled(parts, new Float32Array(0));
