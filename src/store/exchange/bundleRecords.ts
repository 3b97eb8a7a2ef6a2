import { toBase64 } from "#engine";
import { type BundledRecord, type BundledSnapshot, type ExperimentRecord, StoreError, type StoreReader } from "#experiment";

/** So many runs are read at once. */
const AT_ONCE = 100;

/**
 * Experiments with all that is kept of their runs, one record at a time: first the experiments, then the runs, each before or after how its data
 * were read. `command` stands in the messages. Throws StoreError.
 */
export async function* bundleRecords(
  store: StoreReader,
  experiments: readonly ExperimentRecord[],
  command: string,
): AsyncGenerator<BundledRecord> {
  const ids = new Set<string>();
  for (const { states: _, numerics: __, ...experiment } of experiments) {
    const members = await store.members(experiment.id);
    for (const { trial } of members) ids.add(trial);
    yield { kind: "experiment", experiment: { ...experiment, members } };
  }
  /** Readings that were given. */
  const read = new Set<string>();
  const all = [...ids];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    const runs = await store.trials(some);
    for (const id of some) {
      const run = runs.get(id);
      if (!run) throw new StoreError(`${command}: run ${id} was removed meanwhile; type the command again`);
      if (run.reading !== null && !read.has(run.reading)) {
        const reading = await store.reading(id);
        if (!reading)
          throw new StoreError(`${command}: how the data of run ${id} were read is not in the store; droplab check tells what else is not`);
        yield { kind: "reading", reading: { name: run.reading, reading } };
        read.add(run.reading);
      }
      const { attempt: _, failures: __, losses: ___, ...kept } = run;
      const weights = run.state === "done" ? ((await store.weights(id)) ?? null) : null;
      const snapshots: BundledSnapshot[] = [];
      if (run.state === "done")
        for await (const { iteration, floats } of store.snapshots(id))
          snapshots.push({ iteration, floats: toBase64(new Uint8Array(floats.buffer)) });
      const evaluations = await store.evaluations(id);
      yield { kind: "run", run: { ...kept, evaluations, ...(snapshots.length && { snapshots }), weights } };
    }
  }
}
