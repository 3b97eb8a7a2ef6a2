import { createHash } from "node:crypto";
import type { ImageDataset } from "#data";
import { runSeed } from "#engine";
import { methodOptions, methodValues } from "#regularize";
import { protocols, type TrialConfig, variedStreams } from "#train";
import { configurationsOf, type Experiment } from "./experiment.ts";
import { defaults, resolveTrial } from "./resolveTrial.ts";

/** One configuration of an experiment. */
export interface PlannedConfiguration {
  readonly dataset: string;
  readonly dataDir?: string | undefined;
  /** The fields in which it differs from the others of its experiment. */
  readonly varied: Readonly<Record<string, unknown>>;
  readonly config: Omit<TrialConfig, "seed">;
}

/** One trial of an experiment: what it is, and where it stands. */
export interface PlannedTrial {
  /** The hash of everything that decides its digits. */
  readonly id: string;
  readonly dataset: string;
  readonly dataDir?: string | undefined;
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

/** Loads data sets, each once. */
export type DataLoader = (dataset: string, dataDir?: string) => ImageDataset;

/** All trials of an experiment. Throws a sentence that names the configuration where something does not fit. */
export function planExperiment(experiment: Experiment, load: DataLoader, numerics: string): Plan {
  const { reps = defaults.reps, seed = defaults.seed, vary = variedStreams } = experiment;
  const configurations = configurationsOf(experiment).map(({ fields, varied }): PlannedConfiguration => {
    const { dataset = defaults.dataset, dataDir } = fields;
    return { dataset, dataDir, varied, config: explained(varied, () => resolveTrial(fields, load(dataset, dataDir))) };
  });
  const held = variedStreams.filter((stream) => !vary.includes(stream));
  const streamSeeds = Object.fromEntries(held.map((stream) => [stream, runSeed(seed, 1)]));
  const trials = Array.from({ length: reps }, (_, k) => k + 1).flatMap((repetition) =>
    configurations.map(({ dataset, dataDir, config: common }, configuration): PlannedTrial => {
      const config = { ...common, seed: runSeed(seed, repetition), ...(held.length && { streamSeeds }) };
      const id = trialId(config, fingerprint(dataset, load(dataset, dataDir)), numerics);
      return { id, dataset, dataDir, config, numerics, configuration, repetition };
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

const fingerprints = new WeakMap<ImageDataset, string>();

/** What a data set is known by: the name of one whose files are checked, else a hash of its examples and split. */
export function fingerprint(dataset: string, data: ImageDataset): string {
  if (data.name === dataset) return dataset;
  const known = fingerprints.get(data);
  if (known) return known;
  const hash = createHash("sha256").update(`${data.shape} ${data.classes} ${data.heldOut} ${data.scale}`);
  for (const { images, labels } of [data.train, data.test])
    for (const part of [images, labels]) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  const text = hash.digest("hex").slice(0, 20);
  fingerprints.set(data, text);
  return text;
}

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
    return `${name} ${text}`;
  });
  return parts.join(", ") || "one configuration";
}
