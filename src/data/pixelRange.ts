import { typedArrayName } from "#engine";
import type { ImageDataset } from "./imageDataset.ts";

/** The greatest byte. */
export const BYTE = 255;

/** The least and the greatest pixel. */
export interface PixelRange {
  readonly least: number;
  readonly most: number;
}

/** Of the data sets that were looked at. */
const ranges = new WeakMap<ImageDataset, PixelRange>();

/**
 * Of pictures and of bytes, in both parts; undefined of bytes that the scale makes 1 where they are 255, whose range is known. Of floats of
 * any other shape only where they are from 0 to 1, as flat pictures may be: a table's rows may lie farther out than those that are known.
 */
export function pixelRange(data: ImageDataset): PixelRange | undefined {
  const { shape, scale, train, test } = data;
  const bytes = typedArrayName(train.images) === "Uint8Array";
  const arePictures = shape.length === 3;
  if (bytes && Math.round(1 / scale) === BYTE) return undefined;
  const known = ranges.get(data);
  if (known) return known;
  let [least, most] = [Infinity, -Infinity];
  for (const { images } of [train, test])
    for (const value of images) {
      if (value < least) least = value;
      if (value > most) most = value;
      if (!bytes && !arePictures && (value < 0 || value > 1)) return undefined;
    }
  ranges.set(data, { least, most });
  return { least, most };
}
