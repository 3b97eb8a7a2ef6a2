import { createHash } from "node:crypto";
import { join } from "node:path";
import type { ByteExamples } from "#engine";
import { DataError } from "../dataError.ts";
import { pinnedTestImages } from "../datasetNames.ts";
import { type IdxFile, readIdx } from "../idx.ts";
import type { ImageDataset } from "../imageDataset.ts";
import { shareBytes } from "../sharedArray.ts";
import { plainOrGzip, readDataFile } from "./dataFile.ts";

/** The names that MNIST gave its four files, and every data set made after it. */
export const idxFileNames = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
] as const;
export type IdxFileName = (typeof idxFileNames)[number];

/** The SHA-256 of each file, uncompressed. */
export type IdxSums = { readonly [name in IdxFileName]: string };

/** The post's split, which is TensorFlow's: the first 5,000 training images are held out. */
const HELD_OUT = 5000;

/**
 * Loads a published data set of 60,000 + 10,000 images of 28 × 28 bytes in ten classes from a folder of its four files,
 * plain or .gz, into shared memory. `title` is its name in messages. Throws DataError for any other bits.
 */
export function loadPinnedIdx(folder: string, name: string, title: string, sums: IdxSums): ImageDataset {
  const read = (file: IdxFileName, shape: readonly number[]) => readPinned(folder, file, title, sums[file], shape);
  const examples = (imageFile: IdxFileName, labelFile: IdxFileName, count: number): ByteExamples => {
    const images = read(imageFile, [count, 28, 28]);
    const labels = read(labelFile, [count]);
    return { images: shareBytes(images.bytes), labels: shareBytes(labels.bytes), features: 784, count };
  };
  return {
    name,
    classes: 10,
    shape: [1, 28, 28],
    scale: 1 / 255,
    train: examples("train-images-idx3-ubyte", "train-labels-idx1-ubyte", 60000),
    test: examples("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", pinnedTestImages),
    heldOut: HELD_OUT,
  };
}

function readPinned(folder: string, name: IdxFileName, title: string, sum: string, shape: readonly number[]): IdxFile {
  const path = plainOrGzip(join(folder, name));
  const file = readDataFile(path, `the folder must hold ${idxFileNames.join(", ")}, plain or .gz`);
  const idx = readIdx(file, path);
  if (idx.shape.join() !== shape.join())
    throw new DataError(`${path}: holds ${idx.shape.join(" × ")} bytes, ${title} has ${shape.join(" × ")}; are two files swapped?`);
  const found = createHash("sha256").update(file).digest("hex");
  if (found !== sum)
    throw new DataError(
      `${path}: SHA-256 ${found.slice(0, 12)}… is not that of ${title} (${sum.slice(0, 12)}…); the file is damaged or another data set`,
    );
  return idx;
}
