import type { PixelRange } from "./pixelRange.ts";

/** Pixels that begin or end so far from where all known pictures do, as parts of the range: a grey ground, or an ink without white. */
const [LIGHT, DARK] = [0.15, 0.45];
/** Half of the range is between pixels around 0 and others. */
const SHIFTED = 0.45;
/** Noise takes few pixels so far below black. */
const BELOW = 0.05;
/** Pictures of less than such a part of the contrast that every known one has are of other numbers. */
const FLAT = 0.4;
/** Such a part of the pictures may look exchanged by chance. */
const FEW = 0.05;
/** So near, as a part of the range, counts as among the pictures that are known. */
const NEAR = 0.1;

interface Known {
  readonly features: number;
  readonly range: PixelRange;
  /** Of the data that the range is of. */
  readonly name: string;
}

/**
 * Why pictures, [example][pixel], are none like those that are known, in words from `their pixels`: all of them on another ground, darker, of less
 * contrast, or with black and white exchanged; undefined where they may be such. Pictures of one number say nothing, and nothing is said of what are no pixels.
 */
export function unlikePixels(pixels: ArrayLike<number>, { features, range, name }: Known): string | undefined {
  const { ends, arePixels, least, most } = range;
  if (!arePixels || !ends) return undefined;
  const width = most - least;
  let [low, high, below, farBelow] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] as number;
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (value < least - BELOW * width) below++;
    if (value < least - SHIFTED * width) farBelow++;
  }
  if (low >= high) return undefined;
  const is = `go from ${shortened(low)} to ${shortened(high)}, where every example of ${name}`;
  if (low >= ends.highestLeast + LIGHT * width) return `${is} begins at ${shortened(ends.highestLeast)} at most; give numbers like those`;
  const isFlat = high - low < FLAT * (ends.lowestMost - ends.highestLeast);
  const isShifted = farBelow > 0 && high < ends.lowestMost - SHIFTED * width;
  if (2 * below >= pixels.length || isFlat || isShifted)
    return `${is} begins at ${shortened(least)} at least and goes to ${shortened(ends.lowestMost)} or more; give numbers like those`;
  if (high < ends.lowestMost - DARK * (ends.lowestMost - least))
    return `${is} goes to ${shortened(ends.lowestMost)} at least; give numbers like those`;
  return invertedText(pixels, { features, range, name });
}

const shortened = (value: number): number => Number(value.toPrecision(3));

/**
 * Of pictures of which more than a few are as light as no known one, and as one would be with black and white exchanged: by their numbers, or where their own
 * black and white are others than those of the data, by where their mean lies between these.
 */
function invertedText(pixels: ArrayLike<number>, { features, range, name }: Known): string | undefined {
  const { least, most, means } = range;
  if (!means) return undefined;
  const width = most - least;
  const isKnown = (mean: number) => mean >= means.least - NEAR * width && mean <= means.most + NEAR * width;
  let [total, exchanged, count] = [0, 0, 0];
  for (let first = 0; first < pixels.length; first += features) {
    let [low, high, sum] = [Infinity, -Infinity, 0];
    for (let i = first; i < first + features; i++) {
      const value = pixels[i] as number;
      low = Math.min(low, value);
      high = Math.max(high, value);
      sum += value;
    }
    if (low === high) continue;
    count++;
    const mean = sum / features;
    const between = (high - mean) / (high - low);
    if (isKnown(mean) || !(isKnown(least + most - mean) || isKnown(least + between * width))) continue;
    total += mean;
    exchanged++;
  }
  if (exchanged < FEW * count || exchanged === 0) return undefined;
  const which = exchanged === count ? "are" : `(${exchanged} of ${count} pictures) are`;
  return `${which} ${shortened(total / exchanged)} on average, and those of every picture of ${name} ${shortened(means.least)} to ${shortened(means.most)}: black and white look exchanged; write them as those are`;
}
