import { PNG } from "pngjs";
import type { Picture } from "#data";
import { DataError } from "#data";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Where a PNG says how wide and high it is. */
const [WIDTH_AT, HEIGHT_AT, HEAD] = [16, 20, 24];
const MOST_PIXELS = 1e8;

/** Other pictures, by how their files begin. */
const otherPictures: readonly (readonly [start: string, name: string])[] = [
  ["\xff\xd8\xff", "a JPEG picture"],
  ["GIF8", "a GIF picture"],
  ["BM", "a BMP picture"],
  ["RIFF", "a WebP picture"],
  ["II*\0", "a TIFF picture"],
  ["MM\0*", "a TIFF picture"],
  ["%PDF", "a PDF file"],
];

/** In the first bytes of any picture. */
const FIRST_BYTES = 64;

/** The picture in the bytes of a PNG file; undefined where they are none. Throws DataError for a damaged one, and for pictures of other formats. */
export function pngPicture(bytes: Uint8Array, file: string): Picture | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  // a table may begin with BMI; a picture has bytes of 0 soon
  const isBinary = start === "%PDF" || bytes.subarray(0, FIRST_BYTES).includes(0);
  const other = isBinary ? otherPictures.find(([mark]) => start.startsWith(mark)) : undefined;
  if (other) throw new DataError(`${file}: it is ${other[1]}; save it as PNG`);
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) return undefined;
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= HEAD && head.getUint32(WIDTH_AT) * head.getUint32(HEIGHT_AT) > MOST_PIXELS)
    throw new DataError(`${file}: it has ${head.getUint32(WIDTH_AT)} × ${head.getUint32(HEIGHT_AT)} pixels; give a smaller picture`);
  try {
    const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
    return { width, height, rgba: data };
  } catch (error) {
    throw new DataError(`${file}: the PNG picture is damaged; get the file anew`, { cause: error });
  }
}
