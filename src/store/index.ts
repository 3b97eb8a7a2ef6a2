/** Where experiments and runs are kept: each folder implements Store and Queue, stores.ts chooses between them. */
export { bundleRecords } from "./exchange/bundleRecords.ts";
export { bundleText } from "./exchange/bundleText.ts";
export { readBundle } from "./exchange/readBundle.ts";
export { isSqliteFile } from "./sqlite/recognize.ts";
export { isShared, openLaboratory, readLaboratory, storeName, withoutSecrets } from "./stores.ts";
