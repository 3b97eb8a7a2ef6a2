import type { Command } from "commander";
import { chosenOn, summarize } from "#analysis";
import type { DataLoader } from "#data";
import { counted } from "#engine";
import { defaults, isSettled, type PlannedConfiguration, type Run, type TrialRecord } from "#experiment";
import { ACCURACY_SCALE, calibrationLine, idleMaxNormLine, meanLine, robustnessLines, runLine } from "#report";
import { protocols, type TrialResult, trialMethods } from "#train";
import { conclude } from "./conclusion.ts";
import { addConfigurationOptions, experimentOf } from "./configurationOptions.ts";
import { dataLoader } from "./dataLoader.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { type Execution, executePlan } from "./executePlan.ts";
import { addLabelOptions, type LabelOptions, labelled } from "./labelOptions.ts";
import { addMachineOptions, type MachineOptions } from "./machineOptions.ts";
import { makePlan } from "./makePlan.ts";
import { print, stderr, tableWidth } from "./output.ts";
import { packageVersion } from "./packageVersion.ts";
import { addRepetitionOptions, type RepetitionOptions, shortened } from "./repetitionOptions.ts";
import { addRobustnessOption, type RobustnessOption } from "./robustnessOption.ts";
import { addSnapshotsOption, type SnapshotsOption } from "./snapshotsOption.ts";
import { commandLine } from "./storeOptions.ts";

interface RunCommandOptions extends MachineOptions, RepetitionOptions, LabelOptions, RobustnessOption, SnapshotsOption {
  readonly verbose?: boolean;
  readonly json?: boolean;
}

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
  addSnapshotsOption(addRobustnessOption(command));
  addLabelOptions(command);
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

async function run(options: RunCommandOptions, given: Readonly<Record<string, unknown>>): Promise<number> {
  const chosen = await chooseDevice(options);
  const load = dataLoader();
  const plan = makePlan(labelled(shortened(experimentOf(given), options), options), load, chosen);
  const show = inOrder((place, record) => printRecord(place, record, options.json ?? false));
  const execution = await executePlan(plan, load, {
    ...options,
    chosen,
    onSettled: (_, record, place, around) => around(() => show(place, record)),
  });
  try {
    await printResults(execution, options, { name: chosen.name, simd: chosen.device.simd }, load);
    return conclude(execution, options);
  } finally {
    await execution.store.close();
  }
}

/** Prints what all runs came to. */
async function printResults(
  execution: Execution,
  options: RunCommandOptions,
  device: { name: string; simd: string },
  load: DataLoader,
): Promise<void> {
  const { plan, results, interrupted, seconds } = execution;
  const { runs } = results;
  const [only] = results.configurations;
  if (!only) return; // all its runs were removed meanwhile, as is said at the end
  const [configuration] = plan.configurations as [PlannedConfiguration];
  const { config, data: spec, dataHash, testHash } = configuration;
  const { accuracies, mean: center, standardDeviation: spread, diverged, ...more } = summarize(only);
  if (interrupted) {
    // finished runs that waited for an earlier one to be printed
    const first = runs.findIndex(({ record }) => !isSettled(record));
    if (!options.json)
      for (const [place, { record }] of runs.entries()) if (place > first && record.result) print(lineOf(place, record.result, record));
  } else if (!options.json && runs.some(({ record }) => record.result)) {
    if (more.calibration) print(calibrationLine(more.calibration));
    if (more.idleMaxNorm) print(idleMaxNormLine(more.idleMaxNorm));
    print(meanLine(accuracies.length, center, spread, diverged));
    for (const line of robustnessLines([only], tableWidth())) print(line);
  }
  if (options.json) {
    const data = load(spec);
    const choice = chosenOn(config);
    const choosing = choice === "test" ? `${data.test.count} test` : `${data.heldOut} held-out`;
    const selection =
      choice === "nothing"
        ? "none: there is one evaluation, after the last iteration"
        : `best of the evaluations every ${counted(config.evaluateEvery, "iteration")} on the ${choosing} examples`;
    const { deviation, interval, calibration, withDeadClasses } = more;
    const spreads = { mean: center, standardDeviation: spread, deviation, interval, calibration };
    const summary = { runs: accuracies.length, ...spreads, selection, diverged, withDeadClasses };
    const { train, test, heldOut, notes = [], classNames } = data;
    const examples = { trained: train.count - heldOut, heldOut, test: test.count };
    const about = { name: data.name, ...examples, spec, dataHash, testHash, notes, ...(classNames && { classNames }) };
    const outcomes = await Promise.all(runs.map(outcomeOf));
    const methods = trialMethods(config);
    const { reps = defaults.reps, seed = defaults.seed } = plan.experiment;
    const whole = { dataset: data.name, ...config, methods, reps, seed };
    const versions = { droplab: packageVersion, node: process.version, digits: plan.trials[0]?.numerics };
    print(
      JSON.stringify(
        {
          command: commandLine(),
          ...ACCURACY_SCALE,
          versions,
          configuration: whole,
          data: about,
          device,
          runs: outcomes,
          summary,
          seconds,
        },
        null,
        2,
      ),
    );
  }
}

async function outcomeOf({ record, evaluations }: Run) {
  const { id, state, result, error, stack } = record;
  if (!isSettled(record)) return { id, kind: "interrupted" };
  const outcome = result ? { kind: "done", result } : { kind: state, message: error, ...(stack && { stack }) };
  return { id, ...outcome, evaluations: await evaluations() };
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
function inOrder(emit: (place: number, record: TrialRecord) => void): (place: number, record: TrialRecord) => void {
  const waiting = new Map<number, TrialRecord>();
  let next = 0;
  return (place, record) => {
    waiting.set(place, record);
    for (let ready = waiting.get(next); ready; ready = waiting.get(next)) emit(next++, ready);
  };
}
