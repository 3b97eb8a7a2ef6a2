import { DamagedStoreError, type StoreError } from "#experiment";
import type { Connection } from "./connection.ts";

export type DamagedThing = "experiment" | "run";

/** For the first answer that would be made of what was not written so. */
export function damaged(connection: Connection, thing: DamagedThing, id: string, what: string): StoreError {
  return new DamagedStoreError(
    `store: ${connection.file} is damaged: ${what} of ${thing} ${id} ${/s$/.test(what) ? "are" : "is"} not what was written; droplab check names all that is so, and droplab rm ${id} --yes removes the ${thing}, which its command then makes anew`,
  );
}

/** The value of a JSON text that droplab wrote. */
export function parsed(connection: Connection, json: unknown, thing: DamagedThing, id: string, what: string) {
  try {
    return JSON.parse(String(json));
  } catch {
    throw damaged(connection, thing, id, what);
  }
}
