/** Data sets in files, and files that are written whole, for programs that have a disk. */

export { loadCsv, readTable, testFileOf } from "./csvFile.ts";
export { readDataFile, unpacked } from "./dataFile.ts";
export { beginningOf, endsOf } from "./endsOf.ts";
export { filesOf } from "./filesOf.ts";
export { loadIdxFolder } from "./idxFolder.ts";
export { type DatasetKind, type DatasetOptions, datasetKind, loadDataset } from "./loadDataset.ts";
export { loadMnist, packagedMnist } from "./mnist.ts";
export { type Pieces, writeFully, writeWhole } from "./writeWhole.ts";
