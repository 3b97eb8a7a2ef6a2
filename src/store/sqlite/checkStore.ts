import type { Damage, StoreCheck, StoreReader } from "#experiment";
import { lookInto, readAll } from "../damagesIn.ts";
import type { Connection } from "./connection.ts";
import { idleParts } from "./idleParts.ts";

/** More than so many are not named one by one. */
const MOST_OF_SQLITE = 20;

/** Reads all that a store holds, and lets SQLite look at how it lies. */
export async function checkStore(connection: Connection, reader: StoreReader): Promise<StoreCheck> {
  const damages: Damage[] = [];
  const look = lookInto(damages);
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
  const runs = await idsOf("trials");
  await readAll(reader, look, experiments, runs);
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
