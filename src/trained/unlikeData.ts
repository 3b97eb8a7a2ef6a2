import { BYTE, type ImageDataset, type PixelRange, unlikePixels } from "#data";
import { typedArrayName } from "#engine";

interface Likeness {
  readonly data: ImageDataset;
  /** Of the data's examples. */
  readonly range: PixelRange;
  /** Whether the numbers are in an array of bytes. */
  readonly areBytes: boolean;
  /** What to do with numbers that are right all the same, where that is not to say that they are the data's. */
  readonly way?: string;
}

/** Throws a RangeError for numbers that were written otherwise than those of the data, by where they lie; examples of one number lie anywhere. */
export function refuseUnlike(numbers: Float64Array, likeness: Likeness): void {
  refuseFar(numbers, likeness);
  const [low, high] = [numbers.reduce((a, b) => Math.min(a, b), Infinity), numbers.reduce((a, b) => Math.max(a, b), -Infinity)];
  if (low >= high) return;
  refuseDark(numbers, [low, high], likeness);
  const { data, range } = likeness;
  const unlike = unlikePixels(numbers, { features: data.train.features, range, name: data.name });
  if (unlike) refuse(`they ${unlike}`, likeness);
}

/** The same of pixels from 0 to 1, of which 1 stands for `white` in the data. */
export function refuseUnlikeShares(
  shares: Float64Array,
  { data, range, white }: Pick<Likeness, "data" | "range"> & { readonly white: number },
): void {
  const { ends, means } = range;
  const asShares: PixelRange = {
    ...range,
    least: range.least / white,
    most: range.most / white,
    ...(ends && { ends: { highestLeast: ends.highestLeast / white, lowestMost: ends.lowestMost / white } }),
    ...(means && { means: { least: means.least / white, most: means.most / white } }),
  };
  refuseUnlike(shares, { data, range: asShares, areBytes: false, way: `give them as ${data.name} has them with { scale: "data" }` });
}

/** So many ranges of a table's numbers outside of it a row is of other numbers; a pixel that is one such range outside. */
const FAR_ROW = 10;
/** What goes no farther may be shares itself. */
const SHARES = 2;
/** Examples that go to such a part of what the darkest example of the data goes to are almost black. */
const DARK = 1 / 10;

/** A scale below this makes pixels of what it divides. */
const SCALE_OF_PIXELS = 1 / 2;

const areDivided = ({ shape, scale }: ImageDataset) => shape.length === 3 || scale < SCALE_OF_PIXELS;
const wordFor = (data: ImageDataset) => `${areDivided(data) ? "pixels" : "numbers"} of ${data.name}`;

/** What lies far outside of the data's range; whole numbers beyond 1 beside flat ones from 0 to 1, all of them, are bytes. */
function refuseFar(numbers: Float64Array, likeness: Likeness): void {
  const { data, range } = likeness;
  const { least, most, arePixels = false } = range;
  const areShares = least >= 0 && most <= 1 && data.shape.length !== 3;
  const over = numbers.find((value) => value > 1);
  if (areShares && over !== undefined && numbers.every(Number.isInteger))
    refuse(`they are bytes, up to ${over} at least, where the ${wordFor(data)} go from ${least} to ${most}; divide them by 255`, likeness);
  const areBounded = arePixels || areDivided(data);
  const [from, to, times] = areShares ? [0, 1, 1] : [least, most, areBounded ? 1 : FAR_ROW];
  // of pixels from -1 to 1 the black ones are just one range below those from 0 to 1
  const isBlackBelow = (value: number) => areBounded && value === least - (most - least);
  const far = numbers.find((value) => value < from - times * (to - from) || value > to + times * (to - from) || isBlackBelow(value));
  if (far !== undefined)
    refuse(`${far} is far from the ${wordFor(data)}, which go from ${least} to ${most}; give numbers like those`, likeness, "it is right");
}

/** What is almost black beside the darkest example; where nobody knows how dark one may be, fractions from 0 to 1 beside larger numbers. */
function refuseDark(numbers: Float64Array, [low, high]: readonly [number, number], likeness: Likeness): void {
  const { data, range, areBytes } = likeness;
  const { least, most, ends, arePixels = false } = range;
  const areFrom0To1 = low >= 0 && high <= 1;
  const isOfBytes = typedArrayName(data.train.images) === "Uint8Array";
  // whole numbers 0 and 1 tell nothing of floats, nor, where no pixels are divided, of an array of bytes
  const tell = isOfBytes ? !areBytes || areDivided(data) : !areBytes && numbers.some((value) => value > 0 && value < 1);
  const isDark =
    arePixels && ends
      ? high < least + DARK * (ends.lowestMost - least)
      : areFrom0To1 && tell && most > SHARES && high < (ends?.lowestMost ?? most);
  if (!isDark) return;
  const fromTo = `all are from 0 to 1, where the ${wordFor(data)} go to ${most}`;
  const areShares = areFrom0To1 && most > 1;
  if (areShares && areDivided(data))
    refuse(`${fromTo}; say { scale: "unit" } if 1 is white`, { way: '{ scale: "data" }' }, "they are almost black");
  if (areShares && (arePixels || areByteValues(range))) refuse(`${fromTo}; multiply them by 255 if they are pixels`, likeness);
}

/** Flat numbers that are pixels: those from 0 to 1 may be anything. */
const areByteValues = ({ least, most }: PixelRange): boolean => least === 0 && Number.isInteger(most) && most > BYTE / 2 && most <= BYTE;

/** Throws a RangeError with the way out. */
function refuse(why: string, { way = 'say { scale: "data" }' }: Pick<Likeness, "way">, unless = "they are right"): never {
  throw new RangeError(`images: ${why}, or ${way} if ${unless}`);
}
