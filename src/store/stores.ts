import type { Laboratory, StoreReader } from "#experiment";
import { type OpenOptions, openSqlite, readSqlite } from "./sqlite/openSqlite.ts";

/** A kind of store: an implementation of Store and Queue. */
export interface StoreKind {
  /** Whether it is what `--store` names. */
  isFor(place: string): boolean;
  /** Throws StoreError. */
  open(place: string, options: OpenOptions): Laboratory;
  /** To read only, also while others write. Throws StoreError where there is none. */
  read(place: string): StoreReader;
}

/** Another kind is a folder and a line here, before the one that takes any place. */
const kinds: readonly StoreKind[] = [{ isFor: () => true, open: openSqlite, read: readSqlite }];

const kindOf = (place: string): StoreKind => kinds.find(({ isFor }) => isFor(place)) as StoreKind;
const placeOf = (store: string | false) => (store === false ? ":memory:" : store);

/** The store of a place with its queue, made if it is missing; of none, one in memory. Throws StoreError. */
export const openLaboratory = (store: string | false, options: OpenOptions): Laboratory =>
  kindOf(placeOf(store)).open(placeOf(store), options);

/** The same to read only. Throws StoreError where there is none. */
export const readLaboratory = (store: string | false): StoreReader => kindOf(placeOf(store)).read(placeOf(store));
