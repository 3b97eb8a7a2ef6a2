/** Where experiments and runs are kept: each folder implements Store and Queue, stores.ts chooses between them. */
export { bundleOf, parseBundle } from "./bundle.ts";
export { openLaboratory, readLaboratory } from "./stores.ts";
