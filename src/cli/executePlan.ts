import { stderr } from "node:process";
import { areLimits, DataError, type DataLoader, type DataSpec, type ImageDataset, limitTraining, loadDataset } from "#data";
import { canonical, counted, type DeviceName, numericsOf, openDevice } from "#engine";
import {
  type Experiment,
  type ExperimentRecord,
  idleNotes,
  numericsNote,
  type Plan,
  type PlannedTrial,
  Pruning,
  planExperiment,
  runPlan,
  type TrialRecord,
} from "#lab";
import { evaluationLine, pruningSentence } from "#report";
import type { SqliteStore } from "#store";
import { ProgressDisplay } from "./progressDisplay.ts";
import { refuseToPrune } from "./refuseToPrune.ts";
import { commandLine, openStore, type StoreOptions } from "./storeOptions.ts";
import { asTyped } from "./typedNames.ts";
import { UsageError } from "./usageError.ts";

export interface ExecutionOptions extends StoreOptions {
  readonly workers: number;
  /** In seconds. */
  readonly checkpointEvery: number;
  readonly verbose?: boolean;
  readonly fresh?: boolean;
  readonly failFast?: boolean;
  /** What the experiment is said to have been made by; what was typed unless given. */
  readonly command?: string;
  readonly chosen: { readonly device: DeviceName; readonly simd: string | undefined };
  /** Called for each trial as it comes to its end, with its place in the plan. */
  readonly onSettled?: (trial: PlannedTrial, record: TrialRecord, place: number, print: (printing: () => void) => void) => void;
}

export interface Execution {
  readonly plan: Plan;
  readonly id: string;
  readonly store: SqliteStore;
  /** In the order of the plan; what is not settled is undefined. */
  readonly records: readonly (TrialRecord | undefined)[];
  /** How many trials were there already. */
  readonly before: number;
  readonly interrupted: boolean;
  readonly seconds: number;
}

/**
 * Loads data sets, each once, and tells what was decided about them, unless it is quiet: what a run has are the bytes that it began with.
 */
export function dataLoader({ quiet = false } = {}): DataLoader {
  const loaded = new Map<string, ImageDataset>();
  const said = new Set<string>();
  const once = (spec: DataSpec, make: () => ImageDataset): ImageDataset => {
    const key = canonical(spec);
    const data = loaded.get(key) ?? make();
    loaded.set(key, data);
    return data;
  };
  const tell = (data: ImageDataset): ImageDataset => {
    const lines = (quiet ? [] : (data.notes ?? [])).map((note) => `${data.name}: ${note}\n`).filter((line) => !said.has(line));
    for (const line of lines) stderr.write(line);
    for (const line of lines) said.add(line);
    return data;
  };
  return (spec) => {
    const { trainExamples, labelNoise, dataSeed, ...files } = spec;
    const limits = { trainExamples, labelNoise, dataSeed };
    const { dataset, ...options } = files;
    const whole = once(files, () => loadDataset(dataset, options));
    return tell(areLimits(limits) ? once(spec, () => limitTraining(whole, limits)) : whole);
  };
}

/**
 * The plan of an experiment for a device; throws UsageError where something does not fit, or is given in vain. Of several configurations it
 * says what is in vain, and goes on: they count as equal to those without.
 */
export function makePlan(experiment: Experiment, load: DataLoader, { device, simd }: ExecutionOptions["chosen"]): Plan {
  try {
    const plan = planExperiment(experiment, load, numericsOf(openDevice(device, simd)));
    if (experiment.prune) refuseToPrune(plan);
    const [first, ...more] = idleNotes(plan);
    if (first === undefined) return plan;
    if (plan.configurations.length === 1) throw new Error(first);
    for (const note of [first, ...more]) stderr.write(`droplab: ${asTyped(note)}\n`);
    return plan;
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new UsageError((error as Error).message);
  }
}

/** Runs a plan with progress on standard error; Ctrl-C lets every trial checkpoint and keeps what is done. */
export async function executePlan(plan: Plan, load: DataLoader, options: ExecutionOptions): Promise<Execution> {
  const { chosen, workers } = options;
  const { prune = false } = plan.experiment;
  if (prune) stderr.write(`droplab: ${pruningSentence(new Pruning(plan.trials))}\n`);
  const store = openStore(options, chosen.device, chosen.simd);
  const { id } = plan;
  for (const note of others(plan, store.experiments())) stderr.write(`droplab: ${note}\n`);
  store.saveExperiment(plan, options.command ?? commandLine());
  const ids = plan.trials.map((trial) => trial.id);
  const earlier = [...store.trials(ids).values()];
  // what a sweep gave up is no result: it is made now, or given up by this sweep's own looks
  const again = (state: TrialRecord["state"]) => (options.fresh ? state !== "running" : state === "failed" || state === "pruned");
  store.reset(earlier.filter(({ state }) => again(state)).map((record) => record.id));
  const before = options.fresh ? 0 : earlier.filter(({ state }) => state === "done").length;
  const different = new Set(ids).size; // configurations that are equal share their runs
  if (before)
    stderr.write(
      `droplab: ${before} of ${counted(different, "run")} ${before === 1 ? "was" : "were"} in ${options.store} already; --fresh runs ${before === 1 ? "it" : "them"} again\n`,
    );

  const givenUp = prune ? 0 : earlier.filter(({ state }) => state === "pruned").length;
  if (givenUp)
    stderr.write(
      `droplab: ${givenUp} ${givenUp === 1 ? "run" : "runs"} that a sweep with --prune gave up ${givenUp === 1 ? "is" : "are"} made now\n`,
    );

  const iterations = plan.configurations.reduce((most, { config }) => Math.max(most, config.iterations), 0);
  const display = new ProgressDisplay(stderr, different, iterations);
  const places = new Map(ids.map((trial, place): [string, number] => [trial, place]).reverse()); // the first where one is shared
  const placeOf = (trial: PlannedTrial) => places.get(trial.id) as number;
  const stop = new AbortController();
  const endSignals = onSignals(stop, () => display.close());
  const began = performance.now();
  let waiting = false;
  try {
    await runPlan(plan, {
      store,
      load,
      device: chosen.device,
      simd: chosen.simd,
      workers,
      checkpointEvery: 1000 * options.checkpointEvery,
      stop: stop.signal,
      failFast: options.failFast ?? false,
      prune,
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
      onWaiting(count, owner) {
        if (!waiting) display.around(() => stderr.write(`droplab: waiting for ${counted(count, "run")} of ${owner}\n`));
        waiting = true;
      },
      onTrouble(message) {
        display.around(() =>
          stderr.write(`droplab: ${message ? `${message}; trying again, nothing is lost` : "the store can be written again"}\n`),
        );
      },
    });
  } finally {
    endSignals();
    display.close();
  }
  const found = store.trials(ids);
  const records = ids.map((trial) => {
    const record = found.get(trial);
    return record && ["done", "failed", "pruned"].includes(record.state) ? record : undefined;
  });
  return { plan, id, store, records, before, interrupted: stop.signal.aborted, seconds: (performance.now() - began) / 1000 };
}

/** Experiments of the same definition whose runs are others: they are kept, and not taken for the plan's. */
function others({ id, experiment }: Plan, kept: readonly ExperimentRecord[]): string[] {
  if (kept.some((one) => one.id === id)) return [];
  const asTyped = ({ name: _, reps: __, prune: ___, ...definition }: Experiment) => canonical(definition);
  return kept
    .filter(({ definition }) => asTyped(definition) === asTyped(experiment))
    .map(({ id: other, numerics }) => {
      const what = numericsNote(numerics) ?? "of other data, another model or other digits than these";
      return `experiment ${other} was made by the same options, and its runs are ${what}; it stays, and they are not taken for these`;
    });
}

/** One Ctrl-C may come several times: npx passes on the terminal's. */
const SAME_PRESS_MS = 1000;

/** The first signal asks to stop; one that comes later leaves at once. */
function onSignals(stop: AbortController, leave: () => void): () => void {
  let pressed = 0;
  const onSignal = () => {
    if (!pressed) {
      pressed = performance.now();
      return stop.abort();
    }
    if (performance.now() - pressed < SAME_PRESS_MS) return;
    leave();
    process.exit(130);
  };
  // not `once`: log-update's dependency signal-exit ends the process when it finds itself the only listener left
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const; // the last when the terminal closes
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
