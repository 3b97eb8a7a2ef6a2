import type { Damage, StoreCheck, StoreReader } from "#experiment";
import { lookInto, readAll } from "../damagesIn.ts";
import type { Connection } from "./connection.ts";
import { idleParts } from "./idleParts.ts";

/** Reads all that a store holds. How it lies on the disk is for the server to look at, whose pages have sums of their own. */
export async function checkStore(connection: Connection, reader: StoreReader): Promise<StoreCheck> {
  const damages: Damage[] = [];
  const idsOf = async (table: string) => (await connection.all(`SELECT id FROM droplab.${table} ORDER BY id`)).map(({ id }) => String(id));
  const [experiments, runs] = [await idsOf("experiments"), await idsOf("trials")];
  await readAll(reader, lookInto(damages), experiments, runs);
  const size = await connection.first(
    "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes FROM pg_class c WHERE relnamespace = 'droplab'::regnamespace AND relkind = 'r'",
  );
  return {
    ...{ experiments: experiments.length, runs: runs.length, bytes: Number(size?.["bytes"] ?? 0) },
    ...{ damages, unsummed: 0, idle: await idleParts(connection) },
  };
}
