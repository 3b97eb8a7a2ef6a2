/**
 * Writes the WebAssembly modules of build/ as modules of JavaScript that hold their bytes in base64: what bundles for browsers makes them
 * part of its output, whatever it does with other files. Runs after build.ts.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const build = (file: string) => fileURLToPath(new URL(`../build/${file}`, import.meta.url));

for (const [module, file] of [
  ["relaxed.js", "droplab.wasm"],
  ["plain.js", "droplab.plain.wasm"],
] as const)
  writeFileSync(build(module), `export default ${JSON.stringify(readFileSync(build(file)).toString("base64"))};\n`);
