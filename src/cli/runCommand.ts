import { availableParallelism } from "node:os";
import { stderr } from "node:process";
import type { Command } from "commander";
import type { DataLoader } from "#data";
import { counted, openDevice } from "#engine";
import { defaults, type Experiment, type PlannedConfiguration, summarize, type TrialRecord } from "#lab";
import { calibrationLine, meanLine, runLine } from "#report";
import { protocols, type TrialResult, trialMethods, type VariedStream, variedStreams } from "#train";
import { addConfigurationOptions, experimentOf } from "./configurationOptions.ts";
import { addDeviceOptions, chooseDevice, type DeviceOptions } from "./deviceOptions.ts";
import { dataLoader, type Execution, executePlan, makePlan } from "./executePlan.ts";
import { numberOption, parsedOption, wholeNumberOption } from "./options.ts";
import { print } from "./output.ts";
import { packageVersion } from "./packageVersion.ts";
import { addStoreOptions, commandLine, type StoreOptions } from "./storeOptions.ts";
import { exitCodes } from "./usageError.ts";

interface RunCommandOptions extends DeviceOptions, StoreOptions {
  readonly reps?: number;
  readonly seed?: number;
  readonly iterations?: number;
  readonly verbose?: boolean;
  readonly workers: number;
  readonly checkpointEvery: number;
  readonly vary?: readonly VariedStream[];
  readonly quick?: boolean;
  readonly fresh?: boolean;
  readonly json?: boolean;
}

const quick: Pick<Experiment, "iterations" | "reps"> = { iterations: 2000, reps: 4 };

/** `droplab run`: trains a net several times and prints the mean accuracy. */
export function addRunCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command("run")
    .summary("train a net several times, from different seeds, and print the mean accuracy")
    .description(
      [
        "Trains a net, the post's LeNet on MNIST unless told otherwise, several times from different seeds, and prints each run's best accuracy and their mean. Runs that are in the store already are not run again.",
        "Protocol post does as the post did: ReLU on the logits, max-norm on whole kernels, the best of all evaluations on the test examples, population standard deviation.",
        "Protocol sound does it properly: linear logits, max-norm for each unit, the iteration chosen on held-out examples, the test examples read once, sample standard deviation.",
        "Protocol post-held-out trains as post does, weight for weight, and lets held-out examples choose: the difference is what choosing on the test examples is worth.",
      ].join("\n\n"),
    );
  addConfigurationOptions(command, { lists: false });
  addRepetitionOptions(command);
  addMachineOptions(command)
    .option("-v, --verbose", "a line per evaluation: mean training loss, accuracy, and the norm of each kernel")
    .option("--json", "the whole result as JSON on standard output")
    .addHelpText(
      "after",
      `
Examples:
  droplab run --quick --dropout 0.4           four short runs, in seconds
  droplab run --dropout 0.4 --max-norm 25     the post's last row: ten runs of 50,000 iterations
  droplab run --quick --protocol sound --model 'mlp(256,256)' --dropout 0.5 --max-norm 2 --mc 20
  droplab run --quick --optimizer sgd --learning-rate 0.1 --momentum 0.5:0.95:500 --schedule cosine+warm-up:100`,
    )
    .action(async (options: RunCommandOptions) => setExitCode(await run(options, options as unknown as Record<string, unknown>)));
}

export function addRepetitionOptions(command: Command): Command {
  return (
    command
      .optionsGroup("Repetitions:")
      .addOption(wholeNumberOption("-r, --reps <n>", `runs of each configuration (default: ${defaults.reps})`, 1, 1e6))
      // a default of commander's would look like a 1 that was given, which replaces the seed of an experiment's file
      .addOption(
        wholeNumberOption(
          "--seed <n>",
          `base seed; run k uses a seed derived from it (default: ${defaults.seed})`,
          0,
          Number.MAX_SAFE_INTEGER,
        ),
      )
      .addOption(
        parsedOption(
          "--vary <streams>",
          `what differs from run to run, some of ${variedStreams.join(",")}; or none; the others keep the seed of run 1, so that variance can be split by source (default: all)`,
          `some of ${variedStreams.join(", ")}, separated by commas, or none`,
          (text) => {
            const streams = text === "none" ? [] : text.split(",");
            return streams.every((stream) => (variedStreams as readonly string[]).includes(stream)) ? streams : undefined;
          },
        ),
      )
      .option(
        "--quick",
        `${quick.iterations} iterations and ${quick.reps} runs, where neither an option nor an experiment's file gives them`,
      )
      .option("--fresh", "run again what is in the store already")
  );
}

export function addMachineOptions(command: Command): Command {
  command
    .optionsGroup("Machine and output:")
    .addOption(
      wholeNumberOption("--workers <n>", "runs at once, one core each", 1, 1024).default(availableParallelism(), "the number of cores"),
    );
  return addStoreOptions(addDeviceOptions(command)).addOption(
    numberOption(
      "--checkpoint-every <s>",
      "seconds of work between the checkpoints of a run",
      "a number from 0.01",
      (s) => s >= 0.01,
    ).default(5),
  );
}

/** The experiment with the options for its repetitions, and with those of --quick where neither it nor an option says others. */
export function shortened(experiment: Experiment, options: Pick<RunCommandOptions, "quick" | "reps" | "seed" | "vary">): Experiment {
  const short = options.quick ? quick : {};
  const { reps = experiment.reps ?? short.reps, seed = experiment.seed, vary = experiment.vary } = options;
  const isVaried = experiment.grid?.iterations || experiment.list?.every((entry) => entry.iterations !== undefined);
  const iterations = experiment.iterations ?? (isVaried ? undefined : short.iterations);
  return {
    ...experiment,
    ...(iterations && { iterations }),
    ...(reps && { reps }),
    ...(seed !== undefined && { seed }),
    ...(vary && { vary }),
  };
}

async function run(options: RunCommandOptions, given: Readonly<Record<string, unknown>>): Promise<number> {
  const chosen = chooseDevice(options);
  const load = dataLoader();
  const plan = makePlan(shortened(experimentOf(given), options), load, chosen);
  const show = inOrder(plan.trials.length, (place, record) => printRecord(place, record, options.json ?? false));
  const execution = await executePlan(plan, load, {
    ...options,
    chosen,
    onSettled: (_, record, place, around) => around(() => show(place, record)),
  });
  try {
    return conclude(execution, options, { name: chosen.device, simd: openDevice(chosen.device, chosen.simd).simd }, load);
  } finally {
    execution.store.close();
  }
}

/** Prints what all runs came to, and gives the exit code. */
function conclude(execution: Execution, options: RunCommandOptions, device: { name: string; simd: string }, load: DataLoader): number {
  const { plan, records, interrupted, seconds, store } = execution;
  const results = records.flatMap((record) => record?.result ?? []);
  const [configuration] = plan.configurations as [PlannedConfiguration];
  const { config, data: spec, dataHash, testHash } = configuration;
  const { selectOn } = protocols[config.protocol];
  const { accuracies, mean: center, standardDeviation: spread, diverged, ...more } = summarize(configuration, records);
  if (interrupted) {
    // finished runs that waited for an earlier one to be printed
    const first = records.indexOf(undefined);
    if (!options.json)
      for (const [place, record] of records.entries()) if (place > first && record?.result) print(lineOf(place, record.result, record));
    const how = options.store === false ? "" : "; the same command continues where they stopped";
    stderr.write(`droplab: stopped; ${results.length} of ${counted(records.length, "run")} had finished${how}\n`);
  } else if (!options.json && results.length) {
    if (more.calibration) print(calibrationLine(more.calibration));
    print(meanLine(accuracies.length, center, spread, diverged));
  }
  if (options.json) {
    const data = load(spec);
    const chosenOn = selectOn === "test" ? `${data.test.count} test` : `${data.heldOut} held-out`;
    const selection = `best of the evaluations every ${counted(config.evaluateEvery, "iteration")} on the ${chosenOn} examples`;
    const { deviation, interval, calibration, withDeadClasses } = more;
    const spreads = { mean: center, standardDeviation: spread, deviation, interval, calibration };
    const summary = { runs: accuracies.length, ...spreads, selection, diverged, withDeadClasses };
    const { train, test, heldOut, notes = [], classNames } = data;
    const examples = { trained: train.count - heldOut, heldOut, test: test.count };
    const about = { name: data.name, ...examples, spec, dataHash, testHash, notes, ...(classNames && { classNames }) };
    const runs = records.map((record, place) => ({ id: plan.trials[place]?.id, ...outcomeOf(record), ...evaluationsOf(store, record) }));
    const methods = trialMethods(config);
    const { reps = defaults.reps, seed = defaults.seed } = plan.experiment;
    const whole = { dataset: data.name, ...config, methods, reps, seed };
    const versions = { droplab: packageVersion, node: process.version, digits: plan.trials[0]?.numerics };
    print(JSON.stringify({ command: commandLine(), versions, configuration: whole, data: about, device, runs, summary, seconds }, null, 2));
  }
  if (interrupted) return exitCodes.interrupted;
  return results.length === records.length ? exitCodes.success : exitCodes.failure;
}

function outcomeOf(record: TrialRecord | undefined) {
  if (!record) return { kind: "interrupted" };
  if (record.result) return { kind: "done", result: record.result };
  return { kind: record.state, message: record.error, ...(record.stack && { stack: record.stack }) };
}

function evaluationsOf(store: Execution["store"], record: TrialRecord | undefined) {
  return record ? { evaluations: store.evaluations(record.id) } : {};
}

function printRecord(place: number, record: TrialRecord, json: boolean): void {
  const { state, error, result } = record;
  if (state === "failed") stderr.write(`droplab: run ${place + 1} failed: ${error}\n`);
  if (result && !json) print(lineOf(place, result, record));
}

function lineOf(place: number, result: Omit<TrialResult, "evaluations">, { config, classNames }: TrialRecord): string {
  return runLine(place + 1, result, protocols[config.protocol].selectOn === "heldOut", classNames);
}

/** Calls `emit` for the places 0, 1, 2, … in that order, each as soon as it and all before it are in. */
function inOrder(count: number, emit: (place: number, record: TrialRecord) => void): (place: number, record: TrialRecord) => void {
  const waiting = new Map<number, TrialRecord>();
  let next = 0;
  return (place, record) => {
    waiting.set(place, record);
    for (let ready = waiting.get(next); ready && next < count; ready = waiting.get(next)) emit(next++, ready);
  };
}
