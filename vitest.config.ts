import { env } from "node:process";
import { defineConfig } from "vitest/config";

// what takes long and rarely fails is run by npm run soak:slow
const files = env["DROPLAB_SLOW"] ? { include: ["test/slow/**/*.test.ts"] } : { include: ["test/**/*.test.ts"], exclude: ["test/slow/**"] };

export default defineConfig({
  test: { ...files, testTimeout: 120_000, hookTimeout: 120_000, pool: "forks", maxWorkers: 3 },
});
