import type { ImageDataset } from "./imageDataset.ts";
import { LEAST_PIXELS } from "./pictures.ts";

/** The greatest byte. */
export const BYTE = 255;

/** The least and the greatest number of a data set's examples, and what new examples have in common with these. */
export interface PixelRange {
  readonly least: number;
  readonly most: number;
  /**
   * The highest that the least number of an example is, and the lowest that the greatest is; examples of one number say nothing. Files of
   * before do not tell it.
   */
  readonly ends?: { readonly highestLeast: number; readonly lowestMost: number };
  /**
   * Whether the ends tell how numbers are written: of pictures, and of flat examples of which several features have the least number, and
   * several the greatest, as pixels have black and white; where every example is darker somewhere than another is anywhere.
   */
  readonly arePixels?: boolean;
  /** Of pixels, the least and the greatest mean of an example: how dark and how light whole pictures are. */
  readonly means?: { readonly least: number; readonly most: number };
  /** Of standardized examples, how many features of one lie beyond three deviations at most. */
  readonly mostBeyond?: number;
}

/** How many of the features of a standardized row lie beyond three deviations. */
export const countBeyond = (row: ArrayLike<number>): number => {
  let count = 0;
  for (let i = 0; i < row.length; i++) if (Math.abs(row[i] as number) > 3) count++;
  return count;
};

/** The highest that a byte can be: 255, or the one that the scale makes 1 where no byte of the data is higher. */
export function highestByte(scale: number, range: PixelRange | undefined): number {
  const white = Math.round(1 / scale);
  if (white >= BYTE) return BYTE;
  return range && range.most <= white ? white : BYTE; // files of before do not tell the range
}

/** Farther outside than the range is wide. */
export const isFar = (value: number, { least, most }: Pick<PixelRange, "least" | "most">): boolean =>
  value < least - (most - least) || value > most + (most - least);

/** Of the data sets that were looked at. */
const ranges = new WeakMap<ImageDataset, PixelRange>();

/** Of both parts of a data set. */
export function pixelRange(data: ImageDataset): PixelRange {
  const range = ranges.get(data) ?? rangeOf(data);
  ranges.set(data, range);
  return range;
}

/** Says what the range of a data set is whose bytes are known, so that they need not be looked at. */
export function knowRange(data: ImageDataset, range: PixelRange): ImageDataset {
  ranges.set(data, range);
  return data;
}

function rangeOf({ shape, train, test, standardization }: ImageDataset): PixelRange {
  const { features } = train;
  let mostBeyond = 0;
  let [least, most, highestLeast, lowestMost] = [Infinity, -Infinity, -Infinity, Infinity];
  let [darkest, lightest] = [Infinity, -Infinity];
  for (const { images, count } of [train, test])
    for (let n = 0; n < count; n++) {
      let [low, high, sum] = [Infinity, -Infinity, 0];
      for (let i = n * features; i < (n + 1) * features; i++) {
        const value = images[i] as number;
        if (value < low) low = value;
        if (value > high) high = value;
        sum += value;
      }
      if (standardization) mostBeyond = Math.max(mostBeyond, countBeyond(images.subarray(n * features, (n + 1) * features)));
      least = Math.min(least, low);
      most = Math.max(most, high);
      if (low === high) continue;
      highestLeast = Math.max(highestLeast, low);
      lowestMost = Math.min(lowestMost, high);
      darkest = Math.min(darkest, sum / features);
      lightest = Math.max(lightest, sum / features);
    }
  const areTold = Number.isFinite(lowestMost); // by an example of several numbers
  const arePixels =
    areTold && highestLeast < lowestMost && (shape.length === 3 || (features >= LEAST_PIXELS && areShared(train, least, most)));
  const ends = { highestLeast, lowestMost };
  const means = { least: darkest, most: lightest };
  return {
    ...{ least, most },
    ...(areTold && { ends }),
    ...(arePixels && { arePixels, means }),
    ...(standardization && { mostBeyond }),
  };
}

/** Whether several features have the least number, and several the greatest, as pixels do; what is measured has its own in each. */
function areShared({ images, features }: ImageDataset["train"], least: number, most: number): boolean {
  const [atLeast, atMost] = [new Set<number>(), new Set<number>()];
  for (const [i, value] of images.entries()) {
    if (value === least) atLeast.add(i % features);
    else if (value === most) atMost.add(i % features);
    if (atLeast.size > 1 && atMost.size > 1) return true;
  }
  return false;
}
