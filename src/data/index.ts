/** Data sets: file formats, checks, splits. */
export { checkDataset, ownDataset } from "./checkDataset.ts";
export { type ColumnAccount, describeColumns } from "./columnAccount.ts";
export { loadCsv, readTable } from "./csvDataset.ts";
export { testSibling } from "./csvSplit.ts";
export { majorityClass } from "./dataDoubts.ts";
export { DataError } from "./dataError.ts";
export { type DataLoader, type DataSpec, dataOptions, dataSpecOf } from "./dataSpec.ts";
export { decodeText } from "./decodeText.ts";
export { type Fingerprint, fingerprint } from "./fingerprint.ts";
export { loadIdxFolder } from "./idxFolder.ts";
export type { ImageDataset } from "./imageDataset.ts";
export { areLimits, limitOptions, limitTraining, type TrainingLimits } from "./limitTraining.ts";
export { type DatasetKind, type DatasetName, type DatasetOptions, datasetKind, datasetNames, loadDataset } from "./loadDataset.ts";
export { loadMnist, packagedMnist } from "./mnist.ts";
export { pinnedTestImages } from "./pinnedIdx.ts";
export { plainOrQuoted } from "./quotedText.ts";
export { accountParts, classCounts } from "./tableAccount.ts";
export { DEFAULT_SPLIT_SEED, type TableOptions, tableOptions } from "./tableOptions.ts";
