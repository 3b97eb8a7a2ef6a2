import { type DataLoader, fingerprint, type ImageDataset } from "#data";
import type { TrialRecord } from "../store.ts";

/** Loads the data that made a run; throws a sentence where what is read now is not what it had, or that is not known. */
export function dataOfRun({ id, data: spec, dataHash }: Pick<TrialRecord, "id" | "data" | "dataHash">, load: DataLoader): ImageDataset {
  const run = `run ${id.slice(0, 10)}`;
  if (dataHash === null)
    throw new Error(`what ${spec.dataset} held when ${run} was made was not written down then; run it again to look into its net`);
  const data = load(spec);
  if (fingerprint(spec, data).dataHash !== dataHash)
    throw new Error(
      `${spec.dataset} does not hold the data that ${run} was made with, or they are read otherwise now; put the old contents back, or run it again`,
    );
  return data;
}
