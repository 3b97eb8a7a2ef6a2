/** Arrays in shared memory, all zero: worker threads read one copy. */
export const sharedBytes = (length: number) => new Uint8Array(new SharedArrayBuffer(length));
export const sharedFloats = (length: number) => new Float32Array(new SharedArrayBuffer(4 * length));

/** A copy of bytes in shared memory. */
export function shareBytes(bytes: Uint8Array): Uint8Array {
  const copy = sharedBytes(bytes.length);
  copy.set(bytes);
  return copy;
}
