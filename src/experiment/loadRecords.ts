import type { Evaluation } from "#train";
import { joined } from "./parts.ts";
import type { ExperimentRecord, Member, TrialRecord } from "./records.ts";
import type { StoreReader } from "./store.ts";

/** What was read of a store, for those who look at it without waiting. */
export interface LoadedRecords {
  members(experiment: string): Member[];
  trials(ids: readonly string[]): Map<string, TrialRecord>;
  evaluations(id: string): Evaluation[];
}

/** Reads experiments with their trials, and their evaluations unless told otherwise. */
export async function loadRecords(
  store: StoreReader,
  experiments: readonly Pick<ExperimentRecord, "id">[],
  { evaluations: wanted = true } = {},
): Promise<LoadedRecords> {
  const members = new Map<string, Member[]>();
  for (const { id } of experiments) members.set(id, await store.members(id));
  const records = await store.trials([...new Set([...members.values()].flat().map(({ trial }) => trial))]);
  const evaluations = new Map<string, Evaluation[]>();
  if (wanted) for (const id of records.keys()) evaluations.set(id, await store.evaluations(id));
  return {
    members: (experiment) => members.get(experiment) ?? [],
    trials: (ids) =>
      new Map(
        ids.flatMap((id) => {
          const record = records.get(id);
          return record ? [[id, record]] : [];
        }),
      ),
    evaluations: (id) => evaluations.get(id) ?? [],
  };
}

/** The weights of a run, in the order of its net; undefined where none were kept. */
export async function loadWeights(store: StoreReader, trial: string): Promise<Float64Array | undefined> {
  const parts = await store.weights(trial);
  return parts && Float64Array.from(await joined(parts));
}
