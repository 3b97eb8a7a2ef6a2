import { counted } from "#engine";
import type { Store, TrialRecord } from "#experiment";

/** That finished runs which are made anew are other experiments', too, which are without them until then. */
export async function sharedRuns(store: Store, own: string, runs: readonly TrialRecord[]): Promise<string[]> {
  const done = new Set(runs.flatMap(({ id, state }) => (state === "done" ? [id] : [])));
  const found = new Map<string, number>();
  for (const { id } of done.size ? await store.experiments() : []) {
    if (id === own) continue;
    const count = (await store.members(id)).filter(({ trial }) => done.has(trial)).length;
    if (count) found.set(id, count);
  }
  return [...found].map(
    ([id, count]) =>
      `fresh: ${counted(count, "finished run")} of experiment ${id} ${count === 1 ? "is" : "are"} made anew, too, with the same digits; until then it is without ${count === 1 ? "it" : "them"}`,
  );
}
