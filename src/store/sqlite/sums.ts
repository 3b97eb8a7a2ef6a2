import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { crc32 } from "node:zlib";
import type { CheckpointHead } from "#experiment";

/**
 * A sum stands in each row that an answer is made of, over what must stay as it was written: flipped bytes of a disk are seen when the row
 * is read. NULL in rows from before there were sums. Whoever changes what a sum is over seals all rows anew in a migration.
 */
export const sumOf = (values: readonly SQLOutputValue[]): number => crc32(JSON.stringify(values));
export const sumOfBytes = (bytes: Uint8Array): number => crc32(bytes);
/** It lies within the head. */
export const sumOfHead = ({ iteration, wordsPerNumber, stateWords }: CheckpointHead): number =>
  sumOf([iteration, wordsPerNumber, stateWords]);

/** The same in SQL, where addSums has made it known. */
export const SUM = "droplab_sum";

/** What must stay, of each table. */
const columns = {
  trials: ["id", "dataset", "data_dir", "data_options", "data_hash", "test_hash", "class_names", "config", "numerics", "created", "result"],
  evaluations: ["iteration", "loss", "accuracy", "selection_loss", "kernel_norms", "dead_classes", "largest_norm"],
  experiments: ["id", "definition", "command"], // not what it is called
  members: ["experiment", "trial", "configuration", "repetition"],
} as const;
export type SummedTable = keyof typeof columns;

/** What must stay of a run once it is done. */
const ofDone = [
  ...["iteration", "started", "finished", "seconds_before", "seconds_since", "attempt", "failures", "losses", "weights"].map(
    (column) => (of: string) => `${of}.${column}`,
  ),
  // rows that cannot be found any more are seen, too
  (of: string) => `(SELECT count(*) FROM evaluations WHERE evaluations.trial = ${of}.number)`,
  (of: string) => `(SELECT count(*) FROM parts WHERE parts.trial = ${of}.number AND parts.version = ${of}.weights)`,
];

function sumIn(table: SummedTable, of: string): string {
  const values: string[] = columns[table].map((column) => `${of}.${column}`);
  if (table === "trials") values.push(...ofDone.map((value) => `CASE ${of}.state WHEN 'done' THEN ${value(of)} END`));
  if (table === "experiments") values.push(`(SELECT count(*) FROM members WHERE members.experiment = ${of}.id)`);
  return `${SUM}(${values.join(", ")})`;
}

/** Writes the sums of rows as they are. */
export const seal = (table: SummedTable, where: string): string => `UPDATE ${table} SET sum = ${sumIn(table, table)} WHERE ${where}`;
/** Whether a row, known by a name in the query, is not as it was written. */
export const isDamaged = (table: SummedTable, of: string): string => `(${of}.sum IS NOT NULL AND ${of}.sum <> ${sumIn(table, of)})`;

/** Makes it known to a connection. */
export function addSums(database: DatabaseSync): void {
  database.function(SUM, { varargs: true, deterministic: true }, (...values) => sumOf(values));
}
