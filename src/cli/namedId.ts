import type { StoreReader } from "#experiment";
import { UsageError } from "./usageError.ts";

/** Ids that a message names; of more it says that there are. */
const MOST_NAMED = 3;

const idsText = (ids: readonly string[]) => `${ids.slice(0, MOST_NAMED).join(", ")}${ids.length > MOST_NAMED ? " …" : ""}`;

/** The id of the one experiment whose id begins so, or that is called so; undefined where there is none. Throws UsageError where there are several. */
export async function experimentNamed(store: StoreReader, text: string): Promise<string | undefined> {
  refuseNone(text);
  const begin = await store.find("experiment", text);
  const called = (await store.experiments()).flatMap(({ id, name }) => (name === text && !begin.includes(id) ? [id] : []));
  if (begin.length && called.length)
    throw new UsageError(`${text}: ${begin[0]} begins so, and ${called[0]} is called so; type more of the id`);
  if (begin.length > 1) throw new UsageError(`${text}: several experiments begin so (${idsText(begin)}); type more of it`);
  if (called.length > 1) throw new UsageError(`${text}: several experiments are called so (${idsText(called)}); type an id`);
  return begin[0] ?? called[0];
}

/** The id of the one run whose id begins so; undefined where there is none. Throws UsageError where there are several. */
export async function runNamed(store: StoreReader, text: string): Promise<string | undefined> {
  refuseNone(text);
  const begin = await store.find("trial", text);
  if (begin.length > 1) throw new UsageError(`${text}: several runs begin so (${idsText(begin)}); type more of it`);
  return begin[0];
}

/** An empty text is the beginning of all: what a variable of a shell is that was never set. */
function refuseNone(text: string): void {
  if (text === "") throw new UsageError("an empty id names nothing; droplab list names the experiments");
}
