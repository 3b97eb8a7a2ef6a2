import { cpus, hostname } from "node:os";
import { argv, env, version as node } from "node:process";
import type { Command } from "commander";
import type { Device } from "#engine";
import { type ExperimentRecord, type Laboratory, NoStoreError, type StoreReader } from "#experiment";
import { openLaboratory, readLaboratory, storeName, withoutSecrets } from "#store";
import { experimentNamed } from "./namedId.ts";
import { packageVersion } from "./packageVersion.ts";
import { UsageError } from "./usageError.ts";

export interface StoreOptions {
  /** A file or the URL of a database, or false for none. */
  readonly store: string | false;
}

const DEFAULT_STORE = "droplab.db";

/** Adds --store, for commands that only look after what is kept. */
export function addStoreOption(command: Command): Command {
  return command.option(
    "--store <place>",
    "where experiments and their runs are kept: a file, or postgres://user@host/database",
    DEFAULT_STORE,
  );
}

/** Adds --store and --no-store. */
export function addStoreOptions(command: Command): Command {
  return addStoreOption(command).option("--no-store", "keep nothing, and take nothing that was kept");
}

/** What names a store on a command line; nothing where that is the one that is meant without. Without passwords. */
export const storeWords = (store: string): string[] => (store === DEFAULT_STORE ? [] : ["--store", withoutSecrets(store)]);

/** The store to write to and its queue; without one, in memory. Throws StoreError. */
export function openStore({ store }: StoreOptions, { name, simd }: Device): Laboratory {
  const machine = { processor: cpus()[0]?.model.trim() ?? "unknown", cores: cpus().length, node, device: `${name} ${simd}` };
  const about = { host: hostname(), machine, version: packageVersion, command: commandLine() };
  return openLaboratory(store, { about, environment: env });
}

/** Nothing has been run in this place yet: for who only looks that is an answer, and no mistake. */
export class NoExperimentsError extends UsageError {
  constructor({ store }: StoreOptions) {
    const where = store === DEFAULT_STORE ? "here" : `in ${storeName(String(store))}`;
    super(`no experiments ${where} yet; ${commandOf(["run", ...storeWords(String(store))])} makes the first`);
  }
}

/** The store to read. Throws NoExperimentsError where there is none, or nothing in it, and StoreError. */
export async function readStore(options: StoreOptions): Promise<StoreReader> {
  if (options.store === false) throw new UsageError("no-store: there is nothing kept without a store; leave it out");
  let store: StoreReader | undefined;
  try {
    store = readLaboratory(options.store, env);
    await store.wishes(""); // a database is connected to when it is first asked
    return store;
  } catch (error) {
    await store?.close();
    throw error instanceof NoStoreError ? new NoExperimentsError(options) : error;
  }
}

/** The one experiment of an id's beginning or of a name; throws UsageError where there is none, or several. */
export async function theExperiment(store: StoreReader, text: string, options: StoreOptions): Promise<ExperimentRecord> {
  const id = await experimentNamed(store, text);
  if (id !== undefined) return ((await store.experiments([id])) as [ExperimentRecord])[0];
  if ((await store.experiments()).length === 0) throw new NoExperimentsError(options);
  throw new UsageError(`${text}: there is no such experiment; droplab list names them`);
}

/** The same, of which there are runs: whoever removed each by itself has kept the experiment alone. Throws UsageError without. */
export async function theExperimentWithRuns(store: StoreReader, prefix: string, options: StoreOptions): Promise<ExperimentRecord> {
  const experiment = await theExperiment(store, prefix, options);
  const { id, command, states } = experiment;
  if (Object.values(states).some((count) => count > 0)) return experiment;
  throw new UsageError(`${id}: all its runs were removed; type ${command} for new ones, or droplab rm ${id}`);
}

/** The command as it was typed, with quotes where a shell needs them; without passwords, and an option that is of this time only. */
export function commandLine({ without }: { readonly without?: string } = {}): string {
  return commandOf(
    argv
      .slice(2)
      .filter((word) => word !== without)
      .map(withoutSecrets),
  );
}

/** A command of droplab as one would type it. */
export function commandOf(words: readonly string[]): string {
  return ["droplab", ...words.map(quoted)].join(" ");
}

/** A word with quotes where a shell needs them. */
export const quoted = (word: string): string => (/^[\w./:=,+@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
