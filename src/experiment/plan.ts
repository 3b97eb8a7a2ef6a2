import {
  type DataLoader,
  type DataReading,
  type DataSpec,
  dataSpecOf,
  type Fingerprint,
  fingerprint,
  readingOf,
  withoutIdleLimit,
} from "#data";
import { canonical, inLine, runSeed, sha256 } from "#engine";
import type { ModelSpec } from "#nn";
import { updateOf } from "#optim";
import { type IdleOption, methodOptions } from "#regularize";
import { type TrialConfig, trialMethods, type VariedStream, variedStreams } from "#train";
import { configurationsOf, type Experiment } from "./experiment.ts";
import { checkRunCount, configurationCount } from "./planSize.ts";
import { defaults, type ModelLoader, resolveTrial } from "./resolveTrial.ts";

/** The data of a run, without the data themselves. */
export interface RunData extends Pick<Fingerprint, "dataHash" | "testHash"> {
  readonly data: DataSpec;
  /** By label, where the labels stand for names. */
  readonly classNames: readonly string[] | null;
}

/** One configuration of an experiment. */
export interface PlannedConfiguration extends RunData, Fingerprint {
  /** The fields in which it differs from the others of its experiment. */
  readonly varied: Readonly<Record<string, unknown>>;
  readonly config: Omit<TrialConfig, "seed">;
  /** How its data are read; no part of what its runs are known by. */
  readonly reading: DataReading;
  /** Of its fields those that change nothing: `config` is without them, and equal to that of a configuration without. */
  readonly idle?: readonly IdleOption[];
  /** The streams of random numbers in which its runs differ. */
  readonly draws?: readonly VariedStream[];
}

/** One trial of an experiment: what it is, and where it stands. */
export interface PlannedTrial extends RunData {
  /** The hash of everything that decides its digits. */
  readonly id: string;
  readonly config: TrialConfig;
  readonly numerics: string;
  /** The number of its configuration, from 0, and of its repetition, from 1. */
  readonly configuration: number;
  readonly repetition: number;
}

export interface Plan {
  /**
   * What the experiment is known by: all that decides its runs, as it was resolved, but not how often. So more repetitions extend it, and
   * an edited file, of data or of a model, makes another, as other digits of the engine do.
   */
  readonly id: string;
  readonly experiment: Experiment;
  readonly configurations: readonly PlannedConfiguration[];
  /** Repetition after repetition, so that the configurations of one seed come together: they are pairs. */
  readonly trials: readonly PlannedTrial[];
}

/**
 * All trials of an experiment. Throws a sentence that names the configuration where something does not fit. Models in files are there
 * where `modelFile` reads them.
 */
export function planExperiment(given: Experiment, load: DataLoader, numerics: string, modelFile?: ModelLoader): Plan {
  const experiment = withoutRepeats(given);
  const { reps = defaults.reps } = experiment;
  checkRunCount(configurationCount(experiment), reps);
  const models = new Map<string, ModelSpec>();
  const readOnce: ModelLoader | undefined =
    modelFile &&
    ((path) => {
      const model = models.get(path) ?? modelFile(path);
      models.set(path, model);
      return model;
    });
  const configurations = configurationsOf(experiment).map(({ fields, varied }): PlannedConfiguration => {
    const spec = dataSpecOf(fields, fields.dataset ?? defaults.dataset);
    return explained(varied, () => {
      const data = load(spec);
      const { classNames = null } = data;
      return {
        data: withoutIdleLimit(spec, data),
        ...fingerprint(spec, data),
        classNames,
        varied,
        reading: readingOf(data),
        ...resolveTrial(fields, data, readOnce),
      };
    });
  });
  return planned(experiment, configurations, numerics);
}

/** The same plan with some of its configurations, by their places, as they were known before; see Fingerprint. */
export function planAsBefore({ experiment, configurations, trials }: Plan, places: ReadonlySet<number>): Plan {
  const numerics = trials[0]?.numerics ?? "";
  const known = configurations.map((one, place) => (places.has(place) ? { ...one, dataHash: one.earlierHash ?? one.dataHash } : one));
  return planned(experiment, known, numerics);
}

function planned(experiment: Experiment, configurations: readonly PlannedConfiguration[], numerics: string): Plan {
  const { reps = defaults.reps, seed = defaults.seed, vary = variedStreams } = experiment;
  const held = variedStreams.filter((stream) => !vary.includes(stream));
  const seedsOf = seedsIn(experiment);
  const trials = Array.from({ length: reps }, (_, k) => k + 1).flatMap((repetition) =>
    configurations.map(({ config: common, data, dataHash, testHash, classNames }, configuration): PlannedTrial => {
      const config = { ...common, ...seedsOf(repetition) };
      const ofRun = { data, dataHash, testHash, classNames };
      return { id: trialId(config, dataHash, numerics), ...ofRun, config, numerics, configuration, repetition };
    }),
  );
  const resolved = configurations.map(({ varied, config, dataHash }) => [varied, trialId({ ...config, seed }, dataHash, numerics)]);
  return { id: hashOf({ resolved, held }, 10), experiment, configurations, trials };
}

/** The seeds of a repetition: its own, and for streams that are held that of the first. */
export function seedsIn({ seed = defaults.seed, vary = variedStreams }: Pick<Experiment, "seed" | "vary">) {
  const held = variedStreams.filter((stream) => !vary.includes(stream));
  const streamSeeds = Object.fromEntries(held.map((stream) => [stream, runSeed(seed, 1)]));
  return (repetition: number) => ({ seed: runSeed(seed, repetition), ...(held.length && { streamSeeds }) });
}

/** The same experiment with every value of its grid and every entry of its list once: what is given twice is one configuration. */
function withoutRepeats(experiment: Experiment): Experiment {
  const { list } = experiment;
  const grid: Readonly<Record<string, readonly unknown[] | undefined>> | undefined = experiment.grid;
  const once = <T>(values: readonly T[]): T[] => [...new Map(values.map((value) => [canonical(value), value])).values()];
  return {
    ...experiment,
    ...(grid && { grid: Object.fromEntries(Object.entries(grid).flatMap(([name, values]) => (values ? [[name, once(values)]] : []))) }),
    ...(list && { list: once(list) }),
  };
}

/** A hash of everything that decides the digits of a trial: its resolved configuration, seed, data and numerical version. */
export function trialId(config: TrialConfig, data: string, numerics: string): string {
  const { methods: _, model, optimizer, evaluateEvery, ...rest } = config;
  const values = trialMethods(config);
  const on = methodOptions.flatMap(({ name, default: off }) => (String(values[name]) === String(off) ? [] : [[name, values[name]]]));
  const { name: __, ...structure } = model;
  const course = {
    // whose decay is a method
    optimizer: updateOf(optimizer),
    evaluateEvery: Math.min(evaluateEvery, config.iterations),
  };
  return hashOf({ ...rest, ...course, methods: Object.fromEntries(on), model: structure, data, numerics }, 20);
}

const hashOf = (value: unknown, digits: number): string => sha256(canonical(value)).slice(0, digits);

function explained<T>(varied: Readonly<Record<string, unknown>>, resolve: () => T): T {
  try {
    return resolve();
  } catch (error) {
    const where = Object.keys(varied).length ? `${configurationText(varied)}: ` : "";
    throw new Error(`${where}${(error as Error).message}`, { cause: error });
  }
}

/** `dropout 0.4, maxNorm 25` */
export function configurationText(varied: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(varied).map(([name, value]) => {
    const text =
      typeof value === "object" && value !== null && "name" in value
        ? String(value.name)
        : typeof value === "object"
          ? JSON.stringify(value)
          : String(value);
    return `${name} ${inLine(text)}`;
  });
  return parts.join(", ") || "one configuration";
}
