/** Fewer features are no pixels: a square of fewer is no picture, and so many alone surely are some. */
export const LEAST_PIXELS = 64;
/** The most that a byte holds, and half of it: pictures of bytes go beyond. */
const [BYTE, HALF] = [255, 127];
/** Such a part of the columns that vary must go beyond half a byte. */
const BRIGHT = 1 / 3;
/** Neighbours in a picture differ less than this part of what any two pixels differ. */
const ALIKE = 0.85;
/** So many rows are looked at. */
const ROWS = 500;

/** pixel0, pixel_12, px3, 1x28, and the like. */
const pixelName = /^(?:(?:pixel|pix|px)[ _.-]?\d+(?:[_x]\d+)?|\d+x\d+)$/i;

/** x12, V3, feature_7, and numbers: names that tell nothing. */
const plainName =
  /^(?:[a-z]{0,2}|attr?(?:ibutes?)?|feat(?:ures?)?|col(?:umn)?|var(?:iable)?|dim|input|data|value|unnamed:?)[ _.-]*\d*(?:[_x.-]\d+)?$/i;

export const isPixelName = (name: string): boolean => pixelName.test(name);

/** The first of the names of pixels that stands before one that belongs before it; undefined where their numbers rise, by row or by column. */
export function pixelOutOfOrder(names: readonly string[]): string | undefined {
  const numbers = names.map((name) => [...name.matchAll(/\d+/g)].map(([text]) => Number(text)));
  const isBefore = ([a = 0, b = 0]: readonly number[], [c = 0, d = 0]: readonly number[]) => a < c || (a === c && b < d);
  const outOfOrder = (keys: readonly (readonly number[])[]) =>
    keys.findIndex((key, i) => i > 0 && !isBefore(keys[i - 1] as readonly number[], key));
  const [byRow, byColumn] = [outOfOrder(numbers), outOfOrder(numbers.map((key) => key.toReversed()))];
  return byRow < 0 || byColumn < 0 ? undefined : names[byRow - 1];
}

/** Whether pixels are missing between those of these names, as where some were selected. */
function haveGaps(names: readonly string[]): boolean {
  const numbers = names.map((name) => [...name.matchAll(/\d+/g)].map(([text]) => Number(text)));
  const spans = (numbers[0] ?? []).map((_, i) => new Set(numbers.map((each) => each[i])));
  return (
    spans.reduce((cells, { size }) => cells * size, 1) !== names.length ||
    spans.some((some) => Math.max(...(some as Set<number>)) - Math.min(...(some as Set<number>)) + 1 !== some.size)
  );
}

/** The side of a square of so many pixels, undefined if it is none. */
export function squareSide(features: number): number | undefined {
  const side = Math.sqrt(features);
  return Number.isInteger(side) ? side : undefined;
}

export const isByte = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= BYTE;

/** What the numbers are multiplied by: 1 / 255 where bytes go beyond 127, else 1 / the largest. */
export const pictureScale = (most: number, bytes: boolean): number => 1 / (bytes && most > HALF ? BYTE : most || 1);

/**
 * Whether the rows of a table are pictures of bytes, [feature][row]: a square of whole numbers in 0 … 255 that go beyond 127 in many columns, and
 * whose names are those of pixels, or tell nothing and whose neighbours are alike. Any other table is a table.
 */
export function arePictures(columns: readonly Float64Array[], names: readonly string[]): boolean {
  const side = squareSide(columns.length);
  if (side === undefined || side < 2) return false;
  const pixelNames = names.length > 0 && names.every(isPixelName);
  if (pixelNames && haveGaps(names)) return false;
  if (!pixelNames && !names.every((name) => isPixelName(name) || plainName.test(name))) return false;
  if (columns.length < LEAST_PIXELS && !pixelNames) return false;
  if (!columns.every((column) => column.every(isByte))) return false;
  const most = columns.map((column) => column.reduce((a, b) => Math.max(a, b), 0));
  const varying = columns.filter((column) => column.some((value) => value !== column[0]));
  const bright = most.filter((value) => value > HALF).length;
  if (bright === 0 || bright < BRIGHT * varying.length) return false;
  return pixelNames || neighboursAlike(columns, side);
}

/**
 * Whether the pixels beside and below one another differ less than pixels anywhere, and those below less than those half a row beside, as
 * in no series: there, the one below is a whole row later.
 */
function neighboursAlike(columns: readonly Float64Array[], side: number): boolean {
  const rows = Math.min(ROWS, columns[0]?.length ?? 0);
  const half = Math.floor(side / 2);
  const difference = (a: number, b: number) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += Math.abs((columns[a]?.[row] as number) - (columns[b]?.[row] as number));
    return sum;
  };
  /** The mean difference of the pixels and those that `of` gives, where there is one. */
  const mean = (of: (pixel: number) => number | undefined) => {
    let [sum, count] = [0, 0];
    for (let pixel = 0; pixel < columns.length; pixel++) {
      const other = of(pixel);
      if (other !== undefined) [sum, count] = [sum + difference(pixel, other), count + 1];
    }
    return sum / count;
  };
  const inRow = (pixel: number, steps: number) => ((pixel % side) + steps < side ? pixel + steps : undefined);
  const beside = mean((pixel) => inRow(pixel, 1));
  const below = mean((pixel) => (pixel + side < columns.length ? pixel + side : undefined));
  // the place that lies half the picture away, and one column aside
  const far = mean((pixel) => (pixel + Math.floor(columns.length / 2) + 1 + half) % columns.length);
  return (beside + below) / 2 < ALIKE * far && below < mean((pixel) => inRow(pixel, half));
}
