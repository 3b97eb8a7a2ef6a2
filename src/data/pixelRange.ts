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
 * Of both parts; undefined of bytes that the scale makes 1 where they are 255, whose range is known. Floats may be flat pictures, or rows of
 * a table, which may lie farther out than those that are known.
 */
export function pixelRange(data: ImageDataset): PixelRange | undefined {
  const { scale, train, test } = data;
  const bytes = typedArrayName(train.images) === "Uint8Array";
  if (bytes && Math.round(1 / scale) === BYTE) return undefined;
  const known = ranges.get(data);
  if (known) return known;
  let [least, most] = [Infinity, -Infinity];
  for (const { images } of [train, test])
    for (const value of images) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  ranges.set(data, { least, most });
  return { least, most };
}
