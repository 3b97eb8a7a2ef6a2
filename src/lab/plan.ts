import { createHash } from "node:crypto";
import { type DataLoader, type DataSpec, dataSpecOf, fingerprint } from "#data";
import { runSeed } from "#engine";
import { methodOptions, methodValues } from "#regularize";
import { protocols, type TrialConfig, variedStreams } from "#train";
import { type ConfigurationFields, configurationsOf, type Experiment } from "./experiment.ts";
import { defaults, resolveTrial } from "./resolveTrial.ts";

/** One configuration of an experiment. */
export interface PlannedConfiguration {
  readonly data: DataSpec;
  /** What its data are known by: see `fingerprint`. */
  readonly dataHash: string;
  /** The fields in which it differs from the others of its experiment. */
  readonly varied: Readonly<Record<string, unknown>>;
  readonly config: Omit<TrialConfig, "seed">;
}

/** One trial of an experiment: what it is, and where it stands. */
export interface PlannedTrial {
  /** The hash of everything that decides its digits. */
  readonly id: string;
  readonly data: DataSpec;
  readonly dataHash: string;
  readonly config: TrialConfig;
  readonly numerics: string;
  /** The number of its configuration, from 0, and of its repetition, from 1. */
  readonly configuration: number;
  readonly repetition: number;
}

export interface Plan {
  readonly experiment: Experiment;
  readonly configurations: readonly PlannedConfiguration[];
  /** Repetition after repetition, so that the configurations of one seed come together: they are pairs. */
  readonly trials: readonly PlannedTrial[];
}

/** All trials of an experiment. Throws a sentence that names the configuration where something does not fit. */
export function planExperiment(experiment: Experiment, load: DataLoader, numerics: string): Plan {
  const { reps = defaults.reps, seed = defaults.seed, vary = variedStreams } = experiment;
  const configurations = configurationsOf(experiment).map(({ fields, varied }): PlannedConfiguration => {
    const spec = dataSpecOf(fields, fields.dataset ?? defaults.dataset);
    return explained(varied, () => {
      const data = load(spec);
      return { data: spec, dataHash: fingerprint(spec, data), varied, config: resolveTrial(fields, data) };
    });
  });
  const held = variedStreams.filter((stream) => !vary.includes(stream));
  const streamSeeds = Object.fromEntries(held.map((stream) => [stream, runSeed(seed, 1)]));
  const trials = Array.from({ length: reps }, (_, k) => k + 1).flatMap((repetition) =>
    configurations.map(({ data, dataHash, config: common }, configuration): PlannedTrial => {
      const config = { ...common, seed: runSeed(seed, repetition), ...(held.length && { streamSeeds }) };
      return { id: trialId(config, dataHash, numerics), data, dataHash, config, numerics, configuration, repetition };
    }),
  );
  return { experiment, configurations, trials };
}

/** A hash of everything that decides the digits of a trial: its resolved configuration, seed, data and numerical version. */
export function trialId(config: TrialConfig, data: string, numerics: string): string {
  const { methods, model, ...rest } = config;
  const values = methodValues({ maxNormScope: protocols[config.protocol].maxNormScope, ...methods });
  const on = methodOptions.flatMap(({ name, default: off }) => (String(values[name]) === String(off) ? [] : [[name, values[name]]]));
  const { name: _, ...structure } = model;
  const text = canonical({ ...rest, methods: Object.fromEntries(on), model: structure, data, numerics });
  return createHash("sha256").update(text).digest("hex").slice(0, 20);
}

/** JSON with the keys in order and without undefined values: equal values give equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}

function explained<T>(varied: ConfigurationFields, resolve: () => T): T {
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
    return `${name} ${text}`;
  });
  return parts.join(", ") || "one configuration";
}
