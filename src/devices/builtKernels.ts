import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Where kernels/build.ts puts what it makes. */
export const builtKernels = (file: "droplab.node" | "droplab.wasm" | "droplab.plain.wasm"): string =>
  fileURLToPath(new URL(`../../build/${file}`, import.meta.url));

/** The bytes of a WebAssembly module. */
export function builtModule(file: "droplab.wasm" | "droplab.plain.wasm"): Promise<Uint8Array<ArrayBuffer>> {
  const path = builtKernels(file);
  if (!existsSync(path))
    throw new Error(
      `there are no WebAssembly kernels in ${dirname(path)}; in a checkout type \`npm run build:kernels\`, and a bundler must leave droplab out, as external`,
    );
  return readFile(path);
}
