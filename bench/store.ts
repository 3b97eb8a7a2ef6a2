/**
 * The store at size: 20,000 runs with 1,000,000 evaluations; how long `droplab list`, `show` and `compare` take on it, and which share of a
 * LeNet run's time recording takes. Usage: npm run bench:store
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath, stdout } from "node:process";
import { EVALUATIONS, fillStore, nameOf, RUNS } from "./bigStore.ts";

const folder = mkdtempSync(join(tmpdir(), "droplab-"));
const bin = join(import.meta.dirname, "..", "bin", "droplab.js");
const droplab = (...args: string[]) =>
  execFileSync(execPath, [bin, ...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
const seconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
};
const say = (what: string, value: string) => stdout.write(`${what.padEnd(52)} ${value}\n`);

const start = performance.now();
const file = join(folder, "big.db");
await fillStore(file);
const made = (performance.now() - start) / 1000;
say(`put in ${RUNS} runs, ${RUNS * EVALUATIONS} evaluations`, `${made.toFixed(1)} s, ${(statSync(file).size / 1e6).toFixed(0)} MB`);
for (const args of [["list"], ["show", nameOf(100)], ["compare", nameOf(100)], ["status"]])
  say(`droplab ${args[0]}`, `${seconds(() => droplab(...args, "--store", "big.db")).toFixed(2)} s`);
say("droplab --help, for comparison", `${seconds(() => droplab("--help")).toFixed(2)} s`);

// recording: the same run with the store in a file and in memory, in turns
const run = (...store: string[]) => seconds(() => droplab("run", "-i", "4000", "-r", "1", "--fresh", ...store));
const ratios = Array.from({ length: 5 }, () => {
  const without = run("--no-store");
  return run("--store", "small.db") / without - 1;
});
say(
  "a LeNet run of 4000 iterations, store in a file",
  `${(100 * (ratios.sort((a, b) => a - b)[2] as number)).toFixed(1)}% longer than in memory (median of 5)`,
);
rmSync(folder, { recursive: true });
