import { availableParallelism } from "node:os";
import { stderr } from "node:process";
import type { Command } from "commander";
import { type ImageDataset, loadDataset } from "#data";
import { openDevice, runSeed } from "#engine";
import { mean, type Outcome, runTrials, standardDeviation } from "#lab";
import { methodValues } from "#regularize";
import { evaluationLine, meanLine, runLine } from "#report";
import { protocols, type TrialConfig, type TrialResult } from "#train";
import { addDeviceOptions, chooseDevice, type DeviceOptions } from "./deviceOptions.ts";
import { wholeNumberOption } from "./options.ts";
import { print } from "./output.ts";
import { ProgressDisplay } from "./progressDisplay.ts";
import { addTrainingOptions, type TrainingOptions, trainingConfig } from "./trainingOptions.ts";
import { exitCodes } from "./usageError.ts";

interface RunCommandOptions extends DeviceOptions, TrainingOptions {
  readonly reps: number;
  readonly seed: number;
  readonly verbose?: boolean;
  readonly workers: number;
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly dataset: string;
  readonly dataDir?: string;
}

const quick = { iterations: 2000, reps: 4 };

/** `droplab run`: trains a net several times and prints the mean accuracy. */
export function addRunCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command("run")
    .summary("train a net several times, from different seeds, and print the mean accuracy")
    .description(
      [
        "Trains a net, the post's LeNet on MNIST unless told otherwise, several times from different seeds, and prints each run's best accuracy and their mean.",
        "Protocol post does as the post did: ReLU on the logits, max-norm on whole kernels, the best of all evaluations on the test images, population standard deviation.",
        "Protocol sound does it properly: linear logits, max-norm for each unit, the iteration chosen on held-out images, the test images read once, sample standard deviation.",
      ].join("\n\n"),
    );
  addTrainingOptions(command)
    .addOption(wholeNumberOption("-r, --reps <n>", "runs", 1, 1e6).default(10))
    .addOption(wholeNumberOption("--seed <n>", "base seed; run k uses a seed derived from it", 0, Number.MAX_SAFE_INTEGER).default(1))
    .option("--quick", `${quick.iterations} iterations and ${quick.reps} runs, unless given`)
    .optionsGroup("Data:")
    .option("--dataset <name>", "mnist, fashion-mnist, a folder of IDX files, or a .csv file", "mnist")
    .option("--data-dir <folder>", "folder with the four files of mnist or fashion-mnist, instead of the packaged ones")
    .optionsGroup("Machine and output:")
    .addOption(
      wholeNumberOption("--workers <n>", "runs at once, one core each", 1, 1024).default(availableParallelism(), "the number of cores"),
    );
  addDeviceOptions(command)
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
    .action(async (options: RunCommandOptions) => {
      const given = (name: string) => command.getOptionValueSource(name) === "cli";
      const iterations = options.quick && !given("iterations") ? quick.iterations : options.iterations;
      const reps = options.quick && !given("reps") ? quick.reps : options.reps;
      setExitCode(await run({ ...options, iterations, reps }));
    });
}

async function run(options: RunCommandOptions): Promise<number> {
  const { device, simd } = chooseDevice(options);
  const data = loadDataset(options.dataset, { dataDir: options.dataDir });
  for (const note of data.notes ?? []) stderr.write(`${data.name}: ${note}\n`);
  const { iterations, reps } = options;
  const config = trainingConfig(options, data);
  const trials = Array.from({ length: reps }, (_, k): TrialConfig => ({ ...config, seed: runSeed(options.seed, k + 1) }));

  const display = new ProgressDisplay(stderr, reps, iterations);
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  // not `once`: log-update's dependency signal-exit ends the process when it finds itself the only listener left,
  // and npx sends a second SIGINT after the terminal's
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  const print1 = inOrder(reps, (trial, outcome) => display.around(() => printOutcome(trial, outcome, options)));
  const began = performance.now();
  const outcomes = await runTrials(trials, {
    data,
    device,
    simd,
    workers: options.workers,
    signal: interrupt.signal,
    onProgress(trial, progress) {
      if (options.verbose && progress.evaluation) {
        const line = `run ${trial + 1} ${evaluationLine(progress.evaluation, iterations)}`;
        display.around(() => stderr.write(`${line}\n`));
      }
      display.update(trial + 1, progress);
    },
    onEnd(trial, outcome) {
      display.end(trial + 1);
      print1(trial, outcome);
    },
  });
  const seconds = (performance.now() - began) / 1000;
  display.close();
  process.off("SIGINT", onSignal);
  process.off("SIGTERM", onSignal);
  return conclude(outcomes, options, {
    config,
    data,
    device,
    simd: openDevice(device, simd).simd,
    seconds,
    interrupted: interrupt.signal.aborted,
  });
}

interface Conclusion {
  readonly config: Omit<TrialConfig, "seed">;
  readonly data: ImageDataset;
  readonly device: string;
  readonly simd: string;
  readonly seconds: number;
  readonly interrupted: boolean;
}

/** Prints what all runs came to, and gives the exit code. */
function conclude(
  outcomes: readonly Outcome[],
  options: RunCommandOptions,
  { config, data, device, simd, seconds, interrupted }: Conclusion,
): number {
  const results = outcomes.flatMap((outcome) => (outcome.kind === "done" ? [outcome.result] : []));
  const accuracies = results.map(({ accuracy }) => accuracy);
  const { deviation, selectOn } = protocols[options.protocol];
  const [center, spread] = [mean(accuracies), standardDeviation(accuracies, deviation)];
  if (interrupted) {
    // finished runs that waited for an earlier one to be printed
    if (!options.json) for (const line of unprinted(outcomes, options)) print(line);
    stderr.write(`droplab: stopped; ${results.length} of ${options.reps} runs had finished\n`);
  } else if (!options.json && results.length) print(meanLine(results.length, center, spread));
  if (options.json) {
    const { reps, seed } = options;
    const methods = methodValues({ maxNormScope: protocols[config.protocol].maxNormScope, ...config.methods });
    const configuration = { dataset: data.name, ...config, methods, reps, seed };
    const chosenOn = selectOn === "test" ? `${data.test.count} test` : `${data.heldOut} held-out`;
    const selection = `best of the evaluations every ${config.evaluateEvery} iterations on the ${chosenOn} images`;
    const summary = { runs: results.length, mean: center, standardDeviation: spread, deviation, selection };
    print(JSON.stringify({ configuration, device: { name: device, simd }, runs: outcomes, summary, seconds }, null, 2));
  }
  if (interrupted) return exitCodes.interrupted;
  return results.length === options.reps ? exitCodes.success : exitCodes.failure;
}

function printOutcome(trial: number, outcome: Outcome, options: RunCommandOptions): void {
  if (outcome.kind === "failed") stderr.write(`droplab: run ${trial + 1} failed: ${outcome.message}\n`);
  if (outcome.kind === "done" && !options.json) print(lineOf(trial, outcome.result, options));
}

function lineOf(trial: number, result: TrialResult, options: RunCommandOptions): string {
  return runLine(trial + 1, result, protocols[options.protocol].selectOn === "heldOut");
}

/** Lines of finished runs behind the first that is not. */
function unprinted(outcomes: readonly Outcome[], options: RunCommandOptions): string[] {
  const first = outcomes.findIndex(({ kind }) => kind === "interrupted");
  return outcomes.flatMap((outcome, trial) => (trial > first && outcome.kind === "done" ? [lineOf(trial, outcome.result, options)] : []));
}

/** Calls `emit` for the trials 0, 1, 2, … in that order, each as soon as it and all before it are in. */
function inOrder(count: number, emit: (trial: number, outcome: Outcome) => void): (trial: number, outcome: Outcome) => void {
  const waiting = new Map<number, Outcome>();
  let next = 0;
  return (trial, outcome) => {
    waiting.set(trial, outcome);
    for (let ready = waiting.get(next); ready && next < count; ready = waiting.get(next)) emit(next++, ready);
  };
}
