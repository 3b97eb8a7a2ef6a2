import type { TableOptions, TrainingLimits } from "#data";
import { definedFields } from "#engine";
import { optimizerTable } from "#optim";
import type { MethodOptions } from "#regularize";
import type { TrainingOptions, variedStreams } from "#train";

/** One configuration: fields of the command line's options, and those of every method (`dropout`, `maxNorm`, …). */
export interface ConfigurationFields extends TrainingOptions, MethodOptions, TableOptions, TrainingLimits {
  readonly dataset?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** An experiment: a configuration, what varies, and how often. Fields that are not given have the command line's defaults. */
export interface Experiment extends ConfigurationFields {
  /** What it is called, said of it and found by: see Labels. */
  readonly name?: string | undefined;
  readonly note?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Runs of each configuration; 10 unless given. Run k of every configuration has the same seed, so they are pairs. */
  readonly reps?: number | undefined;
  /** Base seed; 1 unless given. */
  readonly seed?: number | undefined;
  /** The streams that differ from run to run; all of init, order and dropout unless given, and none in an empty list. */
  readonly vary?: readonly (typeof variedStreams)[number][] | undefined;
  /** Whether configurations are given up that are clearly behind another; false unless given. */
  readonly prune?: boolean | undefined;
  /** How many snapshots of its first kernel a run keeps; none unless given. */
  readonly snapshots?: number | undefined;
  /** Whether what the kept nets are without some of their hidden units is measured at the end; false unless given. */
  readonly robustness?: boolean | undefined;
  /** Every combination of these values. */
  readonly grid?:
    | { readonly [name in keyof ConfigurationFields]?: readonly NonNullable<ConfigurationFields[name]>[] | undefined }
    | undefined;
  /** One after the other; with a grid, each with every combination of it. */
  readonly list?: readonly ConfigurationFields[] | undefined;
}

/** An experiment without the fields that are undefined: they are not given, and must hide neither a common value nor a whole grid. */
export function withoutUndefined({ grid, list, ...fields }: Experiment): Experiment {
  return { ...definedFields(fields), ...(grid && { grid: definedFields(grid) }), ...(list && { list: list.map(definedFields) }) };
}

/** Without what is kept and measured of its runs, on which no digit of a result depends. */
export function withoutKeeping({ snapshots: _, robustness: __, ...rest }: Experiment): Omit<Experiment, "snapshots" | "robustness"> {
  return rest;
}

/** Fields that are not a configuration's. */
const ofTheWhole = ["$schema", "name", "note", "tags", "reps", "seed", "vary", "prune", "snapshots", "robustness", "grid", "list"];

/** The configurations of an experiment, each with the fields in which it differs from the others. */
export function configurationsOf(experiment: Experiment): { fields: ConfigurationFields; varied: Readonly<Record<string, unknown>> }[] {
  const { grid: axes = {}, list = [{}] } = withoutUndefined(experiment);
  const common = Object.fromEntries(Object.entries(experiment).filter(([name]) => !ofTheWhole.includes(name)));
  const combinations = Object.entries(axes).reduce<Record<string, unknown>[]>(
    (before, [name, values]) => before.flatMap((one) => (values ?? []).map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
  const variations = list.flatMap((entry) => combinations.map((combination): ConfigurationFields => ({ ...entry, ...combination })));
  return withDecays(common, variations).map((varied) => ({ fields: { ...common, ...varied }, varied: { ...varied } }));
}

/**
 * An optimizer that decays by itself differs from the others by that too: where optimizers are varied, so is the decay. An entry of a list
 * that names none has the common one, and says so beside those that have another.
 */
function withDecays(common: ConfigurationFields, variations: readonly ConfigurationFields[]): readonly ConfigurationFields[] {
  const decayOf = ({ optimizer = common.optimizer }: ConfigurationFields) => (optimizer ? optimizerTable[optimizer].weightDecay : 0);
  if (common.weightDecay !== undefined || new Set(variations.map(decayOf)).size < 2) return variations;
  const { optimizer } = common;
  return variations.map((varied) => ({ ...(optimizer && { optimizer }), ...varied, weightDecay: varied.weightDecay ?? decayOf(varied) }));
}
