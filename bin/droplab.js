#!/usr/bin/env node
import module from "node:module";

const [major] = process.versions.node.split(".").map(Number);
if (major < 24) {
  console.error(
    `droplab: Node ${process.versions.node} is too old, 24 or newer is needed; in a checkout type \`npm ci\`, then \`npx droplab\`, which brings its own Node 24.`,
  );
  process.exit(2);
}
// what was compiled once is not compiled again, in threads neither: each command starts twice as fast
const { directory } = module.enableCompileCache();
if (directory) process.env.NODE_COMPILE_CACHE = directory;
await import("../src/cli/main.ts");
