/** Data sets: file formats, checks, splits. */
export { DataError, type IdxFile, readIdx } from "./idx.ts";
export type { ImageDataset } from "./imageDataset.ts";
export { loadMnist, packagedMnist } from "./mnist.ts";
