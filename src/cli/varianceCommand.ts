import type { Command } from "commander";
import { chosenOn, splitVariance } from "#analysis";
import { areDrawn, DEFAULT_SPLIT_SEED } from "#data";
import { datasetKind, testFileOf } from "#data/files";
import { canonical, counted } from "#engine";
import { defaults, type Experiment, isSettled, type Plan, type TrialRecord } from "#experiment";
import { ACCURACY_SCALE, dataDrawSentence, sourceShares, splitSentence, varianceSentence, varianceShares, varianceTable } from "#report";
import { scoreOf, variedStreams } from "#train";
import { conclude } from "./conclusion.ts";
import { addConfigurationOptions, experimentOf } from "./configurationOptions.ts";
import { dataLoader } from "./dataLoader.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { type Execution, type ExecutionOptions, executePlan } from "./executePlan.ts";
import { addLabelOptions, type LabelOptions, labelled } from "./labelOptions.ts";
import { addMachineOptions, type MachineOptions } from "./machineOptions.ts";
import { makePlan } from "./makePlan.ts";
import { print, stderr, tableWidth } from "./output.ts";
import { addRepetitionOptions, type RepetitionOptions, shortened } from "./repetitionOptions.ts";
import { commandLine } from "./storeOptions.ts";
import { exitCodes, UsageError } from "./usageError.ts";

/** A split seed has 32 bits. */
const SPLIT_SEEDS = 2 ** 32;

interface VarianceOptions extends MachineOptions, RepetitionOptions, LabelOptions {
  readonly json?: boolean;
}

/** `droplab variance`: where the spread of a configuration's runs comes from. */
export function addVarianceCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command("variance")
    .summary("split the variance of runs by its source: initial weights, order of the examples, dropout masks")
    .description(
      [
        "Trains a net several times with only the initial weights different, then only the order of the examples, then only the dropout masks (where there are some), then all of them, and says how much of the variance there is when it alone differs: shares that add up to more than the whole where sources act together.",
        "Of a table it also says what another split into training and test rows makes, all else held: the runs of an experiment share one split (--split-seed). Where the test part is a file of its own, only which of the other rows are held out differs.",
        "Run 1 is the same in all of them, and what is in the store already is not run again; after an interruption the same command continues.",
      ].join("\n\n"),
    );
  addConfigurationOptions(command, { lists: false });
  addRepetitionOptions(command);
  addLabelOptions(command);
  addMachineOptions(command)
    .option("--json", "the whole result as JSON on standard output")
    .addHelpText("after", "\nExample:\n  droplab variance --protocol sound --dropout 0.4 -i 2000 --reps 10")
    .action(async (options: VarianceOptions) => setExitCode(await variance(options)));
}

async function variance(options: VarianceOptions): Promise<number> {
  if (options.vary) throw new UsageError("vary: this command varies each stream by itself; leave --vary out");
  const experiment = labelled(shortened(experimentOf(options as unknown as Record<string, unknown>), options), options);
  const chosen = await chooseDevice(options);
  if ((experiment.reps ?? defaults.reps) < 2) throw new UsageError(`reps: ${experiment.reps} run has no spread; give --reps 2 or more`);
  const load = dataLoader();
  const accuracies: Record<string, (number | null)[]> = {};
  const whole = makePlan(experiment, load, chosen);
  const streams = variedStreams.filter((stream) => whole.configurations.some(({ draws }) => draws?.includes(stream)));
  if (streams.length === 0)
    throw new UsageError("variance: nothing is drawn for these runs, so all would be equal; vary the split of a table with --split-seed");
  const masks = streams.includes("dropout");
  const splits = splitSeedsOf(experiment, whole);
  const plans: readonly (readonly [source: string, plan: Plan])[] = [
    ...streams.map((stream) => [stream, makePlan({ ...experiment, vary: [stream] }, load, chosen)] as const),
    ["all", whole],
    ...(splits ? [["split", makePlan({ ...experiment, reps: 1, vary: [], grid: { splitSeed: splits } }, load, chosen)] as const] : []),
  ];
  const ends = new Map<string, boolean>(); // run 1 is the same in all
  for (const [source, plan] of plans) {
    const execution = await executePlan(plan, load, { ...options, chosen, onSettled: tellFailure(source) });
    const code = conclude(execution, options);
    await execution.store.close();
    if (code !== exitCodes.success) {
      if (!execution.interrupted) stderr.write(`droplab: ${missingRuns(source, execution)}, so the variance is not split\n`);
      return code;
    }
    const { runs } = execution.results;
    for (const { record } of runs) if (record.result) ends.set(drawOf(record), record.result.divergedAt !== null);
    accuracies[source] = runs.flatMap(({ record: { result } }) => (result ? [scoreOf(result)] : []));
  }
  const diverged = [...ends.values()].filter(Boolean).length;
  const inPercent = (some: readonly (number | null)[]) => some.map((accuracy) => (accuracy === null ? null : 100 * accuracy));
  const percents = Object.fromEntries(Object.entries(accuracies).map(([source, some]) => [source, inPercent(some)]));
  const { all = [], split: bySplit, ...samples } = percents;
  const split = splitVariance(samples, all);
  const ofSplits = bySplit ? splitVariance({ split: bySplit }, all).sources[0] : undefined;
  if (options.json)
    print(
      JSON.stringify(
        {
          command: commandLine(),
          ...ACCURACY_SCALE,
          experiment,
          masks,
          diverged,
          accuracies,
          ...varianceShares(split),
          split: ofSplits && sourceShares(ofSplits),
        },
        null,
        2,
      ),
    );
  else {
    const [first] = whole.configurations;
    const choice = first ? chosenOn(first.config) : "nothing";
    const by =
      choice === "nothing"
        ? "one evaluation, so no iteration is chosen"
        : `iteration chosen on ${choice === "test" ? "the test" : "held-out"} examples`;
    print(`Test accuracy in points; ${by}; sd with divisor n − 1.\n`);
    for (const line of varianceTable(split, tableWidth())) print(line);
    print(`\n${varianceSentence(split)}`);
    if (diverged)
      print(
        `${diverged} of ${ends.size} different runs diverged and ${diverged === 1 ? "is" : "are"} left out: the spread of the others is not that of all.`,
      );
    const [drawn] = whole.configurations.flatMap(({ data }) => (areDrawn(data) ? [data] : []));
    if (ofSplits && splits)
      print(splitSentence(ofSplits, splits, { testFile: testFileOf(experiment.dataset as string), drawsData: drawn !== undefined }));
    if (drawn) print(dataDrawSentence(drawn, ofSplits !== undefined));
    if (!streams.includes("init")) print("The initial weights are constant, so they are no source.");
    if (!streams.includes("order")) print("Every step takes all training examples, so their order is no source.");
    if (!masks) print("No dropout masks are drawn: nothing is dropped, so they are no source.");
  }
  return exitCodes.success;
}

/** What was drawn for a run: equal texts are equal runs, whichever of their seeds were held. */
function drawOf({ config: { seed, streamSeeds = {} }, dataHash }: TrialRecord): string {
  return canonical([dataHash, variedStreams.map((stream) => streamSeeds[stream] ?? seed)]);
}

type Settled = Parameters<NonNullable<ExecutionOptions["onSettled"]>>;

/** Says of a failed run which it was, and why. */
const tellFailure =
  (source: string) =>
  (...[{ repetition, configuration }, { state, error }, , around]: Settled) => {
    const run = source === "split" ? `split ${configuration + 1}` : `run ${repetition} (${source} varied)`;
    if (state === "failed") around(() => stderr.write(`droplab: ${run} failed: ${error}\n`));
  };

/** `of the 3 runs with init varied 2 failed` */
function missingRuns(source: string, { results: { runs } }: Execution): string {
  const states = Object.entries(Object.groupBy(runs, ({ record }) => (isSettled(record) ? record.state : "open")))
    .filter(([state]) => state !== "done")
    .map(([state, found = []]) => `${found.length} ${state === "failed" ? "failed" : "did not come to an end"}`);
  return `of the ${counted(runs.length, "run")} with ${source} varied ${states.join(" and ")}`;
}

/**
 * A table is split by a seed of its own, which all runs of an experiment share: one for each run, from the experiment's own on, and after
 * the last from 0.
 */
function splitSeedsOf({ splitSeed = DEFAULT_SPLIT_SEED }: Experiment, { configurations, experiment }: Plan): number[] | undefined {
  const [first] = configurations;
  if (!first || datasetKind(first.data.dataset, first.data) !== "table") return undefined;
  return Array.from({ length: experiment.reps ?? defaults.reps }, (_, k) => (splitSeed + k) % SPLIT_SEEDS);
}
