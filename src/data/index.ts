/** Data sets: file formats, checks, splits. */
export { loadCsv } from "./csvDataset.ts";
export { DataError } from "./dataError.ts";
export { type DataLoader, type DataSpec, dataOptions, dataSpecOf } from "./dataSpec.ts";
export { installedFashionMnist, loadFashionMnist } from "./fashionMnist.ts";
export { type Fingerprint, fingerprint } from "./fingerprint.ts";
export { type IdxFile, readIdx } from "./idx.ts";
export { loadIdxFolder } from "./idxFolder.ts";
export type { ImageDataset } from "./imageDataset.ts";
export { areLimits, limitOptions, limitTraining, type TrainingLimits } from "./limitTraining.ts";
export { type DatasetName, type DatasetOptions, datasetNames, loadDataset } from "./loadDataset.ts";
export { loadMnist, packagedMnist } from "./mnist.ts";
export {
  type Categorical,
  DEFAULT_SPLIT_SEED,
  type Missing,
  type Pictures,
  type TableOption,
  type TableOptionName,
  type TableOptions,
  tableOptions,
} from "./tableOptions.ts";
