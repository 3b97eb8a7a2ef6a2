import { type ByteExamples, shown, size, typedArrayName } from "#engine";
import { DataError } from "./dataError.ts";
import { type ImageDataset, MOST_CLASSES } from "./imageDataset.ts";
import { bytesOfLabels, checkClassesTrained } from "./ownLabels.ts";
import { ownWrongLabels } from "./ownWrongLabels.ts";
import { LEAST_PIXELS } from "./pictures.ts";
import { shareBytes } from "./sharedArray.ts";

/**
 * Refuses a data set that does not hold what it says: types, lengths, labels, shapes, numbers that are none. Throws a DataError, one
 * sentence.
 */
export function checkDataset(data: ImageDataset): void {
  ownDataset(data);
}

/**
 * A data set that has passed `checkDataset`, for whoever computes with it: whatever becomes of the given one, its labels stay those that
 * were looked at. Images are large, and are the given arrays: any byte is a pixel, and a float that is no number shows in the loss.
 */
export function ownDataset(data: ImageDataset): ImageDataset {
  if (typeof data !== "object" || data === null)
    throw new DataError(`data: ${shown(data)} is no data set; give one, such as loadMnist() or loadDataset("file.csv")`);
  for (const part of ["train", "test"] as const)
    if (typeof data[part] !== "object" || data[part] === null)
      throw new DataError(`data: ${part}: ${shown(data[part])} is no part of a data set: { images, labels, features, count }`);
  const given = readOnce(data);
  const { name, classes, shape, scale, train, test, heldOut, classNames, standardization } = given;
  if (typeof name !== "string") throw new DataError(`data: name: ${shown(name)} is no text`);
  whole("classes", classes, 2, MOST_CLASSES);
  if (!Array.isArray(shape) || shape.length < 1 || shape.length > 3)
    throw new DataError(`data: shape: ${shown(shape)} is not [channels, height, width] or [features]`);
  for (const extent of shape) whole("shape", extent, 1, 2 ** 31 - 1);
  if (typeof scale !== "number" || !(Math.fround(scale) > 0 && Math.fround(scale) < Infinity))
    throw new DataError(`data: scale: ${shown(scale)} is no positive number that float32 has; bytes of images have 1 / 255, tables 1`);
  const checked = (part: string, examples: ByteExamples): ByteExamples => {
    checkArrays(part, examples);
    if (examples.features !== size(shape))
      throw new DataError(`data: ${part}: features: ${examples.features} are not the ${size(shape)} of shape ${shape.join(" × ")}`);
    const own = { ...examples, labels: shareBytes(examples.labels) };
    checkNumbers(part, own, classes);
    return own;
  };
  if (standardization !== undefined && typedArrayName(train.images) === "Uint8Array")
    throw new DataError("data: standardization: the images are bytes, which are not standardized; leave it out");
  const own = {
    ...given,
    train: checked("train", train),
    test: checked("test", test),
    ...ownWrongLabels(given),
    ...(standardization !== undefined && { standardization: ownStandardization(standardization, train.features) }),
  };
  if (typedArrayName(train.images) !== typedArrayName(test.images))
    throw new DataError("data: the images of train and test are not both bytes or both floats");
  const least = sharesFrom(own.shape, own.train) ?? sharesFrom(own.shape, own.test);
  if (least !== undefined && scale < (least === 0 && shape.length === 3 ? LEAST_SCALE_OF_SHARES : LEAST_SCALE_OF_OTHERS))
    throw new DataError(
      `data: scale: ${scale} makes pixels from ${least} to 1 almost black; give 1, or pixels up to ${shown(Math.round(1 / scale))}`,
    );
  whole("heldOut", heldOut, 0, train.count - 1, ", so that some are left to train on");
  checkClassesTrained(own);
  if (
    classNames !== undefined &&
    (!Array.isArray(classNames) || classNames.length !== classes || !Array.from(classNames).every((each) => typeof each === "string"))
  )
    throw new DataError(`data: classNames: ${shown(classNames)} are not ${classes} texts, one for each class`);
  const twice = classNames?.find((name, label) => classNames.indexOf(name) !== label);
  if (twice !== undefined) throw new DataError(`data: classNames: two classes are called ${shown(twice)}; give each a name of its own`);
  return own;
}

/** Whoever divides pixels has them beyond 1; those from 0 or -1 to 1 are divided already. Flat numbers, and centred ones, may be no pixels. */
const [LEAST_SCALE_OF_SHARES, LEAST_SCALE_OF_OTHERS] = [1 / 2, 1 / 32];

/** 0 or -1 where examples may be pixels that go from there to 1: fractions in floats, or 0 and 1 in bytes. */
function sharesFrom(shape: ImageDataset["shape"], { images, features }: ByteExamples): number | undefined {
  if (shape.length !== 3 && features < LEAST_PIXELS) return undefined;
  if (typedArrayName(images) === "Uint8Array") return images.includes(1) && images.every((value) => value <= 1) ? 0 : undefined;
  if (!images.some((value) => value > 0 && value < 1) || !images.every((value) => value >= -1 && value <= 1)) return undefined;
  return images.some((value) => value < 0) ? -1 : 0;
}

/** Means and deviations as lists of their own, whatever lists of numbers they are given as. */
function ownStandardization(given: NonNullable<ImageDataset["standardization"]>, features: number): typeof given {
  const list = (name: "means" | "deviations") => {
    const values: unknown = given?.[name];
    const numbers = Array.isArray(values) || typedArrayName(values) !== undefined ? Array.from(values as ArrayLike<unknown>) : [];
    const fits = (value: unknown) => typeof value === "number" && Number.isFinite(value) && (name === "means" || value >= 0);
    if (numbers.length === features && numbers.every(fits)) return numbers as number[];
    const range = name === "means" ? "a finite number" : "a number from 0";
    throw new DataError(`data: standardization: ${name}: ${shown(values)} is no list with ${range} for each of the ${features} features`);
  };
  return { means: list("means"), deviations: list("deviations") };
}

/** The same as plain data, each property read once: what is checked is then what is used. */
export function readOnce(data: ImageDataset): ImageDataset {
  // each by its name, which finds those of a class, too
  const { name, classes, shape, scale, train, test, heldOut, classNames, standardization, table, wrongLabels, notes } = data;
  const part = (examples: ByteExamples): ByteExamples => {
    if (typeof examples !== "object" || examples === null) return examples;
    const { images, labels, features, count } = examples;
    return { images, labels, features, count };
  };
  return {
    name,
    classes,
    shape: Array.isArray(shape) ? shape.slice(0, 4) : shape,
    scale,
    train: part(train),
    test: part(test),
    heldOut,
    ...(classNames !== undefined && { classNames: Array.isArray(classNames) ? classNames.slice(0, MOST_CLASSES + 1) : classNames }),
    ...(standardization !== undefined && { standardization }),
    ...(table !== undefined && { table }),
    ...(wrongLabels !== undefined && { wrongLabels }),
    ...(notes !== undefined && { notes }),
  };
}

function whole(name: string, value: unknown, least: number, most: number, why = ""): void {
  if (!(Number.isInteger(value) && (value as number) >= least && (value as number) <= most))
    throw new DataError(`data: ${name}: ${shown(value)} is not a whole number from ${least} to ${most}${why}`);
}

/** Types and lengths: what would let a kernel read behind an array. */
function checkArrays(part: string, examples: ByteExamples): void {
  if (typeof examples !== "object" || examples === null)
    throw new DataError(`data: ${part}: ${shown(examples)} is no part with images, labels, features and count`);
  const { images, labels, features, count } = examples;
  const kinds = { images: ["Uint8Array", "Float32Array"], labels: ["Uint8Array"] };
  for (const [name, array] of Object.entries({ images, labels })) {
    const found = typedArrayName(array);
    const fitting = kinds[name as keyof typeof kinds];
    if (found === undefined || !fitting.includes(found)) {
      const next = name === "labels" ? bytesOfLabels(array) : "copy it, such as Float32Array.from(…)";
      throw new DataError(`data: ${part}: ${name}: ${found ?? shown(array)} is no ${fitting.join(" and no ")}; ${next}`);
    }
    const { buffer } = array;
    if ("detached" in buffer && buffer.detached)
      throw new DataError(`data: ${part}: ${name}: their memory is detached: it was given away, to a thread perhaps; load the data again`);
    if (("resizable" in buffer && buffer.resizable) || ("growable" in buffer && buffer.growable))
      throw new DataError(`data: ${part}: ${name}: their memory can change its length; copy it into an array of its own`);
  }
  whole(`${part}: features`, features, 1, 2 ** 31 - 1);
  whole(`${part}: count`, count, 1, 2 ** 31 - 1);
  if (images.length !== count * features)
    throw new DataError(`data: ${part}: images: ${images.length} numbers are not ${count} examples of ${features} features`);
  if (labels.length !== count)
    throw new DataError(`data: ${part}: labels: ${labels.length} labels are not one for each of ${count} examples`);
}

/** Labels are classes, and features numbers. */
function checkNumbers(part: string, { images, labels, features }: ByteExamples, classes: number): void {
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0)
    throw new DataError(`data: ${part}: labels: example ${wrong} has ${labels[wrong]}, which is none of ${classes} classes counted from 0`);
  if (typedArrayName(images) === "Uint8Array") return;
  const unusable = (images as Float32Array).findIndex((value) => !Number.isFinite(value));
  if (unusable >= 0)
    throw new DataError(
      `data: ${part}: images: feature ${unusable % features} of example ${Math.floor(unusable / features)} is ${images[unusable]}, no number`,
    );
}
