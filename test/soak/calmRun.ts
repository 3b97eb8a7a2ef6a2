import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { DataLoader } from "#data";
import type { Plan, StoreReader } from "#experiment";
import { runPlan } from "#lab";
import { openLaboratory, readLaboratory } from "#store";

/** Who opens the store of a soak. */
export const about = { host: "a host", machine: { processor: "", cores: 1, node: "", device: "" }, version: "0", command: "soak" };

/** What differs from a calm run of one process on SQLite. */
export async function differencesFromCalmRun(store: StoreReader, plan: Plan, folder: string, load: DataLoader): Promise<string[]> {
  const file = join(folder, "calm.db");
  const calm = openLaboratory(file, { about });
  await calm.store.saveExperiment(plan, "droplab sweep");
  await runPlan(plan, { laboratory: calm, load, device: "auto", workers: 2, stop: new AbortController().signal });
  await calm.close();
  const reader = readLaboratory(file);
  const troubles: string[] = [];
  try {
    for (const { id } of plan.trials) {
      const log = (await store.logOf(id)).map(({ text }) => text);
      const ends = log.filter((text) => text === "done").length;
      if (ends !== 1) troubles.push(`run ${id} came to its end ${ends} times: ${log.join("; ")}`);
      if (!isDeepStrictEqual(await kept(store, id), await kept(reader, id))) troubles.push(`run ${id} has other digits: ${log.join("; ")}`);
    }
    const { damages, idle } = await store.check();
    if (damages.length) troubles.push(`damaged: ${JSON.stringify(damages)}`);
    if (idle.runs) troubles.push(`runs of no experiment: ${idle.runs}`);
  } finally {
    await reader.close();
  }
  return troubles;
}

async function kept(store: StoreReader, id: string): Promise<unknown> {
  const weights: number[] = [];
  for await (const part of (await store.weights(id)) ?? []) weights.push(...part);
  const { state, result } = (await store.trial(id)) ?? {};
  return { state, result, evaluations: await store.evaluations(id), weights };
}
