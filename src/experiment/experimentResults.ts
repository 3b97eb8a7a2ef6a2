import { canonical } from "#engine";
import { namedModel } from "#nn";
import type { MethodValues } from "#regularize";
import { type Evaluation, heldOutTwins, recordedMethods, scoreOf } from "#train";
import { type ConfigurationFields, configurationsOf } from "./experiment.ts";
import { configurationText, trialId } from "./plan.ts";
import type { ExperimentRecord, Member, TrialRecord } from "./records.ts";
import { defaults } from "./resolveTrial.ts";
import type { StoreReader } from "./store.ts";

/** A run of a configuration, as the store had it when the results were loaded. */
export interface Run {
  readonly configuration: number;
  /** From 1; run k of every configuration has the same seed. */
  readonly repetition: number;
  readonly record: TrialRecord;
  /** Asked of the store anew every time: those of a whole experiment may be many. */
  evaluations(): Promise<readonly Evaluation[]>;
}

/** A run that was asked for and has no score, and why: `open` is not settled yet, `removed` is not in the store any more. */
export interface MissingRun {
  readonly repetition: number;
  readonly why: "failed" | "pruned" | "diverged" | "open" | "removed";
}

/** A configuration of an experiment with its runs. One of which all runs were removed has no results. */
export interface ConfigurationResults {
  /** From 0, as in the experiment. */
  readonly index: number;
  /** By which it can be told from the others: `dropout 0.4`, and `model net (2)` for the second of that name. */
  readonly name: string;
  /** The fields in which it differs from the others. */
  readonly varied: Readonly<Record<string, unknown>>;
  readonly fields: ConfigurationFields;
  /** Of its runs but their seeds; the model has the name that the experiment gives it. */
  readonly config: TrialRecord["config"];
  /** Every option of every method as its runs have it: what was given, and what protocol and optimizer have. */
  readonly methods: MethodValues;
  /** By repetition. */
  readonly runs: readonly [Run, ...Run[]];
  readonly missing: readonly MissingRun[];
}

/** What a store has of an experiment: the one place where configurations, members and trials are brought together. Nothing in it changes. */
export interface ExperimentResults {
  readonly experiment: ExperimentRecord;
  /** In the order of the experiment. */
  readonly configurations: readonly ConfigurationResults[];
  /** The names of those of which no run is in the store any more, and which are not among these. */
  readonly removed: readonly string[];
  /** Of all configurations, repetition after repetition. */
  readonly runs: readonly Run[];
  /**
   * The same trainings whose iteration held-out examples chose, of the runs whose iteration the test examples chose: by the id of the run,
   * those that are in the store. Asked of it anew every time.
   */
  heldOutTwins(): Promise<ReadonlyMap<string, TrialRecord>>;
}

/** What is read of a store. */
export type ResultsStore = Pick<StoreReader, "members" | "trials" | "evaluations">;

/** The results of an experiment: of all its runs, or of those of a plan, which may ask for fewer than were made before. */
export async function loadResults(
  store: ResultsStore,
  experiment: ExperimentRecord,
  planned?: readonly Member[],
): Promise<ExperimentResults> {
  const members = planned ?? (await store.members(experiment.id));
  const records = await store.trials(members.map(({ trial }) => trial));
  const runs = members.flatMap(({ trial, configuration, repetition }): Run[] => {
    const record = records.get(trial);
    // one that was removed between the two questions is missing like one that was removed before
    return record ? [{ configuration, repetition, record, evaluations: () => store.evaluations(trial) }] : [];
  });
  const byConfiguration = Map.groupBy(runs, ({ configuration }) => configuration);
  const asked = configurationsOf(experiment.definition);
  const removed = asked.flatMap(({ varied }, index) => (byConfiguration.has(index) ? [] : [configurationText(varied)]));
  const found = asked.flatMap(({ fields, varied }, index) => {
    const [first, ...more] = byConfiguration.get(index) ?? [];
    if (!first) return [];
    const own: ConfigurationResults["runs"] = [first, ...more];
    const { config: made } = first.record;
    const config = { ...made, model: { ...made.model, name: modelNameOf(fields, made) } };
    return [{ index, varied, fields, config, methods: recordedMethods(config), runs: own, missing: missingOf(own, experiment) }];
  });
  return { experiment, configurations: withNames(withModelNames(found)), removed, runs, heldOutTwins: async () => twinsOf(runs, store) };
}

/** Runs may be of another experiment, that gave the same model another name; what a file called it is known by them alone. */
function modelNameOf({ model = defaults.model }: ConfigurationFields, { model: made }: TrialRecord["config"]): string {
  return (typeof model === "string" ? namedModel(model) : model)?.name ?? made.name;
}

/** Whether a run has come to its end: nothing more becomes of it. */
export const isSettled = ({ state }: Pick<TrialRecord, "state">): boolean => ["done", "failed", "pruned"].includes(state);

function missingOf(runs: ConfigurationResults["runs"], { definition: { reps = defaults.reps } }: ExperimentRecord): MissingRun[] {
  const there = new Set(runs.map(({ repetition }) => repetition));
  const removed = Array.from({ length: reps }, (_, k) => k + 1).filter((repetition) => !there.has(repetition));
  const without = runs.flatMap(({ repetition, record }): MissingRun[] => {
    const why = whyMissing(record);
    return why ? [{ repetition, why }] : [];
  });
  return [...without, ...removed.map((repetition): MissingRun => ({ repetition, why: "removed" }))];
}

function whyMissing({ state, result }: TrialRecord): MissingRun["why"] | undefined {
  if (result) return scoreOf(result) === null ? "diverged" : undefined;
  return state === "failed" || state === "pruned" ? state : "open";
}

/** A function that names things: of several things with one name the later ones are counted, as `net (2)`. */
function counting(): (name: string, thing: string) => string {
  const known = new Map<string, string[]>();
  return (name, thing) => {
    const things = known.get(name) ?? [];
    if (!things.includes(thing)) things.push(thing);
    known.set(name, things);
    const place = things.indexOf(thing);
    return place ? `${name} (${place + 1})` : name;
  };
}

/** Models of the experiment that are others under one name, or without one, are counted. */
function withModelNames<T extends Pick<ConfigurationResults, "varied" | "config">>(all: readonly T[]): T[] {
  const nameOf = counting();
  return all.map((one) => {
    const { model } = one.varied;
    if (model === undefined || model === null) return one;
    const given = typeof model === "object" ? String((model as { name?: unknown }).name ?? "model") : String(model);
    const name = nameOf(given, canonical(model));
    if (model === name) return one;
    return { ...one, varied: { ...one.varied, model: { ...one.config.model, name } } };
  });
}

/** Of several configurations with one name and other runs the later ones are counted. */
function withNames(all: readonly Omit<ConfigurationResults, "name">[]): ConfigurationResults[] {
  const nameOf = counting();
  return all.map((one) => ({ ...one, name: nameOf(configurationText(one.varied), String(one.runs.map(({ record }) => record.id))) }));
}

async function twinsOf(runs: readonly Run[], store: ResultsStore): Promise<ReadonlyMap<string, TrialRecord>> {
  const ids = new Map(
    runs.flatMap(({ record }) => {
      const twin = twinId(record);
      return twin ? [[record.id, twin] as const] : [];
    }),
  );
  const twins = await store.trials([...new Set(ids.values())]);
  return new Map(
    [...ids].flatMap(([id, twin]) => {
      const record = twins.get(twin);
      return record ? [[id, record] as const] : [];
    }),
  );
}

/**
 * Undefined for a run whose iteration held-out examples chose, for one of which it is not known what its data were, and with early
 * stopping: the examples that choose also end the training there, so the twin is another training.
 */
function twinId({ config, dataHash, numerics, result }: TrialRecord): string | undefined {
  const protocol = heldOutTwins[config.protocol];
  const hasScore = result !== null && scoreOf(result) !== null;
  return protocol && hasScore && dataHash !== null && !config.methods.earlyStopping
    ? trialId({ ...config, protocol }, dataHash, numerics)
    : undefined;
}
