import { type Owner, type TrialRecord, type TrialState, trialStates } from "#experiment";
import type { Connection, Row } from "./connection.ts";
import { damaged, parsed } from "./damage.ts";
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
  const [id, state] = [String(row["id"]), row["state"] as TrialState];
  if (row["damaged"] || !trialStates.includes(state)) throw damaged(connection, "run", id, "the record");
  const json = (name: string) => (row[name] === null ? null : parsed(connection, row[name], "run", id, "the record"));
  const owner: Owner | null =
    row["host"] === null
      ? null
      : {
          host: String(row["host"]),
          pid: Number(row["pid"]),
          processStart: String(row["process_start"]),
          machine: json("machine"),
          version: String(row["version"]),
          command: String(row["command"]),
        };
  return {
    id,
    state,
    data: {
      dataset: String(row["dataset"]),
      ...(row["data_dir"] !== null && { dataDir: String(row["data_dir"]) }),
      ...json("data_options"),
    },
    dataHash: row["data_hash"] as string | null,
    testHash: row["test_hash"] as string | null,
    classNames: json("class_names"),
    reading: row["reading"] as string | null,
    config: json("config"),
    numerics: String(row["numerics"]),
    iteration: Number(row["iteration"]),
    created: String(row["created"]),
    started: row["started"] as string | null,
    finished: row["finished"] as string | null,
    seconds: Number(row["seconds"]),
    result: json("result"),
    error: row["error"] as string | null,
    stack: row["stack"] as string | null,
    owner,
    attempt: Number(row["attempt"]),
    failures: Number(row["failures"]),
    losses: Number(row["losses"]),
  };
}
