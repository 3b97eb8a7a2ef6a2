import { type Damage, DamagedStoreError, type StoreCheck, type StoreReader, TransientStoreError } from "#experiment";
import type { Connection } from "./connection.ts";
import { idleParts } from "./idleParts.ts";

/** More than so many are not named one by one. */
const MOST_OF_SQLITE = 20;

/** Reads all that a store holds, and lets SQLite look at how it lies. */
export async function checkStore(connection: Connection, reader: StoreReader): Promise<StoreCheck> {
  const damages: Damage[] = [];
  /** What it gives; undefined where it is damaged, which is written down. */
  const look = async <T>(damage: Damage, read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (error instanceof DamagedStoreError) damages.push(damage);
      else if (!(error instanceof TransientStoreError)) throw error; // it was replaced while it was read: it is new
    }
    return undefined;
  };
  const ofStore = (what: string): Damage => ({ thing: "store", id: null, what });
  const idsOf = async (table: "experiments" | "trials") =>
    (await look(ofStore(`the table of ${table}`), () => connection.all(`SELECT id FROM ${table} ORDER BY id`)))?.map(({ id }) =>
      String(id),
    ) ?? [];

  const said = await look(ofStore("how its pages lie"), () => [
    ...connection.all(`PRAGMA integrity_check(${MOST_OF_SQLITE})`).map((row) => String(Object.values(row)[0])),
    ...connection.all("PRAGMA main.foreign_key_check").map(({ table, parent }) => `a row of ${table} without its row of ${parent}`),
  ]);
  for (const what of said ?? []) if (what !== "ok") damages.push(ofStore(what.replaceAll("\n", " ")));
  const experiments = await idsOf("experiments");
  for (const id of experiments) {
    await look({ thing: "experiment", id, what: "the definition" }, () => reader.experiments([id]));
    await look({ thing: "experiment", id, what: "the list of runs" }, () => reader.members(id));
  }
  const runs = await idsOf("trials");
  for (const id of runs) {
    const of = (what: string): Damage => ({ thing: "run", id, what });
    await look(of("the record"), () => reader.trial(id));
    await look(of("the evaluations"), () => reader.evaluations(id));
    await look(of("the reading of the data"), () => reader.reading(id));
    await look(of("the weights"), async () => drain(await reader.weights(id)));
    await look(of("the checkpoint"), async () => drain((await reader.checkpoint(id))?.parts));
  }
  const unsummed = await look(ofStore("the table of numbers"), () =>
    connection.first("SELECT count(DISTINCT trial) AS n FROM parts WHERE sum IS NULL"),
  );
  const idle = await look(ofStore("which parts are of no use"), () => idleParts(connection));
  return {
    experiments: experiments.length,
    runs: runs.length,
    bytes: connection.bytes,
    damages,
    unsummed: Number(unsummed?.["n"] ?? 0),
    idle: idle ?? { runs: 0, done: 0, checkpoints: 0, bytes: 0 },
  };
}

async function drain(parts: AsyncIterable<Float32Array> | undefined): Promise<void> {
  for await (const _ of parts ?? []);
}
