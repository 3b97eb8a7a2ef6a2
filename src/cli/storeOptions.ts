import { cpus, hostname } from "node:os";
import { argv, version as node } from "node:process";
import type { Command } from "commander";
import type { Device } from "#engine";
import type { ExperimentRecord, Laboratory, StoreReader } from "#experiment";
import { openLaboratory, readLaboratory } from "#store";
import { packageVersion } from "./packageVersion.ts";
import { UsageError } from "./usageError.ts";

export interface StoreOptions {
  /** A file, or false for none. */
  readonly store: string | false;
}

/** Adds --store and --no-store. */
export function addStoreOptions(command: Command): Command {
  return command
    .option("--store <file>", "where experiments and their runs are kept", "droplab.db")
    .option("--no-store", "keep nothing, and take nothing that was kept");
}

/** The store to write to and its queue; without one, in memory. Throws StoreError. */
export function openStore({ store }: StoreOptions, { name, simd }: Device): Laboratory {
  const machine = { processor: cpus()[0]?.model.trim() ?? "unknown", cores: cpus().length, node, device: `${name} ${simd}` };
  const about = { host: hostname(), machine, version: packageVersion, command: commandLine() };
  return openLaboratory(store, { about });
}

export function readStore({ store }: StoreOptions): StoreReader {
  return readLaboratory(store);
}

/** The one experiment whose id begins so; throws UsageError where there is none, or several. */
export async function theExperiment(store: StoreReader, prefix: string): Promise<ExperimentRecord> {
  const [found, ...more] = (await store.experiments()).filter(({ id }) => id.startsWith(prefix));
  if (!found || more.length)
    throw new UsageError(`${prefix}: ${found ? "several experiments begin so" : "there is no such experiment"}; droplab list names them`);
  return found;
}

/** The same, of which there are runs: whoever removed each by itself has kept the experiment alone. Throws UsageError without. */
export async function theExperimentWithRuns(store: StoreReader, prefix: string): Promise<ExperimentRecord> {
  const experiment = await theExperiment(store, prefix);
  const { id, command, states } = experiment;
  if (Object.values(states).some((count) => count > 0)) return experiment;
  throw new UsageError(`${id}: all its runs were removed; type ${command} for new ones, or droplab rm ${id}`);
}

/** The command as it was typed, with quotes where a shell needs them. */
export function commandLine(): string {
  return commandOf(argv.slice(2));
}

/** A command of droplab as one would type it. */
export function commandOf(words: readonly string[]): string {
  return ["droplab", ...words.map(quoted)].join(" ");
}

/** A word with quotes where a shell needs them. */
export const quoted = (word: string): string => (/^[\w./:=,+@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
