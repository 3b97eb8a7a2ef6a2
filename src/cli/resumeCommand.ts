import type { Command } from "commander";
import { DataError, type DataLoader, isKnownAs } from "#data";
import { counted, inLine, numericsOf } from "#engine";
import { type ExperimentRecord, loadResults, numericsNote, type Plan, type StoreReader } from "#experiment";
import type { ModelSpec } from "#nn";
import { robustnessLines } from "#report";
import { isShared } from "#store";
import { scoredResult } from "#train";
import { conclude } from "./conclusion.ts";
import { dataLoader } from "./dataLoader.ts";
import { type ChosenDevice, chooseDevice } from "./deviceOptions.ts";
import { executePlan } from "./executePlan.ts";
import { addMachineOptions, type MachineOptions } from "./machineOptions.ts";
import { makePlan } from "./makePlan.ts";
import { print, stderr, tableWidth } from "./output.ts";
import { planAsKept } from "./planAsKept.ts";
import { addRobustnessOption, type RobustnessOption } from "./robustnessOption.ts";
import { addSnapshotsOption, type SnapshotsOption } from "./snapshotsOption.ts";
import { addStoreOption, NoExperimentsError, openStore, readStore, type StoreOptions, theExperiment } from "./storeOptions.ts";
import { sweepLines } from "./sweepOutput.ts";
import { exitCodes, UsageError } from "./usageError.ts";

interface ResumeOptions extends MachineOptions, RobustnessOption, SnapshotsOption {
  readonly prune?: boolean;
  readonly detach?: boolean;
  readonly verbose?: boolean;
}

/** `droplab resume`: goes on with an experiment, or says why what would run now are not its runs. */
export function addResumeCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program.command("resume [id]").summary("continue an experiment that has not come to its end");
  addMachineOptions(
    addSnapshotsOption(addRobustnessOption(command)).description(
      "Continues an experiment where it stopped: the one of this id, else the last that is not finished. Its data, the files of its models and the digits of the device must be those it began with; type its command for new runs.",
    ),
    addStoreOption,
  )
    .option(
      "--prune",
      "give up configurations that are clearly behind another in the mean, as sweep --prune does; an experiment that began so goes on so",
    )
    .option("--detach", "with a database: offer the runs to workers and leave")
    .option("-v, --verbose", "a line per evaluation")
    .action(async (id: string | undefined, options: ResumeOptions) => setExitCode(await resume(id, options)));
}

async function resume(prefix: string | undefined, options: ResumeOptions): Promise<number> {
  const chosen = await chooseDevice(options);
  const reader = await readStore(options);
  let plan: Plan | string;
  let experiment: ExperimentRecord | undefined;
  const load = dataLoader();
  try {
    experiment = prefix === undefined ? await lastUnfinished(reader, options, chosen) : await theExperiment(reader, prefix, options);
    if (!experiment) {
      print("every experiment has come to its end");
      return exitCodes.success;
    }
    plan = await planOf(experiment, reader, { ...options, chosen, load });
  } finally {
    await reader.close();
  }
  stderr.write(`droplab: resuming ${whatOf(experiment)}\n`);
  if (typeof plan === "string") {
    await leaveToWorkers(experiment, plan, { ...options, chosen });
    return exitCodes.success;
  }
  const { command } = experiment;
  const execution = await executePlan(plan, load, { ...options, chosen, command });
  try {
    if (!execution.detached)
      for (const line of [...sweepLines(execution.results), ...robustnessLines(execution.results.configurations, tableWidth())])
        print(line);
    return conclude(execution, options);
  } finally {
    await execution.store.close();
  }
}

interface Here extends ResumeOptions {
  readonly chosen: ChosenDevice;
  readonly load: DataLoader;
}

/**
 * The plan of its runs; or why they cannot be made here, where workers elsewhere can: in a database, and but for --prune, which looks at the
 * runs as they end. Throws UsageError.
 */
async function planOf(experiment: ExperimentRecord, reader: StoreReader, options: Here): Promise<Plan | string> {
  const { store, prune, load, chosen } = options;
  try {
    refuseOtherDigits(experiment, chosen);
    const plan = await planAsKept(makePlan({ ...experiment.definition, ...(prune && { prune: true }) }, load, chosen), reader);
    if (plan.id === experiment.id) return plan;
    throw new UsageError(`${experiment.id}: ${await whyOther(plan, experiment, reader)}; ${anew(experiment)}`);
  } catch (error) {
    const hasOthers = typeof store === "string" && isShared(store) && !prune && !experiment.definition.prune;
    const isHere = error instanceof DataError || error instanceof UsageError;
    if (!hasOthers || !isHere || numericsNote(experiment.numerics)) throw error;
    return error.message;
  }
}

/** Takes back that it is to stop, and offers what is owed of it. */
async function leaveToWorkers(experiment: ExperimentRecord, why: string, options: StoreOptions & Pick<Here, "chosen">): Promise<void> {
  const { store, queue, close } = openStore(options, options.chosen.device);
  try {
    const { id } = experiment;
    await store.wish(id, { stopped: false });
    const { runs } = await loadResults(store, experiment);
    await store.reset(runs.flatMap(({ record }) => (record.state === "failed" || record.state === "pruned" ? [record] : [])));
    const owed = await store.owed({ experiment: id });
    await queue.offer(owed);
    if (owed.length === 0 && runs.every(({ record }) => record.state === "done")) {
      stderr.write(`droplab: nothing is left to do of it; droplab show ${id}\n`);
      return;
    }
    stderr.write(`droplab: not made here: ${why}\n`);
    stderr.write(
      `droplab: ${counted(owed.length, "run")} ${owed.length === 1 ? "waits" : "wait"} for workers anywhere; droplab status says how far they are\n`,
    );
  } finally {
    await close();
  }
}

/** `3f2a91bc04 (droplab sweep --dropout 0,0.2): 3 of 8 runs are owed` */
function whatOf(experiment: ExperimentRecord): string {
  const { id, name, command, states } = experiment;
  const all = Object.values(states).reduce((sum, count) => sum + count, 0);
  const open = owedBy(experiment) + states.failed;
  const left = open ? `${open} of ${counted(all, "run")} to go` : `${all === 1 ? "its run is" : `all ${all} runs are`} done`;
  return `${id} (${inLine([name, command].filter(Boolean).join(": "))}), ${left}`;
}

const anew = ({ command }: ExperimentRecord): string => `for new runs type ${command}`;

/** How many runs it still has to make; what another experiment gave up is owed by one that does not prune. */
const owedBy = ({ states, definition }: ExperimentRecord): number =>
  states.queued + states.running + states.interrupted + (definition.prune ? 0 : states.pruned);

/**
 * Of the experiments that are not finished, of which not all is measured that was to be, too, the last that this device can go on with,
 * else the last.
 */
async function lastUnfinished(store: StoreReader, options: StoreOptions, chosen: ChosenDevice): Promise<ExperimentRecord | undefined> {
  const experiments = await store.experiments();
  if (experiments.length === 0) throw new NoExperimentsError(options);
  const owing = experiments.filter((experiment) => owedBy(experiment) > 0);
  // what is left to measure comes after what is left to make
  const open = owing.length ? owing : await unmeasuredIn(store, experiments);
  return open.findLast(({ numerics }) => numerics.every((digits) => digits === numericsOf(chosen.device))) ?? open.at(-1);
}

/** Those of which nets that are kept were to be measured without some of their units, and were not. */
async function unmeasuredIn(store: StoreReader, experiments: readonly ExperimentRecord[]): Promise<ExperimentRecord[]> {
  const found: ExperimentRecord[] = [];
  for (const experiment of experiments.filter(({ definition }) => definition.robustness)) {
    const runs = (await loadResults(store, experiment)).runs.map(({ record }) => record);
    const lacking = runs.filter(({ result, config }) => scoredResult(result) && !result?.robustness && hasHidden(config.model));
    for (const { id } of lacking)
      if (await store.weights(id)) {
        found.push(experiment);
        break;
      }
  }
  return found;
}

/** Whether a model has a layer of several units before that of the classes: of one without, nothing can be taken away. */
function hasHidden({ layers }: ModelSpec): boolean {
  const withUnits = layers.filter((one) => ["units", "filters", "layers"].some((field) => field in one));
  return withUnits.slice(0, -1).some((one) => !("units" in one && one.units === 1) && !("filters" in one && one.filters === 1));
}

function refuseOtherDigits(experiment: ExperimentRecord, chosen: ChosenDevice): void {
  const { id, numerics } = experiment;
  const own = numericsOf(chosen.device);
  if (numerics.every((digits) => digits === own)) return;
  const note = numericsNote(numerics);
  throw new UsageError(
    note
      ? `${id}: its runs are ${note}, and those of this droplab would be others; ${anew(experiment)}`
      : `${id}: its runs have the digits of ${numerics[0]}, this device gives those of ${own}; choose the device with --device and --simd, or ${anew(experiment)}`,
  );
}

/** Why a plan of the same digits makes another experiment. */
async function whyOther(plan: Plan, experiment: ExperimentRecord, store: StoreReader): Promise<string> {
  const { configurations } = await loadResults(store, experiment);
  for (const [index, { data, ...known }] of plan.configurations.entries()) {
    const had = configurations.find((one) => one.index === index)?.runs[0].record.dataHash;
    if (had === null) return `what ${data.dataset} held when its runs began was not written down then, so they are not continued`;
    if (had !== undefined && had !== known.dataHash && had === known.earlierHash)
      return `${data.dataset} has the numbers that its runs began with, but its columns are named, written or measured otherwise; put the old ones back to continue them`;
    if (had !== undefined && !isKnownAs(had, known))
      return `${data.dataset} does not hold the data that its runs began with; put the old contents back to continue them`;
  }
  return "its definition does not make these runs any more (a file of a model has changed); put the old one back to continue them";
}
