/** In a page that is not isolated from others there is no shared memory. */
const memory = (bytes: number) => (typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes));

/** Arrays, all zero, in shared memory where there is such: worker threads read one copy. */
export const sharedBytes = (length: number): Uint8Array => new Uint8Array(memory(length));
export const sharedFloats = (length: number): Float32Array => new Float32Array(memory(4 * length));

/** A copy of bytes in shared memory. */
export function shareBytes(bytes: Uint8Array): Uint8Array {
  const copy = sharedBytes(bytes.length);
  copy.set(bytes);
  return copy;
}
