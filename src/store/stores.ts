import { type Laboratory, StoreError, type StoreReader } from "#experiment";
import type { Environment, OpenOptions } from "./openOptions.ts";
import { openPostgres, readPostgres } from "./postgres/openPostgres.ts";
import { isAddress, isPostgresUrl, shownUrl, withoutPassword } from "./postgres/place.ts";
import { openSqlite, readSqlite } from "./sqlite/openSqlite.ts";

/** A kind of store: an implementation of Store and Queue. */
export interface StoreKind {
  /** Whether it is what `--store` names. */
  isFor(place: string): boolean;
  /** Throws StoreError. */
  open(place: string, options: OpenOptions): Laboratory;
  /** To read only, also while others write. Throws StoreError where there is none. */
  read(place: string, environment?: Environment): StoreReader;
}

/** Another kind is a folder and a line here, before the one that takes any place. */
const kinds: readonly StoreKind[] = [
  { isFor: isPostgresUrl, open: openPostgres, read: readPostgres },
  { isFor: () => true, open: openSqlite, read: readSqlite },
];

const kindOf = (place: string): StoreKind => kinds.find(({ isFor }) => isFor(place)) as StoreKind;

/** What a user named. Throws StoreError for what is no name of a file, and what SQLite would take for something else. */
function placeOf(store: string | false): string {
  if (store === false) return IN_MEMORY;
  const asked = JSON.stringify(withoutPassword(store));
  if (store.trim() === "") throw new StoreError(`store: ${asked} is no name of a file; name one, such as --store droplab.db`);
  if (store === IN_MEMORY) throw new StoreError(`store: ${asked} would keep nothing; name a file, or say so with --no-store`);
  if (isPostgresUrl(store)) return store;
  const path = /^file:(?:\/\/)?([^?#]+)/i.exec(store)?.[1] ?? "droplab.db";
  if (/^file:/i.test(store) || isAddress(store))
    throw new StoreError(
      `store: ${asked} is ${/^file:/i.test(store) || /:\//.test(store) ? "a URL" : "an address"}; name a file, such as --store ${path}, or a database, such as postgres://user@host/name`,
    );
  return store;
}
const IN_MEMORY = ":memory:";

/** Whether workers anywhere make the runs of a store, and go on when whoever offered them leaves. */
export const isShared = (store: string): boolean => isPostgresUrl(store);

/** What a store is called in sentences. */
export const storeName = (store: string): string => (isPostgresUrl(store) ? shownUrl(store) : store);

/** A word that was typed without the password of a server in it, also as `--store=postgres://…`. */
export const withoutSecrets = (word: string): string =>
  withoutPassword(word).replace(/(?<==)\s*(?:[a-z][\w+.-]+:)+\/{1,2}.*$/is, withoutPassword);

/** The store of a place with its queue, made if it is missing; of none, one in memory. Throws StoreError. */
export function openLaboratory(store: string | false, options: OpenOptions): Laboratory {
  const place = placeOf(store);
  return kindOf(place).open(place, options);
}

/** The same to read only. Throws StoreError where there is none. */
export function readLaboratory(store: string | false, environment: Environment = {}): StoreReader {
  const place = placeOf(store);
  return kindOf(place).read(place, environment);
}
