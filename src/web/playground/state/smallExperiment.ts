import { compareAll, seriesFrom, warningsFor } from "#analysis";
import { type Experiment, loadResults, type Member, type PlannedTrial, planExperiment, type TrialRecord } from "#experiment";
import type { MethodOptions } from "#regularize";
import { comparisonSentence, percent } from "#report";
import { scoreOf, type TrialResult } from "#train";
import { modelOf } from "../settings/netOf.ts";
import { type Settings, type TwinName, type TwinSettings, twinNames } from "../settings/settings.ts";
import type { Caller } from "../twin/calls.ts";
import { HELD_OUT, TESTED, TRAINING } from "../twin/digits.ts";
import { type Size, usualSize } from "./smallSize.ts";

/** What a small experiment came to, in the words of `droplab compare`. */
export interface SmallVerdict {
  readonly sentence: string;
  readonly warnings: readonly string[];
  /** Mean and spread of each twin, by which images its iteration was chosen, and of how many runs. */
  readonly means: readonly string[];
  /** Accuracies on the test images by seed, in percent; null where a run diverged. */
  readonly accuracies: { readonly [twin in TwinName]: readonly (number | null)[] };
  /** The same experiment as a file of `droplab sweep`. */
  readonly definition: Experiment;
}

/** Both twins as configurations of one experiment, with the same seeds; held-out images choose the iteration. */
export function smallExperiment({ shared, a, b }: Settings, { seeds, iterations }: Size): Experiment {
  const { seed, learningRate, batch, trainExamples, labelNoise, logits } = shared;
  const { name, ...model } = modelOf(shared);
  return {
    dataset: "mnist",
    protocol: typeof shared.model === "string" && logits === "relu" ? "post-held-out" : "sound",
    model: { name, ...model },
    ...{ seed, learningRate, batchSize: batch, reps: seeds, iterations },
    ...(trainExamples !== undefined && { trainExamples }),
    ...(labelNoise > 0 && { labelNoise }),
    list: [fieldsOf(a), fieldsOf(b)],
  } as Experiment;
}

/** The options that act; `dropout 0` stands for none. */
function fieldsOf({ dropout, dropoutKind, maxNorm, maxNormScope, l1, l2 }: TwinSettings): MethodOptions {
  return {
    dropout,
    ...(dropout > 0 && dropoutKind !== "inverted" && { dropoutKind }),
    ...(maxNorm > 0 && { maxNorm, maxNormScope }),
    ...(l1 > 0 && { l1 }),
    ...(l2 > 0 && { l2 }),
  };
}

/** Runs it, one twin's trials in its worker; `tell` hears the share that is done. Undefined where it was stopped. */
export async function runSmall(
  settings: Settings,
  {
    callers,
    numerics,
    heldOut,
    tell,
    isStopped = () => false,
    size = usualSize,
  }: {
    readonly callers: { readonly [twin in TwinName]: Caller };
    readonly numerics: string;
    readonly heldOut: { readonly images: Uint8Array; readonly labels: Uint8Array };
    readonly tell: (share: number) => void;
    readonly isStopped?: () => boolean;
    readonly size?: Size;
  },
): Promise<SmallVerdict | undefined> {
  const definition = smallExperiment(settings, size);
  const { trainExamples, labelNoise } = settings.shared;
  const limits = { labelNoise, ...(trainExamples !== undefined && { trainExamples }) };
  const plan = planExperiment(definition, () => stub, numerics);
  const done = { a: 0, b: 0 };
  const results = new Map<string, TrialResult>();
  const ofTwin = (twin: TwinName) => plan.trials.filter(({ configuration }) => configuration === twinNames.indexOf(twin));
  const all = plan.trials.length * size.iterations;
  const runAll = async (twin: TwinName): Promise<boolean> => {
    for (const [k, { id, config }] of ofTwin(twin).entries()) {
      if (isStopped()) return false;
      const result = await callers[twin].ask("trial", [config, limits, heldOut], {
        tell: (iteration) => {
          done[twin] = k * size.iterations + iteration;
          tell((done.a + done.b) / all);
        },
      });
      if (!result) return false;
      results.set(id, result);
    }
    return true;
  };
  if (!(await Promise.all(twinNames.map(runAll))).every(Boolean)) return undefined;
  return verdictOf(definition, plan.trials, results);
}

async function verdictOf(
  definition: Experiment,
  trials: readonly PlannedTrial[],
  results: ReadonlyMap<string, TrialResult>,
): Promise<SmallVerdict> {
  const records = new Map(trials.map((trial) => [trial.id, recordOf(trial, results.get(trial.id) as TrialResult)]));
  const members = trials.map(({ id, configuration, repetition }): Member => ({ trial: id, configuration, repetition }));
  const store = {
    members: async () => members,
    trials: async (ids: readonly string[]) => new Map([...records].filter(([id]) => ids.includes(id))),
    evaluations: async (id: string) => [...(results.get(id)?.evaluations ?? [])],
  };
  const { configurations, heldOutTwins } = await loadResults(store, { ...unlabelled, definition }, members);
  const twins = await heldOutTwins();
  const items = configurations.map((one) => ({ series: seriesFrom(one, twins) }));
  const compared = compareAll(items, items[0] as (typeof items)[number]);
  const comparison = compared.at(-1)?.comparison;
  // of a run that diverged, what its net was before is no accuracy
  const accuracyOf = ({ id }: PlannedTrial) => {
    const result = results.get(id);
    return result ? scoreOf(result) : null;
  };
  const byTwin = (twin: TwinName) => trials.filter(({ configuration }) => configuration === twinNames.indexOf(twin)).map(accuracyOf);
  return {
    sentence: comparison ? comparisonSentence(comparison) : "Both twins are the same configuration: there is nothing to compare.",
    warnings: warningsFor(compared),
    means: items.map(({ series: { name, bySeed } }) => {
      const values = [...bySeed.values()];
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return `${name}: ${values.length ? percent(mean / 100) : "no accuracy"} in the mean of ${values.length} seeds`;
    }),
    accuracies: { a: byTwin("a").map(inPercent), b: byTwin("b").map(inPercent) },
    definition,
  };
}

const inPercent = (share: number | null): number | null => (share === null ? null : 100 * share);

function recordOf(
  { id, config, numerics, data, dataHash, testHash, classNames }: PlannedTrial,
  { evaluations, ...result }: TrialResult,
): TrialRecord {
  return {
    ...{ id, config, numerics, data, dataHash, testHash, classNames, result, state: "done", reading: null, seconds: 0 },
    ...{ iteration: evaluations.at(-1)?.iteration ?? 0, created: "", started: null, finished: null, error: null, stack: null },
    ...{ owner: null, attempt: 1, failures: 0, losses: 0 },
  };
}

const unlabelled = {
  ...{ id: "", command: "", created: "", updated: "", numerics: [], name: null, tags: [], note: null },
  states: { queued: 0, running: 0, done: 0, failed: 0, interrupted: 0, pruned: 0 },
};

/** What planning asks of MNIST: all but its images. */
const none = (count: number) => ({ images: new Uint8Array(0), labels: new Uint8Array(0), features: 784, count });
const stub = {
  ...{ name: "mnist", classes: 10, shape: [1, 28, 28], scale: 1 / 255, heldOut: HELD_OUT },
  ...{ train: none(HELD_OUT + TRAINING), test: none(TESTED) },
};
