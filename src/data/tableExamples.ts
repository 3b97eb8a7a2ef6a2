import { columnText } from "./csvColumnText.ts";
import { type Feature, valuesOf } from "./csvFeatures.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";
import type { Split } from "./csvSplit.ts";
import { DataError } from "./dataError.ts";
import { fileName } from "./fileName.ts";
import type { ImageDataset } from "./imageDataset.ts";
import { pixelsApart } from "./partsApart.ts";
import { arePictures, isByte, isPixelName, pictureScale, pixelOutOfOrder, squareSide } from "./pictures.ts";
import { namesText, quoted } from "./quotedText.ts";
import { sharedBytes, sharedFloats } from "./sharedArray.ts";
import { meanOfKnown, standardizer } from "./standardize.ts";
import type { Missing, Pictures } from "./tableOptions.ts";

interface Encoding {
  readonly training: ProfiledTable;
  readonly testing: ProfiledTable | undefined;
  readonly features: readonly Feature[];
  readonly split: Split;
  readonly pictures: Pictures;
  readonly missing: Missing;
}

type Images = Uint8Array | Float32Array;

interface Encoded {
  readonly train: Images;
  readonly test: Images;
  readonly shape: readonly number[];
  readonly scale: number;
  readonly standardization?: NonNullable<ImageDataset["standardization"]>;
  /** How the numbers were scaled, in words. */
  readonly scaled: string;
  /** The examples with different numbers for different values, where standardizing has made some of them one. */
  readonly asRead?: { readonly train: Images; readonly test: Images };
  /** By feature what stands for a missing value, where something does. */
  readonly means?: readonly number[];
  readonly notes: readonly string[];
}

/** The values of one feature in the rows of each part, and how many of them were missing. */
interface Values {
  readonly train: Float64Array;
  readonly test: Float64Array;
  readonly filled: number;
  /** Of the values that are trained on, before any was filled; asked for only where it stands for those that are missing. */
  readonly mean?: number;
}

/**
 * The features of a table as they are trained on: pictures as they are, else numbers standardized and words as 0 and 1. Throws DataError.
 */
export function encodeTable(encoding: Encoding): Encoded {
  const values = encoding.features.map((feature) => partsOf(encoding, feature));
  const means = encoding.missing === "mean" ? { means: values.map(({ mean }) => mean as number) } : {};
  return { ...encodeValues(encoding, values), ...means };
}

function encodeValues(encoding: Encoding, values: readonly Values[]): Encoded {
  const { training, features, pictures } = encoding;
  const notes = [...filledText(encoding, values), ...unseenText(encoding)];
  const { header, path } = training.table;
  if (pictures === "no") return { ...asTable(encoding, values), notes };
  const words = features.find(({ category }) => category !== undefined);
  const names = header ? features.map(({ column }) => header[column] as string) : [];
  const bytes = !words && values.every(({ train, test }) => train.every(isByte) && test.every(isByte));
  if (
    pictures === "auto" &&
    !(
      bytes &&
      arePictures(
        values.map(({ train }) => train),
        names,
      )
    )
  )
    return { ...asTable(encoding, values), notes };
  if (words)
    throw new DataError(
      `pictures: ${columnText(training.table, words.column)} of ${path} holds words, and pictures have numbers; choose auto or no`,
    );
  const areNumbered = names.length > 0 && names.every((name) => /\d/.test(name));
  const misplaced = areNumbered ? pixelOutOfOrder(names) : undefined;
  if (misplaced !== undefined)
    throw new DataError(
      `pictures: the columns of ${path} have numbers in their names, and do not stand in the order of these (${quoted(misplaced)} stands before one that belongs before it); put them in order, or choose no`,
    );
  const guessed = pictures === "auto" && !(names.length > 0 && names.every(isPixelName));
  const guess = "its rows are taken for pictures by their numbers alone; if they are none, choose --pictures no";
  const encoded = asPictures(values, bytes, path);
  const partOf = (images: Images) => ({ bytes: images as Uint8Array, count: images.length / features.length });
  const apart = bytes && encoding.testing ? pixelsApart(partOf(encoded.train), partOf(encoded.test)) : [];
  return { ...encoded, notes: [...notes, ...(guessed ? [guess] : []), ...apart] };
}

/** The values of a feature in both parts; the mean of what is trained on where one is missing. */
function partsOf({ training, testing, split, missing }: Encoding, feature: Feature): Values {
  const all = valuesOf(training, feature);
  const [train, test] = [pick(all, split.train), pick(testing ? valuesOf(testing, feature) : all, split.test)];
  if (missing !== "mean") return { train, test, filled: 0 };
  const mean = meanOfKnown(train.subarray(split.heldOut));
  const filled = countMissing(train) + countMissing(test);
  if (filled > 0) for (const values of [train, test]) for (let n = 0; n < values.length; n++) if (Number.isNaN(values[n])) values[n] = mean;
  return { train, test, filled, mean };
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let n = 0; n < rows.length; n++) picked[n] = values[rows[n] as number] as number;
  return picked;
}

function countMissing(values: Float64Array): number {
  let count = 0;
  for (let n = 0; n < values.length; n++) if (Number.isNaN(values[n])) count++;
  return count;
}

/** [row][feature] of both parts, by `value`. */
function interleaved(target: Images, columns: readonly Float64Array[], value: (value: number, feature: number) => number): Images {
  for (const [f, column] of columns.entries())
    for (let n = 0; n < column.length; n++) target[n * columns.length + f] = value(column[n] as number, f);
  return target;
}

function asPictures(values: readonly Values[], bytes: boolean, path: string): Omit<Encoded, "notes"> {
  const side = squareSide(values.length);
  if (side === undefined)
    throw new DataError(
      `pictures: the ${values.length} features of ${path} are no square of pixels; choose auto or no, or leave columns out with --ignore`,
    );
  const parts = (["train", "test"] as const).map((part) => values.map((each) => each[part]));
  const all = parts.flat();
  if (all.some((column) => column.some((value) => value < 0)))
    throw new DataError(`pictures: ${path} has numbers below 0, and pixels have none; choose auto or no`);
  const most = all.reduce((largest, column) => column.reduce((a, b) => Math.max(a, b), largest), 0);
  const scale = pictureScale(most, bytes);
  const [train, test] = parts.map((columns) => {
    const length = columns.length * (columns[0] as Float64Array).length;
    return interleaved(bytes ? sharedBytes(length) : sharedFloats(length), columns, (value) => value);
  }) as [Images, Images];
  return {
    train,
    test,
    shape: [1, side, side],
    scale,
    scaled: `pictures of ${side} × ${side}, divided by ${Number((1 / scale).toPrecision(6))}`,
  };
}

function asTable({ training, features, split }: Encoding, values: readonly Values[]): Omit<Encoded, "notes"> {
  let constant = 0;
  const scalers = features.map(({ column, category }, f) => {
    const trained = (values[f] as Values).train.subarray(split.heldOut);
    const scaler = standardizer(trained, `${training.table.path}: ${columnText(training.table, column)}`);
    if (scaler.constant) constant++;
    return category !== undefined && !scaler.constant ? { mean: 0, deviation: 1, apply: (value: number) => value } : scaler;
  });
  const standardization = { means: scalers.map(({ mean }) => mean), deviations: scalers.map(({ deviation }) => deviation) };
  const [train, test] = (["train", "test"] as const).map((part) => {
    const columns = values.map((each) => each[part]);
    const target = sharedFloats(columns.length * (columns[0] as Float64Array).length);
    return interleaved(target, columns, (value, f) => (scalers[f] as { apply(value: number): number }).apply(value));
  }) as [Images, Images];
  const trained = split.train.length - split.heldOut;
  const numbers = features.filter(({ category }) => category === undefined).length;
  const rows = `the ${trained} training rows`;
  const which = numbers === features.length ? "standardized by" : "numbers standardized by";
  const [unseen] = features.flatMap(({ column, category }, f) =>
    category !== undefined && scalers[f]?.deviation === 0 && scalers[f].mean === 0 ? [{ column, category }] : [],
  );
  const as = unseen
    ? `, as that of ${columnText(training.table, unseen.column)} for ${quoted(unseen.category)}, which no row that is trained on has`
    : "";
  const still = constant > 0 ? [`${constant} of them constant ${numbers > 0 ? "there" : `in ${rows}`} and set to 0${as}`] : [];
  const scaled = [...(numbers > 0 ? [`${which} ${rows}`] : []), ...still].join(", ");
  const flattened = scalers.map((scaler, f) => isFlattened(values[f] as Values, scaler));
  const asRead = flattened.includes(true) ? withPlaces({ train, test }, values, flattened) : undefined;
  return { train, test, shape: [features.length], scale: 1, standardization, scaled, ...(asRead && { asRead }) };
}

/** Of so many rows of a feature it is seen whether standardizing makes different values one. */
const LOOKED_AT = 1000;

/** Whether different values have become one: all, where the training rows have one, or those that lie close beside few that are far away. */
function isFlattened({ train }: Values, { deviation, apply }: { readonly deviation: number; apply(value: number): number }): boolean {
  if (deviation === 0) return true;
  const step = Math.ceil(train.length / LOOKED_AT);
  const some = train.filter((_, row) => row % step === 0);
  return new Set(some.map(apply)).size < new Set(some).size;
}

/** The same examples, in which different values are different: where standardizing made them one, their places in the order of all. */
function withPlaces(
  parts: { readonly train: Images; readonly test: Images },
  values: readonly Values[],
  flattened: readonly boolean[],
): { readonly train: Images; readonly test: Images } {
  const places = flattened.map((is, f) => {
    const { train, test } = values[f] as Values;
    const sorted = is ? [...new Set([...train, ...test])].sort((a, b) => a - b) : [];
    return new Map(sorted.map((value, place) => [value, place]));
  });
  const [train, test] = (["train", "test"] as const).map((part) => {
    const images = parts[part].slice();
    for (const [f, placeOf] of places.entries())
      if (placeOf.size > 0)
        for (const [n, value] of (values[f] as Values)[part].entries()) images[n * places.length + f] = placeOf.get(value) as number;
    return images;
  }) as [Images, Images];
  return { train, test };
}

/** How many missing values were filled. */
function filledText({ training, testing, features }: Encoding, values: readonly Values[]): string[] {
  // a word that is missing is missing in each feature that its column has become
  const ofColumn = new Map(features.map(({ column }, f) => [column, (values[f] as Values).filled]));
  const filled = [...ofColumn.values()].filter((count) => count > 0);
  if (filled.length === 0) return [];
  const count = filled.reduce((sum, each) => sum + each, 0);
  const columns = `${filled.length} ${filled.length === 1 ? "column" : "columns"}`;
  const files = [training, ...(testing ? [testing] : [])].map(({ table }) => fileName(table.path)).join(" and ");
  const which = count === 1 ? `1 missing value in ${columns}` : `${count} missing values in ${columns}`;
  return [`${which} of ${files} ${count === 1 ? "is" : "are"} the mean of the training rows`];
}

/** Which words of a test table no row of the training table has. */
function unseenText({ training, testing, features }: Encoding): string[] {
  if (!testing) return [];
  const columns = new Set(features.flatMap(({ column, category }) => (category === undefined ? [] : [column])));
  return [...columns].flatMap((column) => {
    const [known, own] = [training.profiles[column] as ColumnProfile, testing.profiles[column] as ColumnProfile];
    const unseen = [...own.tally.keys()].filter((text) => !known.tally.has(text));
    return unseen.length
      ? [`${columnText(training.table, column)} of the test part has ${namesText(unseen)}, which no other row has, and is 0 there`]
      : [];
  });
}
