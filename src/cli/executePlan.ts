import { stderr as terminal } from "node:process";
import type { DataLoader } from "#data";
import { canonical, counted, definedFields, inLine } from "#engine";
import {
  copiesNotes,
  defaults,
  type Experiment,
  type ExperimentRecord,
  type ExperimentResults,
  isSettled,
  LostStoreError,
  loadResults,
  numericsNote,
  type Plan,
  type PlannedTrial,
  type Store,
  type TrialRecord,
  withoutKeeping,
  withoutLabels,
} from "#experiment";
import { AMONG_MANY, Pruning, runPlan, type TrialWork, worksOf } from "#lab";
import { evaluationLine, pruningSentence } from "#report";
import { isShared, storeName } from "#store";
import type { ChosenDevice } from "./deviceOptions.ts";
import { checkpointEvery } from "./machineOptions.ts";
import { makePlan } from "./makePlan.ts";
import { measureMissing } from "./measureMissing.ts";
import { stderr } from "./output.ts";
import { planAsKept } from "./planAsKept.ts";
import { planNotes } from "./planNotes.ts";
import { ProgressDisplay } from "./progressDisplay.ts";
import { type RobustnessOption, refuseRobustness } from "./robustnessOption.ts";
import { sharedRuns } from "./sharedRuns.ts";
import { onSignals } from "./signals.ts";
import { refuseSnapshots, type SnapshotsOption } from "./snapshotsOption.ts";
import { commandLine, openStore, type StoreOptions } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";
import { dataLines, waitingLines } from "./waitingLines.ts";

export interface ExecutionOptions extends StoreOptions, RobustnessOption, SnapshotsOption {
  readonly workers: number;
  /** In seconds. */
  readonly checkpointEvery?: number;
  readonly verbose?: boolean;
  readonly fresh?: boolean;
  readonly failFast?: boolean;
  /** Leaves when the runs are offered. */
  readonly detach?: boolean;
  /** What the experiment is said to have been made by; what was typed unless given. */
  readonly command?: string;
  readonly chosen: ChosenDevice;
  /** Called for each trial as it comes to its end, with its place in the plan. */
  readonly onSettled?: (trial: PlannedTrial, record: TrialRecord, place: number, print: (printing: () => void) => void) => void;
}

export interface Execution {
  readonly plan: Plan;
  readonly id: string;
  readonly store: Store;
  /** Of the runs of the plan, in its order. */
  readonly results: ExperimentResults;
  /** How many trials were there already. */
  readonly before: number;
  readonly interrupted: boolean;
  /** Whether droplab stop ended it. */
  readonly stopped: boolean;
  /** It has left when the runs were offered. */
  readonly detached: boolean;
  readonly seconds: number;
}

/** Runs a plan with progress on standard error; Ctrl-C lets every trial checkpoint and keeps what is done. */
export async function executePlan(given: Plan, load: DataLoader, typed: ExecutionOptions): Promise<Execution> {
  let { asked, options } = withKeeping(given, typed);
  const { chosen, workers } = options;
  const { prune = false } = asked.experiment;
  refuseWithoutOthers(options, prune);
  refuseRobustness(options);
  refuseSnapshots(asked, load, options);
  if (options.fresh && options.store === false) throw new UsageError("fresh: with --no-store everything is run anew; leave --fresh out");
  if (prune) stderr.write(`droplab: ${pruningSentence(new Pruning(asked.trials))}\n`);
  for (const note of [...copiesNotes(asked), ...planNotes(asked, load)]) stderr.write(`droplab: ${note}\n`);
  const laboratory = openStore(options, chosen.device);
  const { store } = laboratory;
  const planned = await planAsKept(asked, store);
  const { id } = planned;
  const kept = await store.experiments();
  // as it was begun, also where that is not typed again
  ({ asked, options } = withKeeping(planned, options, kept.find((one) => one.id === id)?.definition));
  const plan = asked;
  for (const note of [...renamed(plan, kept), ...others(plan, kept)]) stderr.write(`droplab: ${note}\n`);
  await store.saveExperiment(plan, options.command ?? commandLine({ without: "--fresh" }));
  await store.wish(id, { stopped: false });
  const ids = plan.trials.map((trial) => trial.id);
  const earlier = [...(await store.trials(ids)).values()];
  // what a sweep gave up is no result: it is made now, or given up by this sweep's own looks
  const again = (state: TrialRecord["state"]) => (options.fresh ? state !== "running" : state === "failed" || state === "pruned");
  if (options.fresh) for (const note of await sharedRuns(store, id, earlier)) stderr.write(`droplab: ${note}\n`);
  await store.reset(earlier.filter(({ state }) => again(state)));
  const before = options.fresh ? 0 : earlier.filter(({ state }) => state === "done").length;
  const different = new Set(ids).size; // configurations that are equal share their runs
  if (before)
    stderr.write(
      `droplab: ${before} of ${counted(different, "run")} ${before === 1 ? "was" : "were"} in ${storeName(String(options.store))} already; --fresh runs ${before === 1 ? "it" : "them"} again\n`,
    );

  if (before && options.snapshots)
    stderr.write("droplab: runs that are done keep the snapshots that they have; --fresh makes them anew, with these\n");

  const givenUp = prune ? 0 : earlier.filter(({ state }) => state === "pruned").length;
  if (givenUp)
    stderr.write(
      `droplab: ${givenUp} ${givenUp === 1 ? "run" : "runs"} that a sweep with --prune gave up ${givenUp === 1 ? "is" : "are"} made now\n`,
    );

  const places = new Map(ids.map((trial, place): [string, number] => [trial, place]).reverse()); // the first where one is shared
  const works = worksOf(plan.trials, load);
  const display = new ProgressDisplay(terminal, new Map([...places.values()].map((place) => [place + 1, works[place] as TrialWork])));
  const placeOf = (trial: PlannedTrial) => places.get(trial.id) as number;
  const stop = new AbortController();
  const endSignals = onSignals(stop, () => display.close());
  const began = performance.now();
  let waiting = false;
  let isWhole = false;
  try {
    if (options.detach) {
      const owed = await store.owed({ experiment: id });
      await laboratory.queue.offer(owed);
      if (owed.length) for (const line of await dataLines(plan, laboratory.shelf)) stderr.write(`droplab: ${line}\n`);
    } else
      isWhole = await runPlan(plan, {
        laboratory,
        keepsNets: options.store !== false,
        load,
        device: chosen.name,
        simd: chosen.simd,
        workers,
        checkpointEvery: checkpointEvery(options),
        stop: stop.signal,
        failFast: options.failFast ?? false,
        prune,
        snapshots: options.snapshots,
        ...(isOfMany(options.store) && AMONG_MANY),
        onProgress(trial, progress) {
          const place = placeOf(trial) + 1;
          if (options.verbose && progress.evaluation) {
            const line = `run ${place} ${evaluationLine(progress.evaluation, trial.config.iterations)}`;
            display.around(() => stderr.write(`${line}\n`));
          }
          display.update(place, progress);
        },
        onSettled(trial, record) {
          display.end(placeOf(trial) + 1);
          options.onSettled?.(trial, record, placeOf(trial), (printing) => display.around(printing));
        },
        onThrown(trial, message) {
          display.around(() =>
            stderr.write(`droplab: run ${placeOf(trial) + 1} threw here: ${message}; who takes it next tries it again\n`),
          );
        },
        onNobody(demands) {
          for (const line of waitingLines(demands)) display.around(() => stderr.write(`droplab: ${line}\n`));
        },
        onWaiting(count, owner) {
          if (!waiting) display.around(() => stderr.write(`droplab: waiting for ${counted(count, "run")} of ${owner}\n`));
          waiting = true;
        },
        onLost(trial, record) {
          display.around(() => stderr.write(`droplab: ${lostText(trial, record)}\n`));
        },
        onTrouble(message) {
          display.around(() =>
            stderr.write(`droplab: ${message ? `${message}; trying again, nothing is lost` : "the store can be written again"}\n`),
          );
        },
      });
  } catch (error) {
    // where the store was lost, closing it says where everything is kept
    const closing = await laboratory.close().catch((other: unknown) => other);
    throw closing instanceof LostStoreError ? closing : error;
  } finally {
    endSignals();
    display.close();
  }
  const seconds = (performance.now() - began) / 1000;
  const more = isWhole ? await withWishedRepetitions(plan, store) : undefined;
  if (more) {
    await laboratory.close();
    stderr.write(`droplab: ${more.reps} runs of each configuration are wished now\n`);
    const rest = await executePlan(makePlan(more, load, chosen), load, { ...options, fresh: false });
    return { ...rest, before, seconds: seconds + rest.seconds };
  }
  const [experiment] = (await store.experiments([id])) as [ExperimentRecord];
  const members = plan.trials.map(({ id: trial, configuration, repetition }) => ({ trial, configuration, repetition }));
  const resultsNow = () => loadResults(store, { ...experiment, definition: plan.experiment }, members);
  let results = await resultsNow();
  const open = results.runs.filter(({ record }) => !isSettled(record)).length;
  const left = `${open} of ${counted(different, "run")} ${open === 1 ? "is" : "are"}`;
  if (open && isWhole) stderr.write(`droplab: ${left} queued anew by another process; the same command goes on with what waits\n`);
  if (open && options.failFast && !isWhole && !stop.signal.aborted)
    stderr.write(`droplab: --fail-fast ends it here; ${left} left${isOfMany(options.store) ? " to workers anywhere" : ""}\n`);
  const detached = options.detach === true;
  const ended = stop.signal.aborted || !(isWhole || options.failFast || detached);
  const measuring = options.robustness && !ended ? await measureMissing(store, results, { load, chosen, workers }) : undefined;
  if (measuring?.measured) results = await resultsNow();
  const interrupted = ended || measuring?.stopped === true;
  const stopped = interrupted && !stop.signal.aborted && (await store.wishes(id))?.stopped === true;
  return { plan, id, store, results, before, interrupted, stopped, detached, seconds };
}

/**
 * What is to be kept and measured of the runs, by what was typed or else by the experiment, as it is or was begun: both know it then, so that
 * who continues it goes on so. What an experiment says of runs that this process does not make is others' to do.
 */
function withKeeping(plan: Plan, options: ExecutionOptions, known: Experiment = {}): { asked: Plan; options: ExecutionOptions } {
  const { snapshots = plan.experiment.snapshots ?? known.snapshots, robustness = plan.experiment.robustness ?? known.robustness } = options;
  const makesRuns = !options.detach && options.workers > 0;
  return {
    asked: { ...plan, experiment: { ...plan.experiment, ...definedFields({ snapshots, robustness }) } },
    options: {
      ...options,
      ...(makesRuns && definedFields({ snapshots })),
      ...(!options.detach && definedFields({ robustness })),
    },
  };
}

/** Whether workers anywhere make the runs, too. */
const isOfMany = (store: StoreOptions["store"]): boolean => store !== false && isShared(store);

/** Throws UsageError where others are to make the runs, and there are none. */
function refuseWithoutOthers({ store, detach, workers }: ExecutionOptions, prune: boolean): void {
  const hasOthers = isOfMany(store);
  if (detach && !hasOthers)
    throw new UsageError(
      "detach: it leaves the runs to workers, and a file has none; name a database with --store postgres://user@host/name",
    );
  if (detach && prune) throw new UsageError("detach: --prune looks at the runs as they end, and must stay; leave one of the two out");
  if (workers === 0 && !hasOthers)
    throw new UsageError(
      "workers: with 0 others make the runs, and a file has no workers; give at least 1, or name a database with --store",
    );
}

/** The experiment with as many repetitions as somebody has come to wish; undefined where it has them. */
async function withWishedRepetitions({ id, experiment }: Plan, store: Store): Promise<Experiment | undefined> {
  const reps = (await store.wishes(id))?.repetitions ?? 0;
  return reps > (experiment.reps ?? defaults.reps) ? { ...experiment, reps } : undefined;
}

/** What has become of a run that this process had. */
function lostText(id: string, record: TrialRecord | undefined): string {
  const run = `run ${id.slice(0, 10)}`;
  if (!record) return `${run} was removed from the store; it is dropped`;
  const { state, owner } = record;
  if (state === "pruned") return `${run} was given up by another process, which prunes; it is dropped here`;
  if (state === "queued") return `${run} was queued anew by another process; it is dropped here`;
  const now = state === "running" && owner ? `is run by process ${owner.pid} on ${owner.host}` : `is ${state}`;
  return `${run} was taken from this process, which did not answer for a while, and ${now} now; it is dropped here`;
}

/** An experiment that is there has the name that it is given last. */
function renamed({ id, experiment: { name } }: Plan, kept: readonly ExperimentRecord[]): string[] {
  const before = kept.find((one) => one.id === id)?.name;
  return before && name && before !== name ? [`experiment ${id} is there, named ${inLine(before)}; it is named ${inLine(name)} now`] : [];
}

/** Experiments of the same definition whose runs are others: they are kept, and not taken for the plan's. */
function others({ id, experiment }: Plan, kept: readonly ExperimentRecord[]): string[] {
  if (kept.some((one) => one.id === id)) return [];
  const asTyped = (one: Experiment) => {
    const { reps: _, prune: __, ...definition } = withoutKeeping(withoutLabels(one));
    return canonical(definition);
  };
  return kept
    .filter(({ definition }) => asTyped(definition) === asTyped(experiment))
    .map(({ id: other, numerics }) => {
      const what = numericsNote(numerics) ?? "of other data, another model or other digits than these";
      return `experiment ${other} was made by the same options, and its runs are ${what}; it stays, and they are not taken for these`;
    });
}
