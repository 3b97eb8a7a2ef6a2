import type { Numbers } from "#engine";

/** Numbers as bytes: float32 where that keeps every one, as it does on all devices but the reference, else float64. */
export function toBlob(values: Numbers): { readonly bytes: 4 | 8; readonly blob: Uint8Array } {
  const exact = values instanceof Float32Array || values.every((value) => Object.is(Math.fround(value), value) || Number.isNaN(value));
  return exact ? { bytes: 4, blob: float32Blob(values) } : { bytes: 8, blob: bytesOf(values) };
}

/** Numbers as the bytes of float32, without a copy where they are that. */
export const float32Blob = (values: Numbers): Uint8Array => bytesOf(values instanceof Float32Array ? values : Float32Array.from(values));

export function fromBlob(blob: Uint8Array, bytes: number): Numbers {
  const copy = blob.slice().buffer;
  return bytes === 8 ? new Float64Array(copy) : new Float32Array(copy);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Numbers) => new Uint8Array(buffer, byteOffset, byteLength);
