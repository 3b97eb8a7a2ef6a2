/** Where experiments and runs are kept: each folder implements Store and Queue. */
export { bundleOf, parseBundle } from "./bundle.ts";
export { openSqlite, readSqlite } from "./sqlite/openSqlite.ts";
