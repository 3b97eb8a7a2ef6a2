import { DataError } from "./dataError.ts";

/** A file of the IDX format (LeCun, Cortes and Burges, the MNIST pages): unsigned bytes with their extents. */
export interface IdxFile {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const MAX_BYTES = 2 ** 31;

/**
 * Reads an IDX file of unsigned bytes: magic 00 00 08 n, then n big-endian extents, then the bytes, exactly as many.
 * `name` stands in the messages. Throws DataError.
 */
export function readIdx(file: Uint8Array, name: string): IdxFile {
  if (file.length < 4) throw new DataError(`${name}: ${file.length} bytes are too few for an IDX file, whose magic number alone has 4`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const magic = view.getUint32(0);
  if (magic >>> 16 !== 0) throw new DataError(`${name}: magic number 0x${hex(magic)} is not that of an IDX file (0x0000080n)`);
  const [type, axes] = [(magic >>> 8) & 0xff, magic & 0xff];
  if (type !== 8) throw new DataError(`${name}: element type 0x${type.toString(16)} is not unsigned bytes (0x8)`);
  if (axes < 1 || axes > 4) throw new DataError(`${name}: ${axes} axes are not in 1 … 4`);
  const header = 4 + 4 * axes;
  if (file.length < header) throw new DataError(`${name}: ${file.length} bytes are too few for the header, which has ${header}`);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = shape.reduce((product, extent) => product * extent, 1);
  const text = shape.join(" × ");
  if (expected > MAX_BYTES) throw new DataError(`${name}: ${text} bytes are more than 2 GiB`);
  const found = file.length - header;
  if (found !== expected) {
    const what = found < expected ? "truncated" : "too long";
    const says = axes > 1 ? `${text} = ${expected}` : text;
    throw new DataError(`${name}: ${what}: the header says ${says} bytes, the file has ${found}`);
  }
  return { shape, bytes: file.subarray(header) };
}

const hex = (value: number) => value.toString(16).padStart(8, "0");
