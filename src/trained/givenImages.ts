import { BYTE, highestByte, type ImageDataset, type PixelRange } from "#data";
import { counted, shown, typedArrayName } from "#engine";
import { givenNumbers } from "./givenNumbers.ts";
import { refuseUnlike, refuseUnlikeShares } from "./unlikeData.ts";
import { refuseOutside, refuseRaw, refuseStandardized } from "./unlikeRows.ts";

/**
 * How the numbers of new examples are to be read. `data`: like those that the data set holds, bytes from 0 to 255 for images,
 * standardized features for tables. `unit`: pixels from 0 to 1. `raw`: rows as they stand in the table's file, before they are
 * standardized.
 */
export const imageScales = ["data", "unit", "raw"] as const;
export type ImageScale = (typeof imageScales)[number];

interface Reading {
  readonly data: ImageDataset;
  /** Of the data's pixels; see pixelRange. */
  readonly range: PixelRange | undefined;
  readonly scale: ImageScale | undefined;
  /** Whether pixels from 0 to 1 that look like none of the data's are taken, by who says so of them. */
  readonly takesUnlike?: boolean;
}

/**
 * New examples, [example][feature], as the data set would hold them. Throws a sentence for what is not in the range that the data
 * have, and for such as look as if they were written otherwise than the scale says, or the data's where none is given.
 */
export function givenImages(images: ArrayLike<number>, { data, range, scale, takesUnlike = false }: Reading): Float64Array {
  if (scale !== undefined && !imageScales.includes(scale)) throw new RangeError(`scale: ${shown(scale)} is not ${imageScales.join(", ")}`);
  if (typedArrayName(images) === "Uint8ClampedArray" && scale !== "data")
    throw new TypeError(
      `images: a Uint8ClampedArray is what a canvas has, red, green, blue and opacity of each pixel; give a Uint8Array with what ${data.name} has of each, or say { scale: "data" } if that is in it`,
    );
  const { features } = data.train;
  const numbers = read(images, { data, range, scale, takesUnlike });
  if (numbers.length % features !== 0)
    throw new RangeError(
      `images: ${counted(numbers.length, "number")} ${numbers.length === 1 ? "is" : "are"} not a multiple of the ${features} of one example`,
    );
  return numbers;
}

function read(images: ArrayLike<number>, { data, range, scale, takesUnlike }: Reading): Float64Array {
  const bytes = typedArrayName(data.train.images) === "Uint8Array";
  const white = bytes ? highestByte(data.scale, range) : 1 / data.scale;
  if (scale === "unit") {
    if (data.scale >= 1 && data.shape.length !== 3)
      throw new RangeError(`scale: "unit" is for pictures, and ${data.name} has none; leave it out, or say "raw"`);
    // of bytes beyond what the scale makes 1, and none of them 255, nobody knows which is white
    const isUnknown = range && bytes && range.most > Math.round(1 / data.scale) && range.most < BYTE;
    // floats are of float32, and 1 / (1 / 93) is below 93
    if (range && (range.least < 0 || range.most > Math.fround(white) || isUnknown))
      throw new RangeError(
        `scale: "unit" is for pixels of which 0 is black and 1 is white, and those of ${data.name} go from ${range.least} to ${range.most}; give such ones, or say "raw" where the data know how they were standardized`,
      );
    const share = (value: number) => value >= 0 && value <= 1;
    const shares = givenNumbers("images", images, { fits: share, range: "a pixel from 0 to 1" });
    if (range?.arePixels && !takesUnlike) refuseUnlikeShares(shares, { data, range, white });
    return shares.map((value) => value * white);
  }
  if (scale === "raw") {
    const standard = standardized(images, data);
    if (range) {
      refuseStandardized(images, standard, range, data);
      refuseOutside(standard, range, data.name, images);
    }
    return standard;
  }
  const most = bytes ? white : 0;
  const pixels = `a whole number from 0 to ${most}, as the pixels of ${data.name} are; for pixels from 0 to 1 say { scale: "unit" }`;
  const isByte = (value: number) => Number.isInteger(value) && value >= 0 && value <= most;
  const numbers = bytes ? givenNumbers("images", images, { fits: isByte, range: pixels }) : givenNumbers("images", images);
  if (scale !== undefined) return numbers;
  if (range && data.standardization) {
    refuseRaw(numbers, data.standardization, range, data.name);
    refuseOutside(numbers, range, data.name);
  } else {
    const known = range ?? (bytes ? { least: 0, most: white } : undefined);
    if (known) refuseUnlike(numbers, { data, range: known, areBytes: typedArrayName(images) === "Uint8Array" });
  }
  return numbers;
}

/** Rows of a table's file by its own mean and deviation, 0 where a feature is constant. */
function standardized(images: ArrayLike<number>, { name, shape, standardization, train: { features } }: ImageDataset): Float64Array {
  if (!standardization && shape.length === 3)
    throw new RangeError(
      `scale: "raw" is for rows of a table, and ${name} has pictures; leave it out, or say "unit" for pixels from 0 to 1`,
    );
  if (!standardization)
    throw new RangeError(
      `scale: "raw" needs the mean and deviation of every feature, and ${name} does not know them; give standardized numbers`,
    );
  const { means, deviations } = standardization;
  return givenNumbers("images", images).map((value, i) => {
    const [mean, deviation] = [means[i % features] as number, deviations[i % features] as number];
    const standard = deviation === 0 ? 0 : Math.fround((value - mean) / deviation);
    if (!Number.isFinite(standard))
      throw new RangeError(
        `images: ${value} at place ${i} lies too far from the mean ${mean} of its feature, in deviations of ${deviation}, to be a number of float32`,
      );
    return standard;
  });
}
