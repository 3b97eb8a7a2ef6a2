import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Where kernels/build.ts puts what it makes. */
export const builtKernels = (file: "droplab.node" | "droplab.wasm" | "droplab.plain.wasm"): string =>
  fileURLToPath(new URL(`../../build/${file}`, import.meta.url));

/** The bytes of a WebAssembly module. */
export function builtModule(file: "droplab.wasm" | "droplab.plain.wasm"): Promise<Uint8Array<ArrayBuffer>> {
  const path = builtKernels(file);
  if (!existsSync(path)) throw new Error("the WebAssembly kernels are not built; type `npm run build:kernels`");
  return readFile(path);
}
