/**
 * `npm run results`: makes docs/results. Trains what its experiments owe, into a store that can be stopped and continued at any time, then
 * writes the facts (JSON), the pages, whose every number is computed from the facts, and the reports.
 *
 *   npm run results                     all of it: several hours on two fast cores
 *   npm run results -- --write-only     the pages and reports of what the store has
 *   npm run results -- --pages-only     the pages of the facts that are written
 *   npm run results -- --quick          a marked short version, in build/results
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { execPath, stderr } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { NUMERICAL_VERSION } from "#engine";
import { SqliteReader } from "#store";
import { collectExperiment } from "./results/collect.ts";
import { type ExperimentKey, experimentKeys, experiments, wordsOf } from "./results/experiments.ts";
import type { PostFacts } from "./results/facts.ts";
import { postPage } from "./results/postPage.ts";
import { serialize } from "./results/serialize.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const options = {
  store: { type: "string" },
  out: { type: "string" },
  workers: { type: "string" },
  quick: { type: "boolean", default: false },
  "write-only": { type: "boolean", default: false },
  "pages-only": { type: "boolean", default: false },
} as const;

/** Reports beside the page, each of one experiment. */
const reports: { readonly [key in ExperimentKey]?: string } = { post: "post-report.html", sound: "sound-report.html" };

interface Wanted {
  readonly store: string;
  readonly out: string;
  readonly workers: string | undefined;
  readonly quick: boolean;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options });
  const { quick, workers } = values;
  const out = values.out ?? join(root, quick ? "build/results" : "docs/results");
  // relative to the checkout, so that commands in reports name no folder of this machine
  const store = relative(root, resolve(values.store ?? (quick ? join(out, "results.db") : join(root, "results.db"))));
  const wanted: Wanted = { store, out, workers, quick };
  mkdirSync(out, { recursive: true });
  if (values["pages-only"]) return writePages(wanted);
  if (!values["write-only"])
    for (const key of experimentKeys) {
      const code = await train(key, wanted);
      if (code === 130) return code;
      if (code) stderr.write(`results: ${key} ended with exit code ${code}; the pages say what is missing\n`);
    }
  return writeAll(wanted);
}

/** Runs an experiment with the command line, as anyone would; gives its exit code. */
function train(key: ExperimentKey, { store, workers, quick }: Wanted): Promise<number> {
  const words = [...wordsOf(experiments[key], quick), "--store", store, ...(workers === undefined ? [] : ["--workers", workers])];
  stderr.write(`results: droplab ${words.join(" ")}\n`);
  return droplab(words);
}

function droplab(words: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [join(root, "bin/droplab.js"), ...words], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    // the terminal sends Ctrl-C to both; other signals come here alone
    const pass = (signal: NodeJS.Signals) => void (signal === "SIGINT" || child.kill(signal));
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    for (const signal of signals) process.on(signal, pass);
    child.on("error", reject);
    child.on("close", (code) => {
      for (const signal of signals) process.off(signal, pass);
      resolve(code ?? 1);
    });
  });
}

class UsageError extends Error {}

/** The facts, the pages and the reports of what the store has. */
async function writeAll(wanted: Wanted): Promise<number> {
  const { store, out, quick } = wanted;
  const file = join(root, store);
  if (!existsSync(file)) throw new UsageError(`there is no store ${store}; run without --write-only, or name one with --store`);
  const reader = SqliteReader.open(file);
  const collected = Object.fromEntries(experimentKeys.map((key) => [key, collectExperiment(reader, experiments[key], quick)]));
  reader.close();
  const { post = null, sound = null, heldOut = null } = collected;
  writeFileSync(join(out, "post.json"), serialize({ post, sound, heldOut } satisfies PostFacts));
  for (const [key, file] of Object.entries(reports)) {
    const id = collected[key]?.experiment;
    const code = id ? await droplab(["report", id, "--store", store, "--output", relative(root, resolve(out, file))]) : 0;
    if (code) return code;
  }
  return writePages(wanted);
}

/** The pages of the facts that are written. */
function writePages({ out }: Wanted): number {
  if (!existsSync(join(out, "post.json"))) throw new UsageError(`there is no post.json in ${out}; run without --pages-only`);
  const facts: PostFacts = JSON.parse(readFileSync(join(out, "post.json"), "utf8"));
  writeFileSync(join(out, "post.md"), postPage(facts, NUMERICAL_VERSION));
  stderr.write(`results: wrote ${join(out, "post.md")}\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  const isUsage = error instanceof UsageError || code?.startsWith("ERR_PARSE_ARGS");
  stderr.write(`results: ${message.split("\n")[0]}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
