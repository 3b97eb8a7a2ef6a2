/**
 * The store at size: 20,000 trials with 1,000,000 evaluations; how long `droplab list`, `show` and `compare` take on it, and which share of a
 * LeNet run's time recording takes. Usage: npm run bench:store
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath, stdout } from "node:process";
import { DatabaseSync } from "node:sqlite";

const TRIALS = 20000;
const EVALUATIONS = 50;
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

// one real run gives rows to copy: 200 experiments of 10 configurations and 10 seeds
droplab("run", "-i", "100", "-r", "1", "--store", "big.db");
const database = new DatabaseSync(join(folder, "big.db"));
const made = seconds(() => {
  database.exec("PRAGMA synchronous = OFF; BEGIN");
  const trial =
    database.prepare(`INSERT INTO trials (id, dataset, data_options, data_hash, test_hash, config, numerics, state, iteration, created, started, finished, seconds_before, seconds_since, accuracy, result, weights)
    SELECT ?, dataset, data_options, data_hash, test_hash, config, numerics, state, iteration, created, started, finished, seconds_before, seconds_since, accuracy, json_set(result, '$.seed', ?, '$.accuracy', ?), weights
    FROM trials WHERE number = 1`);
  const evaluation = database.prepare(
    "INSERT INTO evaluations SELECT ?, ?, loss, accuracy, kernel_norms, dead_classes, selection_loss FROM evaluations WHERE trial = 1",
  );
  const parts = database.prepare("INSERT INTO parts SELECT ?, version, part, floats FROM parts WHERE trial = 1");
  const experiment = database.prepare(
    "INSERT INTO experiments (id, name, definition, command, created, updated, configurations) SELECT ?, ?, ?, command, created, updated, 10 FROM experiments LIMIT 1",
  );
  const member = database.prepare("INSERT INTO members VALUES (?, ?, ?, ?, ?)");
  const rates = JSON.stringify({ grid: { dropout: Array.from({ length: 10 }, (_, i) => i / 20) } });
  for (let e = 0; e < TRIALS / 100; e++) experiment.run(`big${String(e).padStart(7, "0")}`, `experiment ${e}`, rates);
  for (let t = 0; t < TRIALS; t++) {
    const seed = Math.floor((t % 100) / 10);
    const { lastInsertRowid } = trial.run(t.toString(16).padStart(20, "0"), seed, 0.9 + (t % 97) / 1000);
    for (let i = 1; i <= EVALUATIONS; i++) evaluation.run(lastInsertRowid, 100 * i);
    parts.run(lastInsertRowid);
    member.run(`big${String(Math.floor(t / 100)).padStart(7, "0")}`, t % 100, lastInsertRowid, t % 10, seed + 1);
  }
  database.exec("COMMIT");
});
database.close();
say(
  `made ${TRIALS} trials, ${TRIALS * EVALUATIONS} evaluations`,
  `${made.toFixed(1)} s, ${(statSync(join(folder, "big.db")).size / 1e6).toFixed(0)} MB`,
);
for (const args of [["list"], ["show", "big0000100"], ["compare", "big0000100"], ["status"]])
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
