/** Data sets: file formats, checks, splits. */

export { checkDataset } from "./checkDataset.ts";
export { loadCsv } from "./csvDataset.ts";
export { DataError } from "./dataError.ts";
export { installedFashionMnist, loadFashionMnist } from "./fashionMnist.ts";
export { type IdxFile, readIdx } from "./idx.ts";
export { loadIdxFolder } from "./idxFolder.ts";
export type { ImageDataset } from "./imageDataset.ts";
export { type DatasetName, type DatasetOptions, datasetNames, loadDataset } from "./loadDataset.ts";
export { loadMnist, packagedMnist } from "./mnist.ts";
