import { columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";
import { fileName } from "./fileName.ts";
import { namesText, quoted } from "./quotedText.ts";

/**
 * Two parts are apart from such a distance between their distributions on, which chance hardly gives them where √(nm / (n + m)) makes it so
 * large; a smaller distance where it is so large that chance gives it once in 10¹⁰ columns.
 */
const [APART, NO_CHANCE] = [0.6, 2.4];
const [LESS_APART, NEVER_CHANCE] = [0.3, 3.5];
/** Such a part of the numbers of a test part is farther from those of the table than these are from one another. */
const [FAR_OUT, FEW] = [0.05, 2.5];
/** So many columns are told with their numbers. */
const MOST_TOLD = 3;

/** The different numbers of a column, rising, and which share of the rows has each. */
interface Distribution {
  readonly values: readonly number[];
  readonly shares: readonly number[];
  readonly count: number;
}

function distributionOf(profile: ColumnProfile): Distribution {
  const numbers = [...profile.tally].map(([text, rows]) => [numberIn(profile, text), rows] as const);
  const known = numbers.filter(([value]) => Number.isFinite(value)).sort(([a], [b]) => a - b);
  const count = known.reduce((sum, [, rows]) => sum + rows, 0);
  return { values: known.map(([value]) => value), shares: known.map(([, rows]) => rows / count), count };
}

/** The largest difference of the cumulated shares (Kolmogorov and Smirnov). */
function distance(a: Distribution, b: Distribution): number {
  let [i, j, difference, largest] = [0, 0, 0, 0];
  while (i < a.values.length && j < b.values.length) {
    const at = Math.min(a.values[i] as number, b.values[j] as number);
    while (a.values[i] === at) difference += a.shares[i++] as number;
    while (b.values[j] === at) difference -= b.shares[j++] as number;
    largest = Math.max(largest, Math.abs(difference));
  }
  return largest;
}

const areApart = (a: Distribution, b: Distribution): boolean => {
  const found = distance(a, b);
  const large = found * Math.sqrt((a.count * b.count) / (a.count + b.count));
  return (found >= APART && large >= NO_CHANCE) || (found >= LESS_APART && large >= NEVER_CHANCE);
};

/** The numbers other than one. */
function without({ values, shares, count }: Distribution, usual: number): Distribution {
  const place = values.indexOf(usual);
  const rest = 1 - (shares[place] ?? 0);
  const kept = (_: number, i: number) => i !== place;
  return { values: values.filter(kept), shares: shares.filter(kept).map((share) => share / rest), count: Math.round(rest * count) };
}

/** Whether several numbers of b lie farther below or above those of a than a reaches. */
function areFarOut({ values }: Distribution, { values: others, shares, count }: Distribution): boolean {
  const [least = 0, most = 0] = [values[0], values.at(-1)];
  const width = most - least;
  const far = others.reduce((sum, value, i) => sum + (value < least - width || value > most + width ? (shares[i] as number) : 0), 0);
  return far >= FAR_OUT && far * count > FEW;
}

/** Shares of the pixels, or of those that are not background, that differ so much are hardly those of images of one kind, of which there are so many. */
const [OTHER_PIXELS, OTHER_INK, LEAST_IMAGES] = [0.1, 0.3, 20];

function brightnesses(pixels: Uint8Array): Distribution {
  const counts = new Uint32Array(256);
  for (const value of pixels) (counts[value] as number)++;
  const values = [...counts.keys()].filter((value) => (counts[value] as number) > 0);
  return { values, shares: values.map((value) => (counts[value] as number) / pixels.length), count: pixels.length };
}

interface Images {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** So many images have a mean that is theirs; pictures of one kind have means that agree so well. */
const [ENOUGH_IMAGES, ALIKE] = [100, 0.9];

/** How well the mean test image agrees with the mean training image: the correlation of their pixels. */
function meansAgree(training: Images, testing: Images): number {
  const meanOf = ({ bytes, count }: Images) => {
    const pixels = bytes.length / count;
    const mean = new Float64Array(pixels);
    for (let i = 0; i < bytes.length; i++) mean[i % pixels] = (mean[i % pixels] as number) + (bytes[i] as number) / count;
    const centre = mean.reduce((sum, value) => sum + value, 0) / pixels;
    return mean.map((value) => value - centre);
  };
  const [a, b] = [meanOf(training), meanOf(testing)];
  const product = (one: Float64Array, other: Float64Array) => one.reduce((sum, value, i) => sum + value * (other[i] as number), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

/** How well the means of two parts of the training images agree, as large as the test part: of textures they do not. */
function partsAgree({ bytes, count }: Images, wanted: number): number {
  const size = Math.min(wanted, Math.floor(count / 2));
  const pixels = bytes.length / count;
  const part = (first: number): Images => ({ bytes: bytes.subarray(first * pixels, (first + size) * pixels), count: size });
  return meansAgree(part(0), part(count - size));
}

/** Whether the test images are of other brightness than the training images, as inverted ones or those of another scale. */
export function pixelsApart(training: Images, testing: Images): string[] {
  const [train, tested] = [brightnesses(training.bytes), brightnesses(testing.bytes)];
  if (Math.min(training.count, testing.count) < LEAST_IMAGES) return [];
  const usual = train.values[train.shares.indexOf(Math.max(...train.shares))] as number;
  const ink = distance(without(train, usual), without(tested, usual));
  if (distance(train, tested) < OTHER_PIXELS && ink < OTHER_INK) {
    const agreement = Math.min(training.count, testing.count) < ENOUGH_IMAGES ? 1 : meansAgree(training, testing);
    if (!(agreement < ALIKE) || !(partsAgree(training, testing.count) >= ALIKE)) return [];
    return [
      `the mean test image is another than the mean training image (their pixels correlate by ${agreement.toFixed(2)}); if the test images lie on their side, are mirrored or have their pixels in another order, write both alike`,
    ];
  }
  const meanOf = ({ values, shares }: Distribution) => numberText(values.reduce((sum, value, i) => sum + value * (shares[i] as number), 0));
  return [
    `the pixels of the test images are ${meanOf(tested)} on average, from ${tested.values[0]} to ${tested.values.at(-1)}, those of the training images ${meanOf(train)}, from ${train.values[0]} to ${train.values.at(-1)}; if they are written otherwise, write both alike`,
  ];
}

/** Words of which the shares differ so much are hardly those of one column. */
const OTHER_WORDS = 0.3;

/** How many rows have each value, and how it is first written: 1, 1.0 and True are one value where they are not words. */
type Values = ReadonlyMap<string | number, { readonly text: string; readonly rows: number }>;

function valuesOf(profile: ColumnProfile, areWords = profile.kind === "words"): Values {
  const values = new Map<string | number, { text: string; rows: number }>();
  for (const [text, rows] of profile.tally) {
    const number = areWords ? Number.NaN : numberIn(profile, text);
    // words among numbers are values of their own
    const value = Number.isNaN(number) ? text : number;
    values.set(value, { text, rows: (values.get(value)?.rows ?? 0) + rows });
  }
  return values;
}

/** Whether a word, or one of two values, has quite another share of the rows. */
function wordsApart(some: ColumnProfile, others: ColumnProfile): boolean {
  if (some.known === 0 || others.known === 0) return false;
  // numbers of one part that are words of the other, as codes with a few words among them, are compared as these
  const areWords = some.kind === "words" || others.kind === "words";
  const [own, beside] = [valuesOf(some, areWords), valuesOf(others, areWords)];
  const share = (values: Values, { known }: ColumnProfile, value: string | number) => (values.get(value)?.rows ?? 0) / known;
  const all = [...new Set([...own.keys(), ...beside.keys()])];
  const found = Math.max(...all.map((value) => Math.abs(share(own, some, value) - share(beside, others, value))));
  return found >= OTHER_WORDS && found * Math.sqrt((some.known * others.known) / (some.known + others.known)) >= NO_CHANCE;
}

/** `"yes" in 70%, "no" in 30%` */
function sharesText(profile: ColumnProfile): string {
  const most = [...valuesOf(profile).values()].sort((a, b) => b.rows - a.rows).slice(0, 2);
  return most.map(({ text, rows }) => `${quoted(text)} in ${((100 * rows) / profile.known).toFixed(0)}%`).join(", ");
}

/** So few values are codes; one that such a part of the rows has, and that no row of the other part has, is not left out there by this chance. */
const [MOST_CODES, CODE_SHARE, CODE_CHANCE] = [20, 0.1, 1e-9];

/** The values that many rows of a part have, and no row of another part, as codes that count from 1 beside such that count from 0. */
function codesOnlyIn(some: ColumnProfile, others: ColumnProfile): string[] {
  const [own, beside] = [valuesOf(some), valuesOf(others)];
  // that all rows with the value are of this part, were it of all rows drawn
  const chance = (rows: number) => (some.known / (some.known + others.known)) ** rows;
  return [...own].flatMap(([value, { text, rows }]) =>
    !beside.has(value) && rows >= CODE_SHARE * some.known && chance(rows) < CODE_CHANCE ? [text] : [],
  );
}

/** What is said of codes that only one part has; new words of the test part are said elsewhere. */
function codesText(some: ColumnProfile, others: ColumnProfile, file: string): string | undefined {
  const isFew = ({ tally, kind, whole, hasWords }: ColumnProfile) => tally.size <= MOST_CODES && (kind === "words" || (whole && !hasWords));
  if (some.kind !== others.kind || !isFew(some) || !isFew(others)) return undefined;
  const [fresh, gone] = [some.kind === "words" ? [] : codesOnlyIn(others, some), codesOnlyIn(some, others)];
  const texts = [
    ...(fresh.length ? [`has ${namesText(fresh)} in ${file}, which no other row has`] : []),
    ...(gone.length ? [`has ${namesText(gone)}, which no row of ${file} has`] : []),
  ];
  return texts.length ? texts.join(", and ") : undefined;
}

/** Whether all rows of the test part have one number, though those of the table have others so often that chance does not do it. */
function standsStill(some: Distribution, others: Distribution): boolean {
  if (others.values.length !== 1 || some.values.length < 2) return false;
  const share = some.shares[some.values.indexOf(others.values[0] as number)] ?? 0;
  // as if one more row of the table had it
  return ((share * some.count + 1) / (some.count + 1)) ** others.count < CODE_CHANCE;
}

/** In which features the numbers of the test part are others than those of the table, as of another unit or another column. */
export function partsApart(training: ProfiledTable, testing: ProfiledTable, features: readonly number[]): string[] {
  const [file, own] = [fileName(testing.table.path), fileName(training.table.path)];
  const apart = features.flatMap((column) => {
    const [some, others] = [training.profiles[column], testing.profiles[column]] as [ColumnProfile, ColumnProfile];
    if (others.known === 0 && some.known > 0) return [`${columnText(training.table, column)} is empty in ${file}`];
    const isCode = some.kind !== "numbers" || (some.tally.size === 2 && others.tally.size <= 2);
    if (isCode && wordsApart(some, others))
      return [`${columnText(training.table, column)} has ${sharesText(others)} of the rows in ${file} and ${sharesText(some)} in ${own}`];
    const codes = codesText(some, others, file);
    if (codes) return [`${columnText(training.table, column)} ${codes}`];
    if (some.kind !== "numbers" || others.kind !== "numbers") return [];
    const [a, b] = [distributionOf(some), distributionOf(others)];
    if (standsStill(a, b))
      return [`${columnText(training.table, column)} is ${numberText(b.values[0])} in all rows of ${file}, and ${spanText(a)} in ${own}`];
    // zeros that most rows have hide that the others are of another unit
    const usual = a.values[a.shares.indexOf(Math.max(...a.shares))] as number;
    const isApart = areApart(a, b) || areApart(without(a, usual), without(b, usual)) || areFarOut(a, b);
    return isApart ? [`${columnText(training.table, column)} has ${spanText(b)} in ${file} and ${spanText(a)} in ${own}`] : [];
  });
  const more = apart.length - MOST_TOLD;
  return [
    ...apart.slice(0, MOST_TOLD).map((text) => `${text}; if the unit, the codes or the column are others, write both files alike`),
    ...(more > 0
      ? [`${more} more ${more === 1 ? "column" : "columns"} of ${file} ${more === 1 ? "differs" : "differ"} as much from ${own}`]
      : []),
  ];
}

/** `1.45 to 1.95, half of them below 1.7` */
function spanText({ values, shares }: Distribution): string {
  let [below, middle] = [0, 0];
  while (below + (shares[middle] as number) < 0.5) below += shares[middle++] as number;
  return `${numberText(values[0])} to ${numberText(values.at(-1))} with the median ${numberText(values[middle])}`;
}

const numberText = (value: number | undefined) => String(Number((value ?? 0).toPrecision(4)));
