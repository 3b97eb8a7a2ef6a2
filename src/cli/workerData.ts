import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join } from "node:path";
import { DataError, type DataSpec, datasetNames, fileName, type ImageDataset, isKnownAs } from "#data";
import { counted } from "#engine";
import type { DataShelf, Demand, ShelvedFile } from "#experiment";
import { DataReader } from "./dataReader.ts";
import { reasonOf } from "./reasonOf.ts";

/** The data of runs on a machine that may have them elsewhere, or not at all: the data set, or the sentence that says why there is none. */
export type WorkerData = (demand: Demand) => Promise<ImageDataset | string>;

/**
 * Finds the data of runs by what these are known by: packaged sets wherever they are, files at the place that the run names or, where
 * `folder` is given, below that, and else those of the same name that lie in the store. Data that are known by something else are not taken.
 */
export function workerData(numerics: string, shelf: DataShelf | undefined, folder: string | undefined): WorkerData {
  const reader = new DataReader();
  return async ({ run, waiting }) => {
    const of = `${counted(waiting, "waiting run")} of ${run.data.dataset}`;
    if (run.numerics !== numerics)
      return `${of} ${waiting === 1 ? "has" : "have"} the digits of ${run.numerics}, and this worker those of ${numerics}`;
    const reasons: string[] = [];
    const found = async (spec: DataSpec, where: string): Promise<ImageDataset | undefined> => {
      try {
        const { data, known } = await reader.read(spec);
        if (isKnownAs(run.dataHash, known)) return data;
        reasons.push(`${where} holds data known by ${known.dataHash}, and the runs were planned with ${run.dataHash}`);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        reasons.push(error.message);
      }
      return undefined;
    };
    for (const spec of placesOf(run.data, folder)) {
      const data = await found(spec, spec.dataset);
      if (data) return data;
    }
    const data = shelf && (await shelved(shelf, run.data, found));
    if (data) return data;
    const file = isNamed(run.data) ? "" : `; give their folder with --data-dir, or put them into the store with droplab data push`;
    return `${of} cannot be made here: ${reasons.join("; ")}${file}`;
  };
}

const isNamed = ({ dataset }: DataSpec) => (datasetNames as readonly string[]).includes(dataset);

/** Where the data of a spec may lie here. */
function placesOf(spec: DataSpec, folder: string | undefined): DataSpec[] {
  if (isNamed(spec)) {
    const { dataDir, ...packaged } = spec;
    const folders = [folder, dataDir].flatMap((one) => (one === undefined ? [] : [{ ...packaged, dataDir: one }]));
    return [...folders, packaged];
  }
  if (folder === undefined) return [spec];
  const below = isAbsolute(spec.dataset) ? [] : [join(folder, spec.dataset)];
  return [...new Set([...below, join(folder, basename(spec.dataset))])].map((dataset) => ({ ...spec, dataset }));
}

/** Those of the same name that lie in the store, the last first. */
async function shelved(
  shelf: DataShelf,
  spec: DataSpec,
  found: (spec: DataSpec, where: string) => Promise<ImageDataset | undefined>,
): Promise<ImageDataset | undefined> {
  for (const { name, hash, pushed } of await shelf.list()) {
    if (name !== fileName(spec.dataset)) continue;
    const files = await shelf.get(hash);
    if (!files) continue;
    const [folder, own] = unpacked(spec, name, files);
    try {
      const data = await found(own, `${name}, which was pushed into the store on ${pushed.slice(0, 10)},`);
      if (data) return data;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return undefined;
}

/** Writes files into a temporary folder; gives it, and the spec that reads them there. */
function unpacked(spec: DataSpec, name: string, files: readonly ShelvedFile[]): readonly [folder: string, spec: DataSpec] {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), "droplab-data-"));
    return [folder, specIn(folder, spec, name, files)];
  } catch (error) {
    if (folder) rmSync(folder, { recursive: true, force: true });
    throw new Error(
      `data: ${name}, which was pushed into the store, cannot be unpacked in ${tmpdir()}: ${reasonOf(error as NodeJS.ErrnoException)}; free some space there, or name another folder with TMPDIR`,
      { cause: error },
    );
  }
}

/** Writes files into a folder; gives the spec that reads them there. */
function specIn(folder: string, spec: DataSpec, name: string, files: readonly ShelvedFile[]): DataSpec {
  const isTable = files.some((file) => file.name === name);
  const place = isNamed(spec) || isTable ? folder : join(folder, fileName(name));
  mkdirSync(place, { recursive: true });
  for (const file of files) writeFileSync(join(place, fileName(file.name)), file.bytes);
  if (isNamed(spec)) return { ...spec, dataDir: place };
  return { ...spec, dataset: isTable ? join(place, fileName(name)) : place };
}
