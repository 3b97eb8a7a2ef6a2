import { randomUUID } from "node:crypto";
import type { Laboratory, StoreReader } from "#experiment";
import type { OpenOptions } from "../openOptions.ts";
import { thisProcess } from "../processes.ts";
import { Watch } from "../watch.ts";
import { Connection } from "./connection.ts";
import { SqliteQueue } from "./sqliteQueue.ts";
import { SqliteReader } from "./sqliteReader.ts";
import { SqliteStore } from "./sqliteStore.ts";
import { Workers } from "./workers.ts";

/** How long another worker's beat may stay the same until it is taken to be no more, in milliseconds. */
const LEASE = 60_000;

/** Store and queue in one file, made if it is missing. Throws StoreError. */
export function openSqlite(file: string, options: OpenOptions): Laboratory {
  const { about, lease = LEASE, clock = () => performance.now(), place = thisProcess() } = options;
  const connection = Connection.toWrite(file);
  const workers = new Workers(connection, { ...about, ...place, name: randomUUID() }, new Watch(clock, lease));
  const store = new SqliteStore(connection, workers);
  return { store, queue: new SqliteQueue(connection, workers), close: () => store.close() };
}

/** Opens a file to read it; throws StoreError where there is none. Nothing is written, also where it is of an older droplab. */
export function readSqlite(file: string): StoreReader {
  return new SqliteReader(Connection.toRead(file));
}
