import { MOST_SNAPSHOTS } from "#train";
import type { Connection } from "./connection.ts";
import { sumOfBytes } from "./sums.ts";

/** Writes a snapshot of a run, unless it has as many as it may have; one of the same iteration is replaced. */
export function addSnapshot(connection: Connection, id: string, { iteration, bytes }: { iteration: number; bytes: Uint8Array }): void {
  connection.run(
    `INSERT OR REPLACE INTO snapshots SELECT t.number, ?, ?, ? FROM trials t WHERE t.id = ?
     AND (SELECT count(*) FROM snapshots s WHERE s.trial = t.number AND s.iteration <> ?) < ${MOST_SNAPSHOTS}`,
    ...[iteration, bytes, sumOfBytes(bytes), id, iteration],
  );
}
