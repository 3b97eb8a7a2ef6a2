import { type BundledExperiment, type ExperimentRecord, type Owner, StoreError, type StoreReader, type TrialRecord } from "#experiment";
import { base64Of } from "./base64.ts";
import { FORMAT } from "./format.ts";
import { recordSum, weightsSum } from "./recordSum.ts";

export interface BundleOptions {
  /** Whether it says on which host, by which command and where in its files everything was made. */
  readonly withMachine: boolean;
}

/** So many runs are read at once. */
const AT_ONCE = 100;

/** Experiments with all that is kept of their runs as a JSON text, piece by piece: a record in a line. Throws StoreError. */
export async function* bundleText(
  store: StoreReader,
  experiments: readonly ExperimentRecord[],
  options: BundleOptions,
): AsyncGenerator<string> {
  yield `{"format":${JSON.stringify(FORMAT)},"experiments":[`;
  const ids = new Set<string>();
  for (const [i, { states: _, numerics: __, command, ...experiment }] of experiments.entries()) {
    const members = await store.members(experiment.id);
    for (const { trial } of members) ids.add(trial);
    const written: Partial<BundledExperiment> = { ...experiment, ...(options.withMachine && { command }), members };
    const text = JSON.stringify(written);
    yield `${i ? "," : ""}\n${text.slice(0, -1)},"sum":"${recordSum(JSON.parse(text))}"}`;
  }
  yield '\n],"trials":[';
  let separator = "\n";
  /** A run of each reading. */
  const read = new Map<string, string>();
  const all = [...ids];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    const runs = await store.trials(some);
    for (const id of some) {
      const run = runs.get(id);
      if (!run) throw new StoreError(`export: run ${id} was removed while it was exported; export again`);
      if (run.reading !== null) read.set(run.reading, id);
      yield separator;
      yield* runText(store, run, options);
      separator = ",\n";
    }
  }
  yield '\n],"readings":[';
  separator = "\n";
  for (const [name, id] of read) {
    const reading = await store.reading(id);
    if (!reading)
      throw new StoreError(`export: how the data of run ${id} were read is not in the store; droplab check tells what else is not`);
    yield `${separator}${JSON.stringify({ name, reading })}`;
    separator = ",\n";
  }
  yield "\n]}\n";
}

async function* runText(store: StoreReader, run: TrialRecord, { withMachine }: BundleOptions): AsyncGenerator<string> {
  const { attempt: _, failures: __, losses: ___, owner, stack, ...kept } = run;
  const evaluations = await store.evaluations(run.id);
  const place = { stack: withMachine ? stack : null, owner: owner && (withMachine ? owner : withoutPlace(owner)) };
  const text = JSON.stringify({ ...kept, ...place, evaluations });
  const weights = run.state === "done" ? await store.weights(run.id) : undefined;
  yield `${text.slice(0, -1)},"weights":${weights ? '"' : "null"}`;
  let sum = 0;
  for await (const piece of weights ? base64Of(weights) : []) {
    sum = weightsSum(piece, sum);
    yield piece;
  }
  yield `${weights ? '"' : ""},"sum":"${recordSum(JSON.parse(text), sum)}"}`;
}

/** What computed, without who and where. */
const withoutPlace = ({ machine, version }: Owner): Pick<Owner, "machine" | "version"> => ({ machine, version });
