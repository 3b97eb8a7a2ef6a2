/** Stores of experiments and trials. */
export { bundleOf, parseBundle } from "./bundle.ts";
export { processStart } from "./owners.ts";
export { SqliteReader } from "./sqliteReader.ts";
export { SqliteStore } from "./sqliteStore.ts";
export { StoreError } from "./storeError.ts";
