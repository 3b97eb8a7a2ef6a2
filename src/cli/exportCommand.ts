import { readFileSync, writeFileSync } from "node:fs";
import { stderr, stdout } from "node:process";
import type { Command } from "commander";
import { decodeText } from "#data";
import { counted } from "#engine";
import { type ExperimentRecord, type ExperimentResults, loadResults, type StoreReader } from "#experiment";
import { csv, evaluationTable, parquet, trialTable } from "#report";
import { bundleOf, parseBundle } from "#store";
import { chooseDevice } from "./deviceOptions.ts";
import { addStoreOption, NoExperimentsError, openStore, readStore, type StoreOptions, theExperimentWithRuns } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

interface ExportOptions extends StoreOptions {
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly parquet?: boolean;
  readonly evaluations?: boolean;
  readonly output?: string;
}

/** `droplab export` and `droplab import`: experiments as files. */
export function addExportCommands(program: Command): void {
  const out = program.command("export [experiment]").summary("write an experiment, or all, as CSV, Parquet, or JSON that import reads");
  addStoreOption(
    out.description(
      "Writes an experiment, or all of them, to standard output or a file. CSV and Parquet have one row for each run, or with --evaluations one for each evaluation; JSON has everything, weights too, and can be imported into another store.",
    ),
  )
    .option("--csv", "comma-separated values (the default)")
    .option("--parquet", "an Apache Parquet file")
    .option("--json", "everything, for droplab import")
    .option("--evaluations", "a row for each evaluation instead of each run")
    .option("-o, --output <file>", "a file instead of standard output")
    .action(async (experiment: string | undefined, options: ExportOptions) => exportTo(experiment, options));

  const into = program.command("import <file>").summary("take in what droplab export --json wrote");
  addStoreOption(
    into.description("Takes in experiments and their finished runs from a file; what is done in the store already stays as it is."),
  ).action(async (file: string, options: StoreOptions) => importFrom(file, options));
}

async function exportTo(prefix: string | undefined, options: ExportOptions): Promise<void> {
  const formats = [options.csv && "--csv", options.json && "--json", options.parquet && "--parquet"].filter(Boolean);
  if (formats.length > 1) throw new UsageError(`export: ${formats.join(" and ")} do not go together; give one`);
  if (options.json && options.evaluations)
    throw new UsageError("export: --evaluations goes with --csv and --parquet; --json has all of them");
  const store = readStore(options);
  try {
    const experiments = prefix === undefined ? await store.experiments() : [await theExperimentWithRuns(store, prefix, options)];
    if (experiments.length === 0) throw new NoExperimentsError(options);
    const content = options.json
      ? `${JSON.stringify(await bundleOf(store, experiments))}\n`
      : await tableContent(store, experiments, options);
    if (options.output !== undefined) write(options.output, content);
    else if (options.parquet && stdout.isTTY)
      throw new UsageError("export: a Parquet file is nothing for a terminal; name a file with --output, or pipe it");
    else stdout.write(content);
  } finally {
    await store.close();
  }
}

async function tableContent(
  store: StoreReader,
  experiments: readonly ExperimentRecord[],
  options: ExportOptions,
): Promise<string | Uint8Array> {
  const all: ExperimentResults[] = [];
  for (const experiment of experiments) all.push(await loadResults(store, experiment));
  const columns = options.evaluations ? await evaluationTable(all) : trialTable(all);
  return options.parquet ? parquet(columns) : csv(columns);
}

function write(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UsageError(`output: ${file} cannot be written (${(error as NodeJS.ErrnoException).code}); name another file`);
  }
}

async function importFrom(file: string, options: StoreOptions): Promise<void> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(
      `import: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}); name a file that droplab export --json wrote`,
    );
  }
  const bundle = parseBundle(decodeText(bytes, `import: ${file}`).text, file);
  const { device } = await chooseDevice();
  const { store } = openStore(options, device);
  try {
    const count = await store.importBundle(bundle);
    const { length } = bundle.trials;
    stderr.write(
      `droplab: ${counted(bundle.experiments.length, "experiment")}, ${count} of ${counted(length, "run")} ${count === 1 ? "was" : "were"} new\n`,
    );
  } finally {
    await store.close();
  }
}
