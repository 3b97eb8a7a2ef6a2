import { createReadStream, existsSync, rmSync } from "node:fs";
import { stdin, stdout } from "node:process";
import type { Command } from "commander";
import type { Pieces } from "#data/files";
import { counted, visible } from "#engine";
import { type ExperimentRecord, type ExperimentResults, loadResults, type StoreReader } from "#experiment";
import { csv, evaluationTable, parquet, trialTable } from "#report";
import { bundleText, isShared, readBundle } from "#store";
import { broughtText } from "./broughtText.ts";
import { commandOfExperiment } from "./commandOfExperiment.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { type FileFormat, formatOf } from "./fileFormat.ts";
import { stderr } from "./output.ts";
import { sourcesIn } from "./sourcesOf.ts";
import { addStoreOption, NoExperimentsError, openStore, readStore, type StoreOptions, theExperimentWithRuns } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";
import { writeOutput } from "./writeOutput.ts";

interface ExportOptions extends StoreOptions {
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly parquet?: boolean;
  readonly evaluations?: boolean;
  readonly withMachine?: boolean;
  readonly output?: string;
}

/** `droplab export` and `droplab import`: experiments as files. */
export function addExportCommands(program: Command): void {
  const out = program.command("export [experiment]").summary("write an experiment, or all, as CSV, Parquet, or JSON that import reads");
  addStoreOption(
    out.description(
      "Writes an experiment, or all of them, to standard output or a file. The ending of --output says the format where no option does. CSV and Parquet have one row for each run, or with --evaluations one for each evaluation, with accuracies from 0 to 1; JSON has everything, weights too, and can be imported into another store.",
    ),
  )
    .option("--csv", "comma-separated values (unless --output ends otherwise)")
    .option("--parquet", "an Apache Parquet file")
    .option("--json", "everything, for droplab import")
    .option("--evaluations", "a row for each evaluation instead of each run")
    .option("--with-machine", "also on which host, in which process and by which command line each run was made")
    .option("-o, --output <file>", "a file instead of standard output")
    .action(async (experiment: string | undefined, options: ExportOptions) => exportTo(experiment, options));

  const into = program.command("import <file>").summary("take in what droplab export --json wrote; - is standard input");
  addStoreOption(
    into.description(
      "Takes in experiments and their finished runs from a file, or with - from standard input: all of them, or nothing where a record is not what droplab export --json writes. What is done in the store already stays as it is.",
    ),
  ).action(async (file: string, options: StoreOptions) => importFrom(file, options));
}

const formats = {
  csv: { endings: ["csv"], flag: "--csv" },
  parquet: { endings: ["parquet"], flag: "--parquet" },
  json: { endings: ["json"], flag: "--json" },
} as const satisfies Readonly<Record<string, FileFormat>>;

/** The options with the format that the ending of the file says, where none of them does. */
function withFormat(options: ExportOptions): ExportOptions {
  const asked = (["csv", "parquet", "json"] as const).find((name) => options[name]);
  const format = formatOf(formats, asked, options.output) ?? "csv";
  return { ...options, [format]: true };
}

async function exportTo(prefix: string | undefined, given: ExportOptions): Promise<void> {
  const asked = [given.csv && "--csv", given.json && "--json", given.parquet && "--parquet"].filter(Boolean);
  if (asked.length > 1) throw new UsageError(`export: ${asked.join(" and ")} do not go together; give one`);
  const options = withFormat(given);
  if (options.json && options.evaluations)
    throw new UsageError("export: --evaluations goes with --csv and --parquet; --json has all of them");
  const store = await readStore(options);
  try {
    const experiments = prefix === undefined ? await store.experiments() : [await theExperimentWithRuns(store, prefix, options)];
    if (experiments.length === 0) throw new NoExperimentsError(options);
    const { output = "-", withMachine = false } = options;
    if (output === "-" && options.parquet && stdout.isTTY)
      throw new UsageError("export: a Parquet file is nothing for a terminal; name a file with --output, or pipe it");
    if (options.parquet && !experiments.some(({ states }) => Object.values(states).some((count) => count > 0)))
      throw new UsageError("export: there are no runs, and a Parquet file needs a row; run something first, or leave --parquet out");
    const content = options.json ? bundleText(store, experiments, { withMachine }) : await tableContent(store, experiments, options);
    const begun = experiments.reduce((sum, { states }) => sum + states.interrupted + states.running, 0);
    if (options.json && begun)
      stderr.write(
        `droplab: ${begun} ${begun === 1 ? "run is" : "runs are"} not finished; what ${begun === 1 ? "it" : "they"} came to so far stays in this store, and elsewhere ${begun === 1 ? "it begins" : "they begin"} anew\n`,
      );
    const sources = await sourcesIn(store, experiments);
    await writeOutput(output, output === "-" && stdout.isTTY ? shownOnTerminal(content) : content, { ...options, sources });
  } finally {
    await store.close();
  }
}

/** Files and pipes have texts as they are. */
async function* shownOnTerminal(pieces: Pieces): AsyncGenerator<string | Uint8Array> {
  for await (const piece of pieces) yield typeof piece === "string" ? visible(piece.replaceAll("\r\n", "\n")) : piece;
}

async function tableContent(store: StoreReader, experiments: readonly ExperimentRecord[], options: ExportOptions): Promise<Pieces> {
  const all: ExperimentResults[] = [];
  for (const experiment of experiments) all.push(await loadResults(store, experiment));
  const table = options.evaluations ? evaluationTable(all) : trialTable(all, options);
  return options.parquet ? parquet(table) : csv(table);
}

async function importFrom(file: string, options: StoreOptions): Promise<void> {
  const name = file === "-" ? "standard input" : file;
  if (file === "-" && stdin.isTTY)
    throw new UsageError("import: nothing comes on standard input, which is a terminal; pipe into it what droplab export --json writes");
  const records = readBundle(bytesOf(file), { name, commandOf: commandOfExperiment });
  const first = await records.next(); // what is no export at all makes no store
  const { device } = await chooseDevice();
  const isNew = typeof options.store === "string" && !isShared(options.store) && !existsSync(options.store);
  let isWhole = false;
  const { store } = openStore(options, device);
  try {
    const imported = await store.importBundle(startingWith(first, records));
    stderr.write(`droplab: ${counted(imported.experiments, "experiment")}, ${broughtText(imported)}\n`);
    isWhole = true;
  } finally {
    await store.close();
    if (isNew && !isWhole) for (const part of ["", "-wal", "-shm"]) rmSync(`${options.store}${part}`, { force: true });
  }
}

/** What was taken already, and the rest. */
async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncIterable<T>): AsyncGenerator<T> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

const AT_ONCE = 2 ** 20;

/** The bytes of a file, or of standard input. */
async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* file === "-" ? stdin : createReadStream(file, { highWaterMark: AT_ONCE });
  } catch (error) {
    const next = file === "-" ? "pipe it again" : "name a file that droplab export --json wrote";
    throw new UsageError(
      `import: ${file === "-" ? "standard input" : file} cannot be read (${(error as NodeJS.ErrnoException).code}); ${next}`,
    );
  }
}
