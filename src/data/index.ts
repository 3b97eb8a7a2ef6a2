/** Data sets: file formats, checks, splits. */
export { checkDataset, ownDataset } from "./checkDataset.ts";
export { type ColumnAccount, describeColumns } from "./columnAccount.ts";
export { type LoadedTable, loadCsv, readTable } from "./csvDataset.ts";
export { testSibling } from "./csvSplit.ts";
export { type MajorityClass, majorityClass, sharedExamples } from "./dataDoubts.ts";
export { DataError } from "./dataError.ts";
export { type DataLoader, type DataSpec, dataOptions, dataSpecOf } from "./dataSpec.ts";
export { type DecodedText, decodeText } from "./decodeText.ts";
export { installedFashionMnist, loadFashionMnist } from "./fashionMnist.ts";
export { type Fingerprint, fingerprint } from "./fingerprint.ts";
export { type IdxFile, readIdx } from "./idx.ts";
export { loadIdxFolder } from "./idxFolder.ts";
export type { DataAccount, ImageDataset } from "./imageDataset.ts";
export { areLimits, limitOptions, limitTraining, type TrainingLimits } from "./limitTraining.ts";
export { type DatasetKind, type DatasetName, type DatasetOptions, datasetKind, datasetNames, loadDataset } from "./loadDataset.ts";
export { loadMnist, packagedMnist } from "./mnist.ts";
export { pinnedTestImages } from "./pinnedIdx.ts";
export { plainOrQuoted } from "./quotedText.ts";
export { accountParts, classCounts } from "./tableAccount.ts";
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
