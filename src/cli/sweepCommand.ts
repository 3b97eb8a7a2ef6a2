import { env } from "node:process";
import type { Command } from "commander";
import { canonical, counted } from "#engine";
import {
  configurationText,
  defaults,
  type Experiment,
  experimentJsonSchema,
  NoStoreError,
  type Plan,
  type StoreReader,
  type TrialRecord,
} from "#experiment";
import { estimateSeconds, Pruning } from "#lab";
import { pruningSentence, robustnessLines } from "#report";
import { readLaboratory } from "#store";
import { conclude } from "./conclusion.ts";
import { addConfigurationOptions, experimentOf } from "./configurationOptions.ts";
import { dataLoader } from "./dataLoader.ts";
import { type ChosenDevice, chooseDevice } from "./deviceOptions.ts";
import { executePlan } from "./executePlan.ts";
import { experimentFrom } from "./experimentFile.ts";
import { addLabelOptions, type LabelOptions, labelled } from "./labelOptions.ts";
import { addMachineOptions, type MachineOptions } from "./machineOptions.ts";
import { makePlan } from "./makePlan.ts";
import { print, stderr, tableWidth } from "./output.ts";
import { planAsKept } from "./planAsKept.ts";
import { clock } from "./progressDisplay.ts";
import { addRepetitionOptions, type RepetitionOptions, shortened } from "./repetitionOptions.ts";
import { addRobustnessOption, type RobustnessOption } from "./robustnessOption.ts";
import { addSnapshotsOption, type SnapshotsOption } from "./snapshotsOption.ts";
import type { StoreOptions } from "./storeOptions.ts";
import { sweepJson, sweepLines } from "./sweepOutput.ts";
import { exitCodes, UsageError } from "./usageError.ts";

interface SweepOptions extends MachineOptions, RepetitionOptions, LabelOptions, RobustnessOption, SnapshotsOption {
  readonly verbose?: boolean;
  readonly failFast?: boolean;
  readonly detach?: boolean;
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
        "Runs an experiment: a JSON file, a TypeScript file with `export default defineExperiment({ … })`, or options with several values, which make a grid: 0,0.2,0.4, from:to:step as in 0:0.5:0.1, and with commas in them in double quotes.",
        "Run k of every configuration has the same seed, so it starts from the same weights and sees the same examples in the same order: configurations can be compared in pairs. Work that is in the store already is not done again; after an interruption the same command continues.",
      ].join("\n\n"),
    )
    .argument("[file]", "an experiment; options given beside it replace its fields");
  addConfigurationOptions(command, { lists: true });
  addRepetitionOptions(command);
  addSnapshotsOption(addRobustnessOption(command));
  addLabelOptions(command);
  addMachineOptions(command)
    .option("--dry-run", "only say what would run, and about how long it would take")
    .option(
      "--prune",
      "give up configurations that are clearly behind another in the mean, at four looks with 5% for the whole sweep if differences are symmetric; --dry-run says from how many seeds on",
    )
    .option("--fail-fast", "stop at the first failure")
    .option("--detach", "with a database: offer the runs to workers and leave; the same command comes back")
    .option("-v, --verbose", "a line per evaluation")
    .option("--json", "the whole result as JSON on standard output")
    .option("--schema", "only print the JSON Schema of experiment files, for editors: docs/experiment.schema.json")
    .addHelpText(
      "after",
      `
Examples:
  droplab sweep --dropout 0,0.2,0.4 --max-norm 0,25 --quick --dry-run
  droplab sweep --protocol sound --dropout 0:0.6:0.1 --name 'how much to drop' --tag paper
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
      const experiment = labelled(shortened(asked, options), options);
      if (
        file !== undefined &&
        options.quick &&
        canonical(shortened(asked, options)) === canonical(shortened(asked, { ...options, quick: false }))
      )
        throw new UsageError(`quick: iterations and reps are given, by ${file} or beside it; leave --quick out, or give -i and -r`);
      setExitCode(await sweep({ ...experiment, ...(options.prune && { prune: true }) }, options));
    });
}

async function sweep(experiment: Experiment, options: SweepOptions): Promise<number> {
  const chosen = await chooseDevice(options);
  const load = dataLoader();
  const plan = makePlan(experiment, load, chosen);
  if (options.dryRun) return dryRun(plan, options, load, chosen);
  const execution = await executePlan(plan, load, {
    ...options,
    chosen,
    onSettled(trial, { state, error, failures, id }, _, around) {
      if (state !== "failed") return;
      const name = configurationText(plan.configurations[trial.configuration]?.varied ?? {});
      const all = failures > 1 ? ` (the last of ${failures} times; droplab log ${id.slice(0, 10)} tells where)` : "";
      around(() => stderr.write(`droplab: run ${trial.repetition} of ${name} failed: ${error}${all}\n`));
    },
  });
  try {
    if (options.json) print(JSON.stringify(sweepJson(execution), null, 2));
    else if (!execution.detached)
      for (const line of [...sweepLines(execution.results), ...robustnessLines(execution.results.configurations, tableWidth())])
        print(line);
    return conclude(execution, options);
  } finally {
    await execution.store.close();
  }
}

/** What the store has of a plan, as it is known there; nothing where there is no store yet. */
async function knownTrials(asked: Plan, { store: place }: StoreOptions): Promise<{ plan: Plan; known: ReadonlyMap<string, TrialRecord> }> {
  if (place === false) return { plan: asked, known: new Map() };
  let store: StoreReader | undefined;
  try {
    store = readLaboratory(place, env);
    const plan = await planAsKept(asked, store);
    return { plan, known: await store.trials(plan.trials.map(({ id }) => id)) };
  } catch (error) {
    if (error instanceof NoStoreError) return { plan: asked, known: new Map() };
    throw error;
  } finally {
    await store?.close();
  }
}

async function dryRun(asked: Plan, options: SweepOptions, load: ReturnType<typeof dataLoader>, { device }: ChosenDevice): Promise<number> {
  const { plan, known } = await knownTrials(asked, options);
  const isDone = ({ id }: { id: string }) => !options.fresh && known.get(id)?.state === "done";
  const byConfiguration = Map.groupBy(plan.trials, ({ configuration }) => configuration);
  for (const [index, { varied, config }] of plan.configurations.entries()) {
    const trials = byConfiguration.get(index) ?? [];
    const done = trials.filter(isDone).length;
    print(
      `${configurationText(varied)}: ${counted(trials.length, "run")} of ${counted(config.iterations, "iteration")}${done ? `, ${done} done` : ""}`,
    );
  }
  if (plan.experiment.prune) print(pruningSentence(new Pruning(plan.trials)));
  const different = [...new Map(plan.trials.map((trial) => [trial.id, trial])).values()];
  const left = different.filter((trial) => !isDone(trial));
  const seconds = await estimateSeconds(left, load, device, options.workers);
  print(
    `${counted(different.length, "run")} of ${counted(plan.configurations.length, "configuration")}, ${plan.experiment.prune && left.length ? "at most " : ""}${left.length} to run, about ${clock(seconds)} on ${counted(options.workers, "worker")}; experiment ${plan.id}, base seed ${plan.experiment.seed ?? defaults.seed}`,
  );
  return exitCodes.success;
}
