import { basename, isAbsolute, join } from "node:path";
import { DataError, type DataLoader, type DataSpec, datasetNames, fingerprint, type ImageDataset } from "#data";
import { counted } from "#engine";
import type { Demand } from "#experiment";

/** The data of runs on a machine that may have them elsewhere, or not at all: the data set, or the sentence that says why there is none. */
export type WorkerData = (demand: Demand) => ImageDataset | string;

/**
 * Finds the data of runs by what these are known by: packaged sets wherever they are, files at the place that the run names or, where
 * `folder` is given, below that. Data that are known by something else are not taken.
 */
export function workerData(load: DataLoader, numerics: string, folder: string | undefined): WorkerData {
  return ({ run, waiting }) => {
    const of = `${counted(waiting, "waiting run")} of ${run.data.dataset}`;
    if (run.numerics !== numerics)
      return `${of} ${waiting === 1 ? "has" : "have"} the digits of ${run.numerics}, and this worker those of ${numerics}`;
    const reasons: string[] = [];
    for (const spec of placesOf(run.data, folder))
      try {
        const data = load(spec);
        const { dataHash } = fingerprint(spec, data);
        if (dataHash === run.dataHash) return data;
        reasons.push(`${spec.dataset} holds data known by ${dataHash}, and the runs were planned with ${run.dataHash}`);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        reasons.push(error.message);
      }
    return `${of} cannot be made here: ${reasons.join("; ")}`;
  };
}

/** Where the data of a spec may lie here. */
function placesOf(spec: DataSpec, folder: string | undefined): DataSpec[] {
  const isNamed = (datasetNames as readonly string[]).includes(spec.dataset);
  if (isNamed) {
    const { dataDir, ...packaged } = spec;
    const folders = [folder, dataDir].flatMap((one) => (one === undefined ? [] : [{ ...packaged, dataDir: one }]));
    return [...folders, packaged];
  }
  if (folder === undefined) return [spec];
  const below = isAbsolute(spec.dataset) ? [] : [join(folder, spec.dataset)];
  return [...new Set([...below, join(folder, basename(spec.dataset))])].map((dataset) => ({ ...spec, dataset }));
}
