import { fileURLToPath } from "node:url";

/** A path, or the address of a file, as modules have it: `new URL("net.json", import.meta.url)`. */
export type PathOrUrl = string | URL;

/** The path of it; whatever else it is stays what it is, and is refused by whoever looks at it. */
export const pathOf = (file: PathOrUrl): string =>
  file instanceof URL && file.protocol === "file:" ? fileURLToPath(file) : (file as string);
