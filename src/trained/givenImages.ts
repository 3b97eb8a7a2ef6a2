import { BYTE, highestByte, type ImageDataset, isFar, type PixelRange } from "#data";
import { counted, shown, typedArrayName } from "#engine";
import { givenNumbers } from "./givenNumbers.ts";

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
}

/**
 * New examples, [example][feature], as the data set would hold them. Throws a sentence for what is not in the range that the data
 * have, and, where no scale is given, for pixels that look as if they went from 0 to 1 where the data's do not.
 */
export function givenImages(images: ArrayLike<number>, { data, range, scale }: Reading): Float64Array {
  if (scale !== undefined && !imageScales.includes(scale)) throw new RangeError(`scale: ${shown(scale)} is not ${imageScales.join(", ")}`);
  if (typedArrayName(images) === "Uint8ClampedArray" && scale !== "data")
    throw new TypeError(
      `images: a Uint8ClampedArray is what a canvas has, red, green, blue and opacity of each pixel; give a Uint8Array with what ${data.name} has of each, or say { scale: "data" } if that is in it`,
    );
  const { features } = data.train;
  const numbers = read(images, { data, range, scale });
  if (numbers.length % features !== 0)
    throw new RangeError(
      `images: ${counted(numbers.length, "number")} ${numbers.length === 1 ? "is" : "are"} not a multiple of the ${features} of one example`,
    );
  return numbers;
}

function read(images: ArrayLike<number>, { data, range, scale }: Reading): Float64Array {
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
    return givenNumbers("images", images, { fits: share, range: "a pixel from 0 to 1" }).map((value) => value * white);
  }
  if (scale === "raw") return standardized(images, data);
  const most = bytes ? white : 0;
  const pixels = `a whole number from 0 to ${most}, as the pixels of ${data.name} are; for pixels from 0 to 1 say { scale: "unit" }`;
  const isByte = (value: number) => Number.isInteger(value) && value >= 0 && value <= most;
  const numbers = bytes ? givenNumbers("images", images, { fits: isByte, range: pixels }) : givenNumbers("images", images);
  if (scale !== undefined) return numbers;
  if (range && data.standardization) refuseRaw(numbers, data.standardization, range, data.name);
  else refuseUnlike(numbers, { data, range: range ?? (bytes ? { least: 0, most: white } : undefined), areBytes: isByteArray(images) });
  return numbers;
}

const isByteArray = (images: ArrayLike<number>) => typedArrayName(images) === "Uint8Array";

interface Likeness {
  readonly data: ImageDataset;
  readonly range: PixelRange | undefined;
  /** Whether they are in an array of bytes. */
  readonly areBytes: boolean;
}

/** So many ranges of a table's numbers outside of it a row is of other numbers; a pixel that is one such range outside. */
const FAR_ROW = 10;
/** Half of the range is between pixels around 0 and others; less is a brighter or a flatter picture. */
const SHIFTED = 0.45;
/** What goes no farther may be shares itself. */
const SHARES = 2;
/** Examples that go to such a part of what the darkest example of the data goes to are almost black. */
const DARK = 1 / 10;

/** Throws a RangeError for numbers that were written otherwise than those of the data, by where they lie; examples of one number lie anywhere. */
function refuseUnlike(numbers: Float64Array, { data, range, areBytes }: Likeness): void {
  const { name, shape, scale } = data;
  if (!range) return;
  const { least, most, darkest, ends } = range;
  const width = most - least;
  const isOfBytes = typedArrayName(data.train.images) === "Uint8Array";
  const isFraction = numbers.some((value) => value > 0 && value < 1);
  const arePictures = shape.length === 3;
  const areBounded = arePictures || ends !== undefined || scale < 1 / 2;
  const what = `${arePictures || scale < 1 / 2 ? "pixels" : "numbers"} of ${name}`;
  const [low, high] = [numbers.reduce((a, b) => Math.min(a, b), Infinity), numbers.reduce((a, b) => Math.max(a, b), -Infinity)];
  const areShares = least >= 0 && most <= 1;
  const [from, to, times] = areShares && !arePictures ? [0, 1, 1] : [least, most, areBounded ? 1 : FAR_ROW];
  const over = numbers.find((value) => value > 1);
  if (areShares && !arePictures && over !== undefined && numbers.every(Number.isInteger))
    refuse(`they are bytes, up to ${over} at least, where the ${what} go from ${least} to ${most}; divide them by 255`);
  // of pixels from -1 to 1 the black ones are just one range below those from 0 to 1
  const isOutside = (value: number) =>
    value < from - times * (to - from) || value > to + times * (to - from) || (areBounded && value === least - width);
  const far = numbers.find(isOutside);
  if (far !== undefined)
    refuse(`${far} is far from the ${what}, which go from ${least} to ${most}; give numbers like those`, "it is right");
  if (low >= high) return;
  const areFrom0To1 = low >= 0 && high <= 1;
  // where nobody knows how dark an example may be, whole numbers 0 and 1 tell nothing of floats, nor of an array of bytes
  const isDark = ends
    ? high < least + DARK * (ends.lowestMost - least)
    : areFrom0To1 && most > SHARES && high < (darkest ?? most) && !areBytes && (isOfBytes || isFraction);
  const fromTo = `all are from 0 to 1, where the ${what} go to ${most}`;
  if (isDark && areFrom0To1 && (scale < 1 / 2 || arePictures))
    refuse(`${fromTo}; say { scale: "unit" } if 1 is white`, "they are almost black", "");
  if (isDark && areFrom0To1 && (ends || areByteValues(range))) refuse(`${fromTo}; multiply them by 255 if they are pixels`);
  if (!ends) return;
  const { highestLeast, lowestMost } = ends;
  const they = `they go from ${low} to ${high}, where every example of ${name}`;
  if (isDark) refuse(`${they} goes to ${lowestMost} at least; give numbers like those`);
  if (low >= highestLeast + SHIFTED * width) refuse(`${they} begins at ${highestLeast} at most; give numbers like those`);
  // noise takes few of them so far
  const below = numbers.reduce((sum, value) => sum + (value < least - SHIFTED * width ? 1 : 0), 0);
  if (2 * below >= numbers.length || (below > 0 && high < lowestMost - SHIFTED * width))
    refuse(`${they} begins at ${least} at least and goes to ${lowestMost} or more; give numbers like those`);
}

/** Flat numbers that are pixels: those from 0 to 1 may be anything. */
const areByteValues = ({ least, most }: PixelRange): boolean => least === 0 && Number.isInteger(most) && most > BYTE / 2 && most <= BYTE;

/** Throws a RangeError with the way out. */
function refuse(why: string, unless = "they are right", say = "say "): never {
  throw new RangeError(`images: ${why}, or ${say}{ scale: "data" } if ${unless}`);
}

/** A row that is far from those of the data, and near them as the table's file has it, was given as the file has it. */
function refuseRaw(
  numbers: Float64Array,
  { means, deviations }: NonNullable<ImageDataset["standardization"]>,
  range: PixelRange,
  name: string,
): void {
  const features = means.length;
  const isNearAsRaw = (value: number, i: number) =>
    deviations[i] === 0 || !isFar((value - (means[i] as number)) / (deviations[i] as number), range);
  for (let at = 0; at < numbers.length; at += features) {
    const row = numbers.subarray(at, at + features);
    const far = row.find((value) => isFar(value, range));
    if (far !== undefined && row.every(isNearAsRaw))
      throw new RangeError(
        `images: ${far} is far from the standardized numbers of ${name}, which go from ${range.least} to ${range.most}, and near as its file has them; say { scale: "raw" } for rows as the file has them, or { scale: "data" } if they are standardized`,
      );
  }
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
