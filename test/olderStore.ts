import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { NUMERICAL_VERSION } from "#engine";
import { writeTinyTable } from "./tinyTable.ts";

export const golden = (name: string): string => readFileSync(fileURLToPath(new URL(`golden/${name}`, import.meta.url)), "utf8");
/** A numerical version of before. */
export const older = NUMERICAL_VERSION - 1;
export const aged = (text: string): string => text.replaceAll("1 fused", `${older} fused`);

/** A working folder with a store that the first droplab wrote: a run of tiny.csv, and a sweep of ./tiny.csv; and with the same table. */
export function olderStore(): string {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  const database = new DatabaseSync(join(cwd, "droplab.db"), { enableForeignKeyConstraints: false });
  database.exec(aged(golden("storeOfVersion1.sql")));
  database.close();
  writeTinyTable(cwd);
  return cwd;
}
