/**
 * Makes the package that is published, in dist/: compiled JavaScript with its types (Node strips no types under node_modules), and the
 * kernels that were built here. Where the native ones do not run, droplab uses WebAssembly. `npm pack ./dist` makes the tarball.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const compiled = (path: string) => path.replace("./src/", "./lib/").replace(/\.ts$/, ".js");

rmSync(dist, { recursive: true, force: true });
execFileSync(execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "packaging/tsconfig.json")], { stdio: "inherit" });

const {
  scripts: _,
  devDependencies: __,
  allowScripts: ___,
  imports,
  exports,
  ...rest
} = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const doors = Object.entries(imports as Record<string, string>).map(([name, path]) => [name, compiled(path)]);
const library = compiled(exports["."]);
const manifest = {
  ...rest,
  types: library.replace(/\.js$/, ".d.ts"),
  exports: { ".": { types: library.replace(/\.js$/, ".d.ts"), default: library } },
  imports: Object.fromEntries(doors),
};
writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);

mkdirSync(join(dist, "bin"));
const start = readFileSync(join(root, "bin/droplab.js"), "utf8").replace("../src/cli/main.ts", "../lib/cli/main.js");
writeFileSync(join(dist, "bin/droplab.js"), start, { mode: 0o755 });
for (const path of ["README.md", "LICENSE", "CHANGELOG.md", "docs"])
  cpSync(join(root, path), join(dist, path), { recursive: true, filter: (from) => !from.endsWith("docs/results") });
for (const file of ["droplab.node", "droplab.wasm", "droplab.plain.wasm"])
  try {
    cpSync(join(root, "build", file), join(dist, "build", file));
  } catch (error) {
    if (file !== "droplab.node") throw error; // without a compiler there are no native kernels
  }
