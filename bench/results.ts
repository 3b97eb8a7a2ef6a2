/**
 * `npm run results`: makes docs/results. Trains what its experiments owe, into a store that can be stopped and continued at any time, then
 * writes the facts (JSON), the pages, whose every number is computed from the facts, and the reports.
 *
 *   npm run results                     all of it: several hours on two fast cores
 *   npm run results -- --write-only     the pages and reports of what the store has
 *   npm run results -- --pages-only     the pages of the facts that are written
 *   npm run results -- --quick          a marked short version, in build/results
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { execPath, stderr } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { NUMERICAL_VERSION } from "#engine";
import { SqliteReader } from "#store";
import { collectExperiment } from "./results/collect.ts";
import { type ExperimentKey, experimentKeys, experiments, wordsOf } from "./results/experiments.ts";
import type { ExperimentFact, PostFacts } from "./results/facts.ts";
import { overfittingPage } from "./results/overfittingPage.ts";
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
  stopOnSignals();
  if (values["pages-only"]) return writePages(wanted);
  if (!values["write-only"])
    for (const key of experimentKeys) {
      const code = await train(key, wanted);
      if (code === STOPPED) return code;
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

/** The command that runs now, and whether a signal has asked to stop. */
const running: { child: ChildProcess | undefined; stopped: boolean } = { child: undefined, stopped: false };
const STOPPED = 130;

/** Passes signals on: the command finishes its checkpoints, and nothing more is begun. Ctrl-C reaches both, and counts once there. */
function stopOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      running.stopped = true;
      running.child?.kill(signal);
    });
}

function droplab(words: readonly string[]): Promise<number> {
  if (running.stopped) return Promise.resolve(STOPPED);
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [join(root, "bin/droplab.js"), ...words], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    running.child = child;
    child.on("error", reject);
    child.on("close", (code) => {
      running.child = undefined;
      resolve(running.stopped ? STOPPED : (code ?? 1));
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
  const { post = null, sound = null, heldOut = null, overfitting = null } = collected;
  writeFileSync(join(out, "post.json"), serialize({ post, sound, heldOut } satisfies PostFacts));
  writeFileSync(join(out, "overfitting.json"), serialize({ overfitting }));
  for (const [key, file] of Object.entries(reports)) {
    const id = collected[key]?.experiment;
    const code = id ? await droplab(["report", id, "--store", store, "--output", relative(root, resolve(out, file))]) : 0;
    if (code) return code;
  }
  return writePages(wanted);
}

/** The pages of the facts that are written. */
function writePages({ out }: Wanted): number {
  const read = (name: string) => {
    const file = join(out, name);
    if (!existsSync(file)) throw new UsageError(`there is no ${name} in ${out}; run without --pages-only`);
    return JSON.parse(readFileSync(file, "utf8"));
  };
  const { overfitting }: { overfitting: ExperimentFact | null } = read("overfitting.json");
  const pages = {
    "post.md": postPage(read("post.json") as PostFacts, NUMERICAL_VERSION),
    "overfitting.md": overfittingPage(overfitting, NUMERICAL_VERSION),
  };
  for (const [name, page] of Object.entries(pages)) {
    writeFileSync(join(out, name), page);
    stderr.write(`results: wrote ${join(out, name)}\n`);
  }
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
