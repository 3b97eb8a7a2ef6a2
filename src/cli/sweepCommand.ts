import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { stderr } from "node:process";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { decodeText } from "#data";
import { canonical, counted, openDevice } from "#engine";
import {
  configurationText,
  defaults,
  type Experiment,
  estimateSeconds,
  experimentJsonSchema,
  Pruning,
  parseExperiment,
  summarize,
  type TrialRecord,
} from "#lab";
import { pruningSentence, sweepPlot, sweepTable } from "#report";
import type { VariedStream } from "#train";
import { addConfigurationOptions, experimentOf } from "./configurationOptions.ts";
import { chooseDevice, type DeviceOptions } from "./deviceOptions.ts";
import { dataLoader, type Execution, executePlan, makePlan } from "./executePlan.ts";
import { plotWidth, print, tableWidth } from "./output.ts";
import { clock } from "./progressDisplay.ts";
import { addMachineOptions, addRepetitionOptions, shortened } from "./runCommand.ts";
import { commandLine, readStore, type StoreOptions } from "./storeOptions.ts";
import { exitCodes, UsageError } from "./usageError.ts";

export interface SweepOptions extends DeviceOptions, StoreOptions {
  readonly reps?: number;
  readonly seed?: number;
  readonly vary?: readonly VariedStream[];
  readonly quick?: boolean;
  readonly workers: number;
  readonly checkpointEvery: number;
  readonly verbose?: boolean;
  readonly fresh?: boolean;
  readonly failFast?: boolean;
  readonly prune?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly schema?: boolean;
}

/** `droplab sweep [file]`: runs every configuration of an experiment. */
export function addSweepCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command("sweep")
    .summary("run every configuration of an experiment, from a file or from lists of values")
    .description(
      [
        "Runs an experiment: a JSON file, a TypeScript file with `export default defineExperiment({ … })`, or options with several values separated by commas, which make a grid.",
        "Run k of every configuration has the same seed, so it starts from the same weights and sees the same examples in the same order: configurations can be compared in pairs. Work that is in the store already is not done again; after an interruption the same command continues.",
      ].join("\n\n"),
    )
    .argument("[file]", "an experiment; options given beside it replace its fields");
  addConfigurationOptions(command, { lists: true });
  addRepetitionOptions(command);
  addMachineOptions(command)
    .option("--dry-run", "only say what would run, and about how long it would take")
    .option(
      "--prune",
      "give up configurations that are clearly behind another in the mean, at four looks with 5% for the whole sweep if differences are symmetric; --dry-run says from how many seeds on",
    )
    .option("--fail-fast", "stop at the first failure")
    .option("-v, --verbose", "a line per evaluation")
    .option("--json", "the whole result as JSON on standard output")
    .option("--schema", "only print the JSON Schema of experiment files, for editors: docs/experiment.schema.json")
    .addHelpText(
      "after",
      `
Examples:
  droplab sweep --dropout 0,0.2,0.4 --max-norm 0,25 --quick --dry-run
  droplab sweep --protocol sound --model 'mlp(64),mlp(256)' --dropout 0,0.5 --reps 8 -i 2000
  droplab sweep experiment.json`,
    )
    .action(async (file: string | undefined, options: SweepOptions) => {
      if (options.schema) return print(JSON.stringify(experimentJsonSchema(), null, 2));
      const given = experimentOf(options as unknown as Record<string, unknown>);
      if (file === undefined && Object.keys(given).length === 0)
        throw new UsageError(
          "sweep: nothing is said to vary; name an experiment file, or give an option several values, such as --dropout 0,0.5",
        );
      const asked = await experimentFrom(file, given);
      const experiment = shortened(asked, options);
      if (file !== undefined && options.quick && canonical(experiment) === canonical(shortened(asked, { ...options, quick: false })))
        throw new UsageError(`quick: iterations and reps are given, by ${file} or beside it; leave --quick out, or give -i and -r`);
      setExitCode(await sweep({ ...experiment, ...(options.prune && { prune: true }) }, options));
    });
}

/** The experiment of a file with the command line's fields over it. */
async function experimentFrom(file: string | undefined, given: Experiment): Promise<Experiment> {
  if (file === undefined) return given;
  const value = file.endsWith(".ts") || file.endsWith(".js") ? await fromModule(file) : fromJson(file);
  const { grid = {}, ...fields } = value;
  const asked = [...Object.keys(given), ...Object.keys(given.grid ?? {})];
  for (const [i, entry] of (value.list ?? []).entries()) {
    const name = asked.find((each) => each in entry);
    if (name !== undefined)
      throw new UsageError(`${name}: list[${i}] of ${file} gives it, too; leave the option out, or take it out of the list`);
  }
  const replaced = Object.fromEntries(Object.entries(grid).filter(([name]) => !(name in given)));
  const axes = { ...replaced, ...given.grid };
  const { grid: _, ...rest } = given;
  for (const name of Object.keys(given.grid ?? {})) delete (fields as Record<string, unknown>)[name];
  return { ...fields, ...rest, ...(Object.keys(axes).length && { grid: axes }) };
}

function fromJson(file: string): Experiment {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`experiment: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}); name a .json or .ts file`);
  }
  const { text } = decodeText(bytes, `experiment: ${file}`);
  try {
    return parseExperiment(JSON.parse(text));
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(error instanceof SyntaxError ? `experiment: ${file} is not JSON: ${message}` : `${file}: ${message}`);
  }
}

/** An experiment may import from droplab wherever it lies: it has this one. */
async function fromModule(file: string): Promise<Experiment> {
  const own = import.meta.resolve("droplab");
  const hooks = registerHooks({ resolve: (name, context, next) => next(name === "droplab" ? own : name, context) });
  try {
    const { default: value } = await import(pathToFileURL(resolve(file)).href);
    return parseExperiment(value);
  } catch (error) {
    throw new UsageError(`experiment: ${file}: ${(error as Error).message.split("\n")[0]}`);
  } finally {
    hooks.deregister();
  }
}

async function sweep(experiment: Experiment, options: SweepOptions): Promise<number> {
  const chosen = chooseDevice(options);
  const load = dataLoader();
  const plan = makePlan(experiment, load, chosen);
  if (options.dryRun) return dryRun(plan, options, load, chosen);
  const execution = await executePlan(plan, load, {
    ...options,
    chosen,
    onSettled(trial, { state, error }, _, around) {
      if (state !== "failed") return;
      const name = configurationText(plan.configurations[trial.configuration]?.varied ?? {});
      around(() => stderr.write(`droplab: run ${trial.repetition} of ${name} failed: ${error}\n`));
    },
  });
  try {
    if (options.json) print(JSON.stringify(sweepJson(execution), null, 2));
    else for (const line of sweepLines(summariesOf(execution))) print(line);
    return concludeSweep(execution, options);
  } finally {
    execution.store.close();
  }
}

/** The last sentence on standard error, and the exit code. */
export function concludeSweep({ records, interrupted }: Execution, { store }: StoreOptions): number {
  const done = records.filter((record) => record?.state === "done").length;
  const failed = records.filter((record) => record?.state === "failed").length;
  if (interrupted) {
    const how = store === false ? "" : "; the same command continues where they stopped";
    stderr.write(`droplab: stopped; ${done} of ${counted(records.length, "run")} had finished${how}\n`);
    return exitCodes.interrupted;
  }
  return failed || records.includes(undefined) ? exitCodes.failure : exitCodes.success;
}

/** The table and the plot of a sweep, as wide as the terminal. */
export function sweepLines(summaries: ReturnType<typeof summariesOf>): string[] {
  return [...sweepTable(summaries, tableWidth()), ...sweepPlot(summaries, plotWidth())];
}

/** What each configuration came to. */
export function summariesOf({ plan, records }: Pick<Execution, "plan" | "records">) {
  return plan.configurations.map((configuration, index) =>
    summarize(
      configuration,
      plan.trials.flatMap((trial, place) => (trial.configuration === index ? [records[place]] : [])),
    ),
  );
}

/** The whole result of a sweep, for --json: the trials stand in the order of the plan. */
export function sweepJson(execution: Execution) {
  const { plan, records, id, seconds } = execution;
  const trials = plan.trials.map((trial, place) => {
    const record = records[place];
    const { result = null, state = "interrupted", error = null } = record ?? {};
    return {
      id: trial.id,
      configuration: trial.configuration,
      repetition: trial.repetition,
      seed: trial.config.seed,
      state,
      error,
      result,
    };
  });
  const found = records.flatMap((record) => record ?? []);
  return {
    command: commandLine(),
    experiment: id,
    definition: plan.experiment,
    configurations: summariesOf(execution),
    data: plan.configurations.map(({ data, dataHash, testHash, classNames }) => ({ ...data, dataHash, testHash, classNames })),
    trials,
    seconds,
    workSeconds: found.reduce((sum, record) => sum + record.seconds, 0),
    madeBy: distinct(found.flatMap(({ owner, numerics }) => (owner ? [{ version: owner.version, numerics, ...owner.machine }] : []))),
  };
}

/** Equal values once. */
const distinct = <T>(values: readonly T[]): T[] => [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];

/** What the store has of a plan; nothing where there is no store yet. */
function knownTrials(plan: ReturnType<typeof makePlan>, { store: file }: StoreOptions): ReadonlyMap<string, TrialRecord> {
  if (file === false || !existsSync(file)) return new Map();
  const store = readStore({ store: file });
  try {
    return store.trials(plan.trials.map(({ id }) => id));
  } finally {
    store.close();
  }
}

function dryRun(
  plan: ReturnType<typeof makePlan>,
  options: SweepOptions,
  load: ReturnType<typeof dataLoader>,
  chosen: ReturnType<typeof chooseDevice>,
): number {
  const known = knownTrials(plan, options);
  const isDone = ({ id }: { id: string }) => !options.fresh && known.get(id)?.state === "done";
  for (const [index, { varied, config }] of plan.configurations.entries()) {
    const trials = plan.trials.filter((trial) => trial.configuration === index);
    const done = trials.filter(isDone).length;
    print(
      `${configurationText(varied)}: ${counted(trials.length, "run")} of ${counted(config.iterations, "iteration")}${done ? `, ${done} done` : ""}`,
    );
  }
  if (plan.experiment.prune) print(pruningSentence(new Pruning(plan.trials)));
  const different = [...new Map(plan.trials.map((trial) => [trial.id, trial])).values()];
  const left = different.filter((trial) => !isDone(trial));
  const seconds = estimateSeconds(left, load, openDevice(chosen.device, chosen.simd), options.workers);
  print(
    `${counted(different.length, "run")} of ${counted(plan.configurations.length, "configuration")}, ${left.length} to run, about ${clock(seconds)} on ${counted(options.workers, "worker")}; experiment ${plan.id}, base seed ${plan.experiment.seed ?? defaults.seed}`,
  );
  return exitCodes.success;
}
