import { type DataReading, stubOf } from "#data";
import { canonical, NUMERICAL_VERSION } from "#engine";
import type { ModelSpec } from "#nn";
import type { BundledExperiment, BundledRun } from "./bundle.ts";
import { configurationsOf } from "./experiment.ts";
import { numericalVersionOf } from "./numericsNote.ts";
import { configurationText, seedsIn, trialId } from "./plan.ts";
import { resolveTrial } from "./resolveTrial.ts";

/** What a run is known by, in a run of this numerical version: others were resolved by the rules of theirs. */
export interface KnownRun {
  readonly model: ModelSpec;
  readonly dataHash: string;
  readonly numerics: string;
  /** What its reading is known by. */
  readonly reading: string | null;
}

/** What is kept of a run to check its experiment; undefined of one that cannot be checked so. Throws where its id is not its own. */
export function knownRun({ id, config, dataHash, numerics, reading }: Omit<BundledRun, "weights">): KnownRun | undefined {
  if (dataHash === null || numericalVersionOf(numerics) !== String(NUMERICAL_VERSION)) return undefined;
  if (trialId(config, dataHash, numerics) !== id)
    throw new Error("what it is known by is not that of its configuration, its data and its digits; export it again");
  return { model: config.model, dataHash, numerics, reading };
}

/** Throws a sentence where the definition of an experiment does not make its runs, those that can be checked. */
export function checkBundledRuns(
  { definition, members }: Pick<BundledExperiment, "definition" | "members">,
  runOf: (id: string) => KnownRun | undefined,
  readings: ReadonlyMap<string, DataReading>,
): void {
  const configurations = configurationsOf(definition);
  const seedsOf = seedsIn(definition);
  const resolved = new Map<string, ReturnType<typeof resolveTrial>["config"]>();
  for (const { trial, configuration, repetition } of members) {
    const run = runOf(trial);
    const reading = run?.reading ? readings.get(run.reading) : undefined;
    const one = configurations[configuration];
    if (!run || !reading || !one) continue;
    const resolve = () => resolveTrial(one.fields, stubOf(reading), () => run.model).config;
    const key = `${configuration} ${run.reading} ${canonical(run.model)}`;
    const common = resolved.get(key) ?? resolve();
    resolved.set(key, common);
    if (trialId({ ...common, ...seedsOf(repetition) }, run.dataHash, run.numerics) !== trial)
      throw new Error(`its ${configurationText(one.varied)} does not make run ${trial}; export it again`);
  }
}
