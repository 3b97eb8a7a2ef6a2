/**
 * Makes the package that is published, in dist/: compiled JavaScript with its types (Node strips no types under node_modules), the pages
 * that its README links to, and the kernels that were built here; where the native ones do not run, droplab uses WebAssembly. `npm pack`
 * runs it, and makes the tarball of what it made.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const compiled = (path: string) => path.replace("./src/", "./lib/").replace(/\.ts$/, ".js");
const typed = (path: string) => ({ types: compiled(path).replace(/\.js$/, ".d.ts"), default: compiled(path) });

rmSync(dist, { recursive: true, force: true });
execFileSync(execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "packaging/tsconfig.json")], { stdio: "inherit" });

/** What the library itself needs. The rest is for the command line, and for MNIST: whoever installs with --omit=optional goes without. */
const ofLibrary = ["@noble/hashes", "fastest-levenshtein", "zod"];

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<"." | "./browser", string>>;
}
const {
  scripts: _,
  devDependencies: __,
  allowScripts: ___,
  files: ____,
  dependencies,
  imports,
  exports,
  ...rest
}: Manifest & Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const each = <T>(paths: Readonly<Record<string, string>>, made: (path: string) => T) =>
  Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, made(path)]));
const pick = (isOfLibrary: boolean) => Object.entries(dependencies).filter(([name]) => ofLibrary.includes(name) === isOfLibrary);
const needs = { dependencies: Object.fromEntries(pick(true)), optionalDependencies: Object.fromEntries(pick(false)) };
const manifest = { ...rest, ...needs, types: typed(exports["."]).types, exports: each(exports, typed), imports: each(imports, compiled) };
writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);

mkdirSync(join(dist, "bin"));
const start = readFileSync(join(root, "bin/droplab.js"), "utf8").replace("../src/cli/main.ts", "../lib/cli/main.js");
writeFileSync(join(dist, "bin/droplab.js"), start, { mode: 0o755 });
for (const path of [
  "README.md",
  "LICENSE",
  "CITATION.cff",
  "CHANGELOG.md",
  "docs",
  "examples",
  "deploy",
  "bench/peers.md",
  "bench/tables.md",
])
  cpSync(join(root, path), join(dist, path), { recursive: true });
cpSync(join(root, "build/dashboard"), join(dist, "build/dashboard"), { recursive: true });
// droplab ui makes the digits itself, and keeps nothing offline
const isServed = (path: string) => !["build/site/mnist", "build/site/sw.js"].includes(relative(root, path));
cpSync(join(root, "build/site"), join(dist, "build/site"), { recursive: true, filter: isServed });
for (const file of ["droplab.node", "droplab.wasm", "droplab.plain.wasm", "relaxed.js", "plain.js"])
  try {
    cpSync(join(root, "build", file), join(dist, "build", file));
  } catch (error) {
    if (file !== "droplab.node") throw error; // without a compiler there are no native kernels
  }
