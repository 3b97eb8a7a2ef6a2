#!/usr/bin/env node
const [major] = process.versions.node.split(".").map(Number);
if (major < 24) {
  console.error(
    `droplab: Node ${process.versions.node} is too old, 24 or newer is needed; in a checkout type \`npm ci\`, then \`npx droplab\`, which brings its own Node 24.`,
  );
  process.exit(2);
}
await import("../src/cli/main.ts");
