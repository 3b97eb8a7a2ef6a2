/** Data sets: formats, checks, splits, as functions of bytes; #data/files reads files. */
export { checkDataset, ownDataset } from "./checkDataset.ts";
export { type ColumnAccount, describeColumns } from "./columnAccount.ts";
export { majorityClass } from "./dataDoubts.ts";
export { DataError } from "./dataError.ts";
export { type DataReading, readingOf, stubOf } from "./dataReading.ts";
export { type DataLoader, type DataSpec, dataOptions, dataSpecOf } from "./dataSpec.ts";
export { type DatasetName, datasetNames, pinnedTestImages } from "./datasetNames.ts";
export { decodeText } from "./decodeText.ts";
export { type Fingerprint, fingerprint } from "./fingerprint.ts";
export { fitPicture, type PictureFit, pictureFits } from "./fitPicture.ts";
export type { ImageDataset } from "./imageDataset.ts";
export { areLimits, limitOptions, limitTraining, type TrainingLimits } from "./limitTraining.ts";
export { newRows } from "./newRows.ts";
export { BYTE, type PixelRange, pixelRange } from "./pixelRange.ts";
export { plainOrQuoted } from "./quotedText.ts";
export { sharedFloats } from "./sharedArray.ts";
export { accountParts, classCounts } from "./tableAccount.ts";
export { DEFAULT_SPLIT_SEED, type TableOptions, tableOptions } from "./tableOptions.ts";
