/** Numbers as bytes: float32 where that keeps every one, as it does on all devices but the reference, else float64. */
export function toBlob(values: Float64Array): { readonly bytes: 4 | 8; readonly blob: Uint8Array } {
  const exact = values.every((value) => Object.is(Math.fround(value), value) || Number.isNaN(value));
  const array = exact ? Float32Array.from(values) : values;
  return { bytes: exact ? 4 : 8, blob: new Uint8Array(array.buffer, array.byteOffset, array.byteLength) };
}

export function fromBlob(blob: Uint8Array, bytes: number): Float64Array {
  const copy = blob.slice().buffer;
  return bytes === 8 ? new Float64Array(copy) : Float64Array.from(new Float32Array(copy));
}
