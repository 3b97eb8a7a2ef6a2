import { isSettled, type StoreReader } from "#experiment";

/** How many of these runs have not come to their end. */
export async function countOpen(store: StoreReader, runs: ReadonlySet<string>): Promise<number> {
  const records = await store.trials([...runs]);
  return [...records.values()].filter((record) => !isSettled(record)).length;
}
