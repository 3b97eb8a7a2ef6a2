import { type DataLoader, type DataSpec, dataSpecOf, fingerprint, type ImageDataset, isKnownAs } from "#data";
import type { TrialRecord } from "#experiment";
import { defaults } from "#experiment";
import type { ReportConfiguration } from "../experimentReport.ts";

/**
 * Loads the data that made a run: from where it read them, else from `elsewhere`, where the experiment that asks has the same ones. Throws
 * a sentence where what is read now is not what it had, or that is not known.
 */
export function dataOfRun(
  { id, data: spec, dataHash }: Pick<TrialRecord, "id" | "data" | "dataHash">,
  load: DataLoader,
  elsewhere: DataSpec = spec,
): ImageDataset {
  const run = `run ${id.slice(0, 10)}`;
  if (dataHash === null)
    throw new Error(`what ${spec.dataset} held when ${run} was made was not written down then; run it again to look into its net`);
  const found = loadSame(spec, dataHash, load);
  if (found instanceof Error && elsewhere !== spec) {
    const other = loadSame(elsewhere, dataHash, load);
    if (!(other instanceof Error)) return other;
  }
  if (!(found instanceof Error)) return found;
  if (found.name !== OtherData.name) throw found;
  throw new Error(
    `${spec.dataset} does not hold the data that ${run} was made with, or they are read otherwise now; put the old contents back, or run it again`,
  );
}

/** The data that a configuration names. */
export const specOf = ({ fields }: Pick<ReportConfiguration, "fields">): DataSpec => dataSpecOf(fields, fields.dataset ?? defaults.dataset);

class OtherData extends Error {
  override readonly name = "OtherData";
}

function loadSame(spec: DataSpec, dataHash: string, load: DataLoader): ImageDataset | Error {
  try {
    const data = load(spec);
    return isKnownAs(dataHash, fingerprint(spec, data)) ? data : new OtherData();
  } catch (error) {
    return error as Error;
  }
}
