import { existsSync } from "node:fs";
import { dataOfRun } from "#analysis";
import { type DataReading, readingOf } from "#data";
import { readDataFile } from "#data/files";
import { counted } from "#engine";
import { loadWeights, type StoreReader, type TrialRecord } from "#experiment";
import { netOfRun, readNet, type SavedNet } from "#trained";
import { dataLoader } from "./dataLoader.ts";
import { experimentNamed, runNamed } from "./namedId.ts";
import { readStore, type StoreOptions } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

/** A net that was kept, and what it is called in messages. */
export interface KeptNet {
  readonly net: SavedNet;
  readonly title: string;
  /** Where it is that of a run of the store. */
  readonly record?: TrialRecord;
}

/** The net of a run, or of a file that `droplab save` or `learner.save` wrote. Throws a sentence where there is none. */
export async function keptNet(name: string, options: StoreOptions): Promise<KeptNet> {
  if (/[./\\]/.test(name) || (existsSync(name) && !/^[0-9a-f]+$/.test(name))) return { net: netInFile(name), title: name };
  const store = await readStore(options);
  try {
    const record = await theRun(store, name);
    const title = `run ${record.id.slice(0, 10)}`;
    const weights = await loadWeights(store, record.id);
    if (record.state !== "done")
      throw new UsageError(`${title}: it is ${record.state}, and only a finished run has a net; droplab resume goes on`);
    if (!weights) throw new UsageError(`${title}: it has no net: it diverged before any iteration was chosen`);
    return { net: netOfRun(record, weights, await readingOfRun(store, record)), title, record };
  } finally {
    await store.close();
  }
}

function netInFile(file: string): SavedNet {
  const bytes = readDataFile(file, "name a run of the store, or a file that droplab save wrote");
  try {
    return readNet(bytes, file);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The one run whose id begins so, or that of an experiment with one alone. Throws UsageError. */
async function theRun(store: StoreReader, prefix: string): Promise<TrialRecord> {
  const [run, experiment] = [await runNamed(store, prefix), await experimentNamed(store, prefix)];
  if (run && experiment) throw new UsageError(`${prefix}: it names run ${run} and experiment ${experiment}; type more of the id`);
  const members = experiment === undefined ? [] : await store.members(experiment);
  if (experiment !== undefined && members.length !== 1)
    throw new UsageError(
      `${prefix}: it is an experiment of ${counted(members.length, "run")}, and each has a net; name one of those that droplab show ${experiment} lists`,
    );
  const record = await store.trial(run ?? members[0]?.trial ?? "");
  if (!record)
    throw new UsageError(`${prefix}: there is no such run in the store; droplab list names experiments, and droplab show <id> their runs`);
  return record;
}

/** As it was written down; of a run from before that was done, from its data, where they are what they were. */
async function readingOfRun(store: StoreReader, record: TrialRecord): Promise<DataReading> {
  const kept = await store.reading(record.id);
  if (kept) return kept;
  try {
    return readingOf(dataOfRun(record, dataLoader({ quiet: true })));
  } catch (error) {
    throw new UsageError(
      `how its data were read was not written down when it was made, and must be read from them: ${(error as Error).message}`,
    );
  }
}
