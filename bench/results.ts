/**
 * `npm run results`: makes docs/results. Trains what its experiments owe, into a store that can be stopped and continued at any time, and
 * writes for each page the facts (JSON), the page, whose every number is computed from the facts, and the reports.
 *
 *   npm run results                     all of it: several hours on two fast cores
 *   npm run results -- --write-only     the pages of what the store has; one that is whole is not replaced by one that is not
 *   npm run results -- --partial        with --write-only: unfinished pages too, which say so
 *   npm run results -- --pages-only     the pages again from the facts that are written
 *   npm run results -- --quick          a marked short version, in build/results
 *   npm run results -- --only <page>    with any of these: one page, by its name
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { stderr } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { NUMERICAL_VERSION } from "#engine";
import { readLaboratory } from "#store";
import { collectExperiment } from "./results/collect.ts";
import { droplab, STOPPED, stopOnSignals } from "./results/droplab.ts";
import { type ExperimentKey, experimentKeys, experiments, wordsOf } from "./results/experiments.ts";
import { type Facts, settledRuns } from "./results/facts.ts";
import { isComplete, pages, type ResultsPage } from "./results/pages.ts";
import { serialize } from "./results/serialize.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const options = {
  store: { type: "string" },
  out: { type: "string" },
  workers: { type: "string" },
  quick: { type: "boolean", default: false },
  partial: { type: "boolean", default: false },
  "write-only": { type: "boolean", default: false },
  "pages-only": { type: "boolean", default: false },
  only: { type: "string" },
} as const;

class UsageError extends Error {}

interface Wanted {
  /** Relative to the checkout, so that commands in reports name no folder of this machine. */
  readonly store: string;
  readonly out: string;
  readonly workers: string | undefined;
  readonly quick: boolean;
  /** Whether unfinished pages may replace whole ones. */
  readonly partial: boolean;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options });
  const { quick, workers, partial } = values;
  const out = resolve(values.out ?? join(root, quick ? "build/results" : "docs/results"));
  const store = relative(root, resolve(values.store ?? (quick ? join(out, "results.db") : join(root, "results.db"))));
  const wanted: Wanted = { store, out, workers, quick, partial };
  mkdirSync(out, { recursive: true });
  stopOnSignals();
  for (const page of wantedPages(values.only)) {
    if (values["pages-only"]) {
      write(page, factsOf(page, wanted), wanted);
      continue;
    }
    for (const key of values["write-only"] ? [] : page.keys) {
      const code = await train(key, wanted);
      if (code === STOPPED) return code;
      if (code) stderr.write(`results: ${key} ended with exit code ${code}; the page says what is missing\n`);
    }
    const code = await make(page, wanted);
    if (code) return code;
  }
  return 0;
}

function wantedPages(only: string | undefined): readonly ResultsPage[] {
  const wanted = pages.filter(({ name }) => only === undefined || name === only);
  if (wanted.length === 0)
    throw new UsageError(`only: there is no page ${JSON.stringify(only)}; there are ${pages.map(({ name }) => name).join(", ")}`);
  return wanted;
}

/** Runs an experiment with the command line, as anyone would; gives its exit code. */
function train(key: ExperimentKey, { store, workers, quick }: Wanted): Promise<number> {
  const words = [...wordsOf(experiments[key], quick), "--store", store, ...(workers === undefined ? [] : ["--workers", workers])];
  stderr.write(`results: droplab ${words.join(" ")}\n`);
  return droplab(words);
}

/** A page of what the store has, with its facts and reports. */
async function make(page: ResultsPage, wanted: Wanted): Promise<number> {
  const { store, out, quick, partial } = wanted;
  const file = join(root, store);
  if (!existsSync(file)) throw new UsageError(`there is no store ${store}; run without --write-only, or name one with --store`);
  const reader = readLaboratory(file);
  const collected = new Map<ExperimentKey, Facts[ExperimentKey]>();
  for (const key of page.keys) collected.set(key, await collectExperiment(reader, experiments[key], quick));
  const facts = factsWith((key) => collected.get(key) ?? null);
  await reader.close();
  const before = existsSync(jsonOf(page, out)) ? factsOf(page, wanted) : undefined;
  if (!partial && before && isComplete(page, before, quick) && !isComplete(page, facts, quick)) {
    const settled = page.keys.reduce((sum, key) => sum + (facts[key] ? settledRuns(facts[key]) : 0), 0);
    stderr.write(`results: kept ${page.name}.md, which is whole: the store has ${settled} of its runs; --partial writes what is there\n`);
    return 0;
  }
  writeFileSync(jsonOf(page, out), serialize(Object.fromEntries(page.keys.map((key) => [key, facts[key]]))));
  write(page, facts, wanted);
  for (const [key, name] of Object.entries(page.reports)) {
    const id = facts[key as ExperimentKey]?.experiment;
    const code = id
      ? await droplab(["report", id, "--store", store, "--output", relative(root, join(out, name)), ...(quick ? ["--no-inspect"] : [])])
      : 0;
    if (code) return code;
  }
  return 0;
}

function write(page: ResultsPage, facts: Facts, { out }: Wanted): void {
  const file = join(out, `${page.name}.md`);
  writeFileSync(file, page.write(facts, NUMERICAL_VERSION));
  stderr.write(`results: wrote ${file}\n`);
}

const jsonOf = ({ name }: ResultsPage, out: string): string => join(out, `${name}.json`);
const factsWith = (factOf: (key: ExperimentKey) => Facts[ExperimentKey]): Facts =>
  Object.fromEntries(experimentKeys.map((key) => [key, factOf(key)])) as Facts;

/** The facts of a page that are written. */
function factsOf(page: ResultsPage, { out }: Wanted): Facts {
  const file = jsonOf(page, out);
  if (!existsSync(file)) throw new UsageError(`there is no ${page.name}.json in ${out}; run without --pages-only`);
  const written: Partial<Facts> = JSON.parse(readFileSync(file, "utf8"));
  return factsWith((key) => written[key] ?? null);
}

try {
  process.exitCode = await main();
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  const isUsage = error instanceof UsageError || code?.startsWith("ERR_PARSE_ARGS");
  stderr.write(`results: ${message.split("\n")[0]}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
