import { type Damage, DamagedStoreError, type StoreCheck, type StoreReader, TransientStoreError } from "#experiment";
import type { Connection } from "./connection.ts";
import { idleParts } from "./idleParts.ts";

/** Reads all that a store holds. How it lies on the disk is for the server to look at, whose pages have sums of their own. */
export async function checkStore(connection: Connection, reader: StoreReader): Promise<StoreCheck> {
  const damages: Damage[] = [];
  const look = async (damage: Damage, read: () => Promise<unknown>): Promise<void> => {
    try {
      await read();
    } catch (error) {
      if (error instanceof DamagedStoreError) damages.push(damage);
      else if (!(error instanceof TransientStoreError)) throw error; // it was replaced while it was read: it is new
    }
  };
  const drain = async (parts: AsyncIterable<Float32Array> | undefined) => {
    for await (const _ of parts ?? []);
  };
  const idsOf = async (table: string) => (await connection.all(`SELECT id FROM droplab.${table} ORDER BY id`)).map(({ id }) => String(id));
  const experiments = await idsOf("experiments");
  for (const id of experiments) await look({ thing: "experiment", id, what: "the definition" }, () => reader.experiments([id]));
  const runs = await idsOf("trials");
  for (const id of runs) {
    const of = (what: string): Damage => ({ thing: "run", id, what });
    await look(of("the record"), () => reader.trial(id));
    await look(of("the evaluations"), () => reader.evaluations(id));
    await look(of("the reading of the data"), () => reader.reading(id));
    await look(of("the weights"), async () => drain(await reader.weights(id)));
    await look(of("the checkpoint"), async () => drain((await reader.checkpoint(id))?.parts));
  }
  const size = await connection.first(
    "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes FROM pg_class c WHERE relnamespace = 'droplab'::regnamespace AND relkind = 'r'",
  );
  return {
    ...{ experiments: experiments.length, runs: runs.length, bytes: Number(size?.["bytes"] ?? 0) },
    ...{ damages, unsummed: 0, idle: await idleParts(connection) },
  };
}
