import { type BigIntStats, statSync } from "node:fs";
import { env } from "node:process";
import { StoreError, type StoreReader } from "#experiment";
import { isShared, readLaboratory, storeName } from "#store";

/** Which file stands at a place: another one there is another store. Empty where the store is a database. */
export function fileAt(place: string): string {
  if (isShared(place)) return "";
  const found: BigIntStats | undefined = statSync(place, { bigint: true, throwIfNoEntry: false });
  if (!found) throw new StoreError(`${storeName(place)}: it is not there any more; put it back, or start droplab ui anew`);
  return `${found.dev} ${found.ino}`;
}

/** The store of a place for who looks at it for long: where another file comes to stand there, that is read from then on. */
export function followedStore(place: string): StoreReader {
  let reader: StoreReader | undefined;
  let file = "";
  const current = (): StoreReader => {
    const now = fileAt(place);
    if (reader && now === file) return reader;
    void reader?.close().catch(() => {});
    reader = undefined;
    reader = readLaboratory(place, env);
    file = now;
    return reader;
  };
  current();
  return new Proxy({} as StoreReader, {
    get(_, name: keyof StoreReader | "then") {
      if (name === "then") return undefined; // it is no promise
      if (name === "close") return async () => reader?.close();
      return (...asked: never[]) => {
        const own = current();
        return (own[name] as (...asked: never[]) => unknown).apply(own, asked);
      };
    },
  });
}
