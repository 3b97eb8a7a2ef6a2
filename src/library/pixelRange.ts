import type { ImageDataset } from "#data";
import { typedArrayName } from "#engine";

/** The least and the greatest pixel. */
export interface PixelRange {
  readonly least: number;
  readonly most: number;
}

/** Of the data sets that were looked at. */
const ranges = new WeakMap<ImageDataset, PixelRange>();

/** Of pictures of floats, in both parts; undefined of bytes, whose range is known, and of tables, whose rows may lie farther out. */
export function pixelRange(data: ImageDataset): PixelRange | undefined {
  const { shape, train, test } = data;
  if (shape.length !== 3 || typedArrayName(train.images) === "Uint8Array") return undefined;
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
