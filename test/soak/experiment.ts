import { join } from "node:path";
import type { DataLoader } from "#data";
import { loadDataset } from "#data/files";
import { openDevice } from "#devices";
import { numericsOf } from "#engine";
import { type Plan, planExperiment } from "#experiment";

/** The data of the soak, of a folder that has tiny.csv. */
export function loadSoak(folder: string): DataLoader {
  const data = loadDataset(join(folder, "tiny.csv"));
  return () => data;
}

/** 32 runs of a few seconds each. */
export async function planOfSoak(load: DataLoader): Promise<Plan> {
  const fields = { dataset: "tiny.csv", model: "mlp(8)", iterations: 60_000, evaluateEvery: 2000, reps: 16, grid: { dropout: [0, 0.5] } };
  return planExperiment(fields, load, numericsOf(await openDevice("auto")));
}
