import { randomUUID } from "node:crypto";
import type { Laboratory, StoreReader } from "#experiment";
import type { Environment, OpenOptions } from "../openOptions.ts";
import { thisProcess } from "../processes.ts";
import { Connection } from "./connection.ts";
import { PostgresQueue } from "./postgresQueue.ts";
import { PostgresReader } from "./postgresReader.ts";
import { PostgresShelf } from "./postgresShelf.ts";
import { PostgresStore } from "./postgresStore.ts";
import { Workers } from "./workers.ts";

/** How long a worker's beat may be old by the server's clock until it is taken to be no more, in milliseconds. */
const LEASE = 20_000;

/** Store and queue in one database, made if they are missing. Connects when it is first asked. */
export function openPostgres(
  url: string,
  { about, lease = LEASE, grace = lease, place = thisProcess(), environment = {} }: OpenOptions,
): Laboratory {
  const connection = new Connection(url, { isToWrite: true, environment });
  const workers = new Workers(connection, { ...about, ...place, name: randomUUID() }, { lease, grace });
  const [store, queue] = [new PostgresStore(connection, workers), new PostgresQueue(connection, workers)];
  const close = async () => {
    await queue.close();
    await store.close();
  };
  return { store, queue, shelf: new PostgresShelf(connection), close };
}

/** Reads a database, and writes nothing. */
export const readPostgres = (url: string, environment: Environment = {}): StoreReader =>
  new PostgresReader(new Connection(url, { isToWrite: false, environment }));
