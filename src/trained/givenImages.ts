import { BYTE, highestByte, type ImageDataset, isFar, type PixelRange } from "#data";
import { counted, shown, typedArrayName } from "#engine";
import { givenNumbers } from "./givenNumbers.ts";
import { refuseUnlike } from "./unlikeData.ts";

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

/** So many nats likelier a row is one of the file: 22,000 times. */
const SURE = 10;
/** Numbers of a file have fewer digits than those that were made of them, and new rows may go a little farther. */
const SLACK = 0.01;
/** So many rows have means that tell where they come from. */
const SEVERAL = 10;

/**
 * Rows that are near the means of the data as the table's file has them, and far as they are given, were given as the file has them: one row
 * where it is outside of what the data have, several also by their means.
 */
function refuseRaw(
  numbers: Float64Array,
  { means, deviations }: NonNullable<ImageDataset["standardization"]>,
  range: PixelRange,
  name: string,
): void {
  const features = means.length;
  if (numbers.length % features !== 0) return; // which is told first
  const standard = (value: number, i: number) => (deviations[i] === 0 ? 0 : (value - (means[i] as number)) / (deviations[i] as number));
  const slack = SLACK * (range.most - range.least);
  const isOutside = (value: number) => value < range.least - slack || value > range.most + slack;
  const rows = Array.from({ length: numbers.length / features }, (_, n) => numbers.subarray(n * features, (n + 1) * features));
  const asRaw = rows.map((row) => row.map(standard));
  /** How much likelier a row is as one of the file than as a standardized one, in nats, were all features independent and normal. */
  const likelier = (n: number) =>
    (rows[n] as Float64Array).reduce((sum, value, i) => {
      const deviation = deviations[i] as number;
      return deviation === 0 ? sum : sum + (value ** 2 - (asRaw[n]?.[i] as number) ** 2) / 2 - Math.log(deviation);
    }, 0);
  const refuse = (what: string): never => {
    throw new RangeError(
      `images: ${what} far from the standardized numbers of ${name}, which go from ${range.least} to ${range.most}, and near as its file has them; say { scale: "raw" } for rows as the file has them, or { scale: "data" } if they are standardized`,
    );
  };
  for (const [n, row] of rows.entries()) {
    const raw = asRaw[n] as Float64Array;
    const isFarFrom = row.some((value) => isFar(value, range)) && !raw.some((value) => isFar(value, range));
    const isOfFile = row.some(isOutside) && !raw.some(isOutside) && likelier(n) > SURE;
    if (isFarFrom || isOfFile) refuse(`${row.find(isOutside)} is in a row that is`);
  }
  if (rows.length < SEVERAL || asRaw.some((raw) => raw.some(isOutside))) return;
  const mean = (of: (n: number) => number) => rows.reduce((sum, _, n) => sum + of(n), 0) / rows.length;
  const squares = (all: readonly Float64Array[]) =>
    means.reduce((sum, _, i) => sum + (deviations[i] === 0 ? 0 : mean((n) => all[n]?.[i] as number) ** 2), 0);
  if (mean(likelier) > SURE && 2 * squares(asRaw) < squares(rows)) refuse(`these ${rows.length} rows are`);
}

/** Rows that are near as they are given, and far once they are standardized, were standardized before. */
function refuseStandardized(given: ArrayLike<number>, standard: Float64Array, range: PixelRange, { name, train }: ImageDataset): void {
  const isInside = (value: number) => value >= range.least && value <= range.most;
  for (let at = 0; at < standard.length; at += train.features) {
    const row = standard.subarray(at, at + train.features);
    const far = row.findIndex((value) => isFar(value, range));
    if (far >= 0 && row.every((_, i) => isInside(given[at + i] as number)))
      throw new RangeError(
        `images: ${given[at + far]} at place ${at + far} is far from those of the file of ${name}, and near as a standardized number; leave { scale: "raw" } out for rows that are standardized`,
      );
  }
}

/** So many ranges of standardized numbers outside of it lies nothing that a net can answer. */
const FAR_STANDARD = 4;

/** `given` is what the numbers were before they were standardized. */
function refuseOutside(numbers: Float64Array, { least, most }: PixelRange, name: string, given: ArrayLike<number> = numbers): void {
  const width = FAR_STANDARD * (most - least);
  const place = numbers.findIndex((value) => value < least - width || value > most + width);
  if (place < 0) return;
  const isRaw = given !== numbers;
  const where = isRaw ? `${given[place]} at place ${place}, standardized ${numbers[place]},` : numbers[place];
  throw new RangeError(
    `images: ${where} is far from the standardized numbers of ${name}, which go from ${least} to ${most}; check its unit, or ${isRaw ? "give standardized numbers with" : "say"} { scale: "data" } if it is right`,
  );
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
