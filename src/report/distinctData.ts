import type { ExperimentRecord, TrialRecord } from "#experiment";

/**
 * A trial for each content of the data that trials had: runs that were made under the name of another file with the same contents have the
 * same data. Of those under several names, one under the name that the experiment gives.
 */
export function distinctData(trials: readonly TrialRecord[], { definition }: Pick<ExperimentRecord, "definition">): TrialRecord[] {
  const alike = Map.groupBy(trials, ({ dataHash, data }) => dataHash ?? JSON.stringify(data));
  return [...alike.values()].map((same) => same.find(({ data }) => data.dataset === definition.dataset) ?? (same[0] as TrialRecord));
}
