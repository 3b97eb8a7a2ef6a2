import { env } from "node:process";
import { defineConfig } from "vitest/config";

const files = (beginning: string, names: string, ending = "") =>
  names.split(" ").map((name) => `test/${beginning}${name}${ending}.test.ts`);

/** Tests that leave nothing behind that others see share their processes, which have the modules then. */
const sharing = [
  ...files("", "conventions data mathematics methods nets optimizers report statistics verdict", ".*"),
  ...files("", "dropout layers lenet losses regularizers", ".golden"),
  ...files("library.", "door live loading numbers predict pixels save statistics trials turns words"),
  ...files("playground.", "address formula knobs looks netLayout pair small twin words"),
];
const slow = ["test/slow/**"];

// what takes long and rarely fails is run by npm run soak:slow
const projects = env["DROPLAB_SLOW"]
  ? [{ extends: true as const, test: { name: "slow", include: ["test/slow/**/*.test.ts"] } }]
  : [
      { extends: true as const, test: { name: "shared", isolate: false, include: sharing } },
      { extends: true as const, test: { name: "alone", include: ["test/**/*.test.ts"], exclude: [...slow, ...sharing] } },
    ];

export default defineConfig({
  test: { projects, testTimeout: 150_000, hookTimeout: 120_000, pool: "forks", maxWorkers: 3 },
});
