import { basename, join, resolve } from "node:path";
import { type ByteExamples, permutation } from "#engine";
import { dataDoubts } from "../dataDoubts.ts";
import { DataError } from "../dataError.ts";
import { type IdxFile, readIdx } from "../idx.ts";
import type { ImageDataset } from "../imageDataset.ts";
import { otherCopyText } from "../otherCopy.ts";
import { pixelsApart } from "../partsApart.ts";
import { pictureScale } from "../pictures.ts";
import { namesText } from "../quotedText.ts";
import { shareBytes, sharedBytes } from "../sharedArray.ts";
import { accountText, classesText } from "../tableAccount.ts";
import { DEFAULT_SPLIT_SEED } from "../tableOptions.ts";
import { listFolder, readDataFile } from "./dataFile.ts";
import { idxFileNames } from "./pinnedIdx.ts";

/** The four files of a data set: how they are called in messages, and which names they may have. */
const roles = {
  trainImages: { title: "training images", pattern: /(?<![a-z])train.*images/i, text: "train*images*" },
  trainLabels: { title: "training labels", pattern: /(?<![a-z])train.*labels/i, text: "train*labels*" },
  testImages: { title: "test images", pattern: /(?<![a-z])(t10k|test).*images/i, text: "t10k*images* or test*images*" },
  testLabels: { title: "test labels", pattern: /(?<![a-z])(t10k|test).*labels/i, text: "t10k*labels* or test*labels*" },
} as const;
type Role = keyof typeof roles;

const MOST_HELD_OUT = 5000;
const LEAST_TRAINING = 10;
const MOST_CHANNELS = 4;

interface Part {
  readonly shape: readonly number[];
  /** As the file has it. */
  readonly fileShape: readonly number[];
  readonly examples: ByteExamples;
  readonly pixels: { readonly bytes: Uint8Array; readonly count: number };
  readonly highestLabel: number;
  readonly brightest: number;
  readonly imagePath: string;
}

/**
 * Loads a folder of four IDX files, plain or .gz: images of any size, count × height × width or with 1 to 4 channels before or
 * after, and their labels. The number of classes is the highest label + 1; held out are the first 5,000 training images, at
 * most a sixth, drawn where these are of other classes than all. Throws DataError.
 */
export function loadIdxFolder(folder: string): ImageDataset {
  const names = listFolder(folder);
  const path = (role: Role) => join(folder, findFile(folder, names, role));
  const [trainImages, trainLabels] = [path("trainImages"), path("trainLabels")];
  const [testImages, testLabels] = [path("testImages"), path("testLabels")];
  const train = readPart(trainImages, trainLabels);
  const test = readPart(testImages, testLabels);
  if (train.shape.join() !== test.shape.join())
    throw new DataError(
      `${test.imagePath}: its images are ${test.shape.join(" × ")}, those of ${train.imagePath} are ${train.shape.join(" × ")}; ` +
        "both must have one size",
    );
  const { count } = train.examples;
  if (count < LEAST_TRAINING)
    throw new DataError(`${train.imagePath}: ${count} training images are too few; droplab needs at least ${LEAST_TRAINING}`);
  const classes = Math.max(train.highestLabel, test.highestLabel) + 1;
  if (classes < 2) throw new DataError(`${trainLabels}: every label is 0; droplab needs 2 to 256 classes`);
  const heldOut = Math.min(MOST_HELD_OUT, Math.floor(count / 6));
  const most = Math.max(train.brightest, test.brightest);
  const scale = pictureScale(most, true);
  const drawn = heldOutDiffer(train.examples, heldOut, classes);
  const data = {
    name: basename(resolve(folder)),
    classes,
    shape: train.shape,
    scale,
    train: drawn ? inDrawnOrder(train.examples) : train.examples,
    test: test.examples,
    heldOut,
  };
  const parts = [
    `${count + test.examples.count} images of ${train.shape.join(" × ")} bytes from 0 to ${most}, divided by ${Math.round(1 / scale)}`,
    `labels 0 to ${classes - 1}: ${classesText(data)}`,
  ];
  const split = `${drawn ? `${heldOut} drawn` : `the first ${heldOut}`} of the training files held out, ${test.examples.count} the test part`;
  const account = { parts, training: count - heldOut, word: "images", split } as const;
  const unread = unreadText(names, [trainImages, trainLabels, testImages, testLabels], drawn ? "images" : "the first images");
  const why = drawn ? ["the first training images are of other classes than all, so those that are held out are drawn"] : [];
  return {
    ...data,
    account,
    notes: [
      accountText(account, account.training),
      ...why,
      ...axesText(trainImages, train.fileShape),
      ...unread,
      ...[trainImages, trainLabels, testImages, testLabels].flatMap((file) =>
        otherCopyText(file, names, (copy) => readDataFile(copy, "name a folder of IDX files")),
      ),
      ...pixelsApart(train.pixels, test.pixels),
      ...emptyText(data),
      ...untrainedText(data),
      ...untestedText(data),
      ...dataDoubts(data, "images"),
    ],
  };
}

/** What is said where the second axis and the last are each short enough for channels. */
function axesText(path: string, [, a = 0, b = 0, c = 0]: readonly number[]): string[] {
  if (a === 1 || a > MOST_CHANNELS || c < 1 || c > MOST_CHANNELS) return [];
  return [`images of ${basename(path)} are read as ${a} channels of ${b} × ${c}; if its last axis has the channels, write them first`];
}

/** Which other files of images and labels lie in the folder, as those of a validation part. */
function unreadText(names: readonly string[], paths: readonly string[], heldOut: string): string[] {
  const bare = (name: string) => basename(name).replace(/\.gz$/i, "");
  const used = paths.map(bare);
  // some unpackers write a dot for the dash
  const isUsed = (name: string) => used.some((one) => one.replaceAll(".", "-") === bare(name).replaceAll(".", "-"));
  const found = names.filter((name) => /(?:images|labels).*(?:idx|ubyte)/i.test(name) && !name.startsWith(".") && !isUsed(name));
  const others = [...new Set(found.map(bare))].sort();
  if (others.length === 0) return [];
  const verb = others.length === 1 ? "lies there and is" : "lie there and are";
  return [`${namesText(others)} ${verb} not read; ${heldOut} of the training files are held out instead`];
}

/** Classes of so many deviations more or fewer among the first images than among all are in no drawn order. */
const MANY_DEVIATIONS = 6;

/** Whether the images that would be held out are other classes than all, as in files that are sorted by class. */
function heldOutDiffer({ labels, count }: ByteExamples, heldOut: number, classes: number): boolean {
  const ordered = [1, -1].some((sign) => labels.every((label, n) => n === 0 || sign * label >= sign * (labels[n - 1] as number)));
  if (ordered) return labels[0] !== labels.at(-1);
  const [all, first] = [new Uint32Array(classes), new Uint32Array(classes)];
  for (const [n, label] of labels.entries()) {
    (all[label] as number)++;
    if (n < heldOut) (first[label] as number)++;
  }
  return all.some((total, label) => {
    const share = total / count;
    const deviation = Math.sqrt(heldOut * share * (1 - share));
    return Math.abs((first[label] as number) - heldOut * share) > MANY_DEVIATIONS * deviation;
  });
}

/** The examples in an order that the first seed of splits draws. */
function inDrawnOrder({ images, labels, features, count }: ByteExamples): ByteExamples {
  const order = permutation(count, DEFAULT_SPLIT_SEED, 0);
  const [drawnImages, drawnLabels] = [sharedBytes(images.length), sharedBytes(count)];
  for (const [to, from] of order.entries()) {
    drawnImages.set(images.subarray(from * features, (from + 1) * features), to * features);
    drawnLabels[to] = labels[from] as number;
  }
  return { images: drawnImages, labels: drawnLabels, features, count };
}

/** Which labels below the largest have no image: the net has an output for each. */
function emptyText({ train, test, classes }: ImageDataset): string[] {
  const known = new Set([...train.labels, ...test.labels]);
  const empty = Array.from({ length: classes }, (_, label) => label).filter((label) => !known.has(label));
  return empty.length
    ? [`no image has the label ${namesText(empty.map(String))}; the net has an output for each of 0 to ${classes - 1}`]
    : [];
}

/** Which of the labels have no image that is trained on. */
function untrainedText({ train, test, heldOut }: ImageDataset): string[] {
  const known = new Set(train.labels.subarray(heldOut));
  const untrained = [...new Set([...train.labels, ...test.labels])].filter((label) => !known.has(label)).sort((a, b) => a - b);
  return untrained.length ? [`no image is trained on of ${namesText(untrained.map(String))}`] : [];
}

/** Which of the labels have no image that is tested on. */
function untestedText({ train, test }: ImageDataset): string[] {
  const tested = new Set(test.labels);
  const untested = [...new Set(train.labels)].filter((label) => !tested.has(label)).sort((a, b) => a - b);
  return untested.length ? [`no image is tested on of ${namesText(untested.map(String))}`] : [];
}

/** The standard name, plain or .gz; else the one name that fits the pattern. */
function findFile(folder: string, names: readonly string[], role: Role): string {
  const { title, pattern, text } = roles[role];
  const fitting = names.filter((name) => pattern.test(name));
  const standard = idxFileNames.find((name) => pattern.test(name));
  const known = fitting.find((name) => name === standard) ?? fitting.find((name) => name === `${standard}.gz`);
  const plain = fitting.filter((name) => !(name.endsWith(".gz") && fitting.includes(name.slice(0, -3))));
  const [found, other] = known ? [known] : plain;
  if (!found) throw new DataError(`${folder}: no file is called ${text}, plain or .gz, so the ${title} are missing`);
  if (other) throw new DataError(`${folder}: both ${found} and ${other} could be the ${title}; take one of them away`);
  return found;
}

function readPart(imagePath: string, labelPath: string): Part {
  const images = read(imagePath);
  const shape = imageShape(imagePath, images.shape);
  const labels = read(labelPath);
  if (labels.shape.length !== 1)
    throw new DataError(`${labelPath}: holds ${labels.shape.join(" × ")} bytes, labels have 1 axis; are two files swapped?`);
  const count = images.shape[0] as number;
  if (count === 0) throw new DataError(`${imagePath}: it holds no images`);
  if (count !== labels.bytes.length)
    throw new DataError(`${labelPath}: ${labels.bytes.length} labels do not match the ${count} images of ${imagePath}`);
  const bytes = shareBytes(images.bytes);
  if (channelsLast(images.shape)) channelsFirst(bytes, images.bytes, images.shape);
  return {
    shape,
    examples: { images: bytes, labels: shareBytes(labels.bytes), features: bytes.length / count, count },
    pixels: { bytes, count },
    highestLabel: labels.bytes.reduce((highest, label) => Math.max(highest, label), 0),
    brightest: bytes.reduce((highest, value) => Math.max(highest, value), 0),
    imagePath,
    fileShape: images.shape,
  };
}

const read = (path: string): IdxFile => readIdx(readDataFile(path, "name a folder of four IDX files"), path);

/** channels × height × width of one image. */
function imageShape(path: string, [count, ...extents]: readonly number[]): number[] {
  const [a = 0, b = 0, c = 0] = extents;
  const text = `holds ${[count, ...extents].join(" × ")} bytes, images have`;
  if (extents.length < 2) throw new DataError(`${path}: ${text} 3 axes or, with channels, 4; are two files swapped?`);
  if (extents.includes(0)) throw new DataError(`${path}: ${text} no extent of 0`);
  if (extents.length === 2) return [1, a, b];
  if (a <= MOST_CHANNELS) return [a, b, c];
  if (c <= MOST_CHANNELS) return [c, a, b];
  throw new DataError(`${path}: ${text} 1 to ${MOST_CHANNELS} channels, as the second axis or the last`);
}

const channelsLast = ([, a = 0, b, c]: readonly number[]) => b !== undefined && c !== undefined && a > MOST_CHANNELS;

/** bytes [count][channels][pixels] from source [count][pixels][channels] */
function channelsFirst(bytes: Uint8Array, source: Uint8Array, [count = 0, height = 0, width = 0, channels = 0]: readonly number[]): void {
  const pixels = height * width;
  for (let n = 0; n < count; n++)
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let channel = 0; channel < channels; channel++)
        bytes[(n * channels + channel) * pixels + pixel] = source[(n * pixels + pixel) * channels + channel] as number;
}
