import type { TrialRecord } from "#experiment";
import { trialRecord } from "../records.ts";
import type { Connection, Row } from "./connection.ts";
import { damaged } from "./damage.ts";
import { isDamaged } from "./sums.ts";

/** Data whose files were checked already when no hash was kept. */
const checkedName = "CASE WHEN t.dataset IN ('mnist', 'fashion-mnist') THEN t.dataset END";
const dataHash = `coalesce(t.data_hash, ${checkedName})`;
/** As requirementOf has it. */
export const requirement = `t.numerics || ' ' || coalesce(${dataHash}, '')`;

/** What toTrial reads, from `trials t LEFT JOIN owners o`. */
export const trialColumns = `t.id, t.state, t.dataset, t.data_dir, t.data_options, ${dataHash} AS data_hash,
  coalesce(t.test_hash, ${checkedName}) AS test_hash, t.class_names, t.reading, t.config, t.numerics, t.iteration, t.created, t.started, t.finished,
  t.seconds_before + t.seconds_since AS seconds, t.result, t.error, t.stack, t.attempt, t.failures, t.losses,
  o.host, o.pid, o.process_start, o.machine, o.version, o.command, o.heard, o.boot, o.pid_namespace,
  ${isDamaged("trials", "t")} AS damaged`;
export const fromTrials = "FROM trials t LEFT JOIN owners o ON o.number = t.owner";

/** Throws DamagedStoreError for a row that is not as it was written. */
export function toTrial(connection: Connection, row: Row): TrialRecord {
  const ofRun = (what: string) => damaged(connection, "run", String(row["id"]), what);
  if (row["damaged"]) throw ofRun("the record");
  return trialRecord(row, ofRun);
}
