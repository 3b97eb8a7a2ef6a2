import { countBeyond, type ImageDataset, isFar, type PixelRange } from "#data";

/** So many nats likelier a row is one of the file: 22,000 times. */
const SURE = 10;
/** Numbers of a file have fewer digits than those that were made of them, and new rows may go a little farther. */
const SLACK = 0.01;
/** So many rows have means that tell where they come from, where each is so many nats likelier a feature, or SURE in all. */
const [SEVERAL, LIKELIER] = [10, 0.25];

/**
 * Rows that are near the means of the data as the table's file has them, and far as they are given, were given as the file has them: one row
 * where it is outside of what the data have, several also by their means.
 */
export function refuseRaw(
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
    // one rare value makes the range of all wide, but not many of them in one row
    const isBeyond = (one: Float64Array) => range.mostBeyond !== undefined && countBeyond(one) > range.mostBeyond;
    if (isBeyond(row) && !isBeyond(raw) && likelier(n) > SURE) refuse(`${row.find((value) => Math.abs(value) > 3)} is in a row that is`);
    const isOfFile = row.some(isOutside) && !raw.some(isOutside) && likelier(n) > SURE;
    if (isFarFrom || isOfFile) refuse(`${row.find(isOutside)} is in a row that is`);
  }
  if (rows.length < SEVERAL || asRaw.some((raw) => raw.some(isOutside))) return;
  const mean = (of: (n: number) => number) => rows.reduce((sum, _, n) => sum + of(n), 0) / rows.length;
  const squares = (all: readonly Float64Array[]) =>
    means.reduce((sum, _, i) => sum + (deviations[i] === 0 ? 0 : mean((n) => all[n]?.[i] as number) ** 2), 0);
  const each = mean(likelier);
  if (each > Math.min(SURE, LIKELIER * features) && each * rows.length > SURE && 2 * squares(asRaw) < squares(rows))
    refuse(`these ${rows.length} rows are`);
}

/** Rows that are near as they are given, and far once they are standardized, were standardized before. */
export function refuseStandardized(
  given: ArrayLike<number>,
  standard: Float64Array,
  range: PixelRange,
  { name, train }: ImageDataset,
): void {
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
export function refuseOutside(numbers: Float64Array, { least, most }: PixelRange, name: string, given: ArrayLike<number> = numbers): void {
  const width = FAR_STANDARD * (most - least);
  const place = numbers.findIndex((value) => value < least - width || value > most + width);
  if (place < 0) return;
  const isRaw = given !== numbers;
  const where = isRaw ? `${given[place]} at place ${place}, standardized ${numbers[place]},` : numbers[place];
  throw new RangeError(
    `images: ${where} is far from the standardized numbers of ${name}, which go from ${least} to ${most}; check its unit, or ${isRaw ? "give standardized numbers with" : "say"} { scale: "data" } if it is right`,
  );
}
