import type { IdleParts } from "#experiment";
import type { Connection } from "./connection.ts";

const isIdle = "t.state <> 'running' AND t.number NOT IN (SELECT trial FROM members)";
const isPast = "t.checkpoint IS NOT NULL AND t.state IN ('done', 'failed', 'pruned')";
/** Parts `p` of a run `t` that neither its weights nor a checkpoint of use are; who works on a run may be writing some just now. */
const areStray = `t.state <> 'running' AND p.version IS NOT t.weights AND (p.version IS NOT t.checkpoint OR ${isPast})`;

export function idleParts(connection: Connection): IdleParts {
  const number = (sql: string) => Number(Object.values(connection.first(sql) ?? {})[0] ?? 0);
  const runs = `FROM trials t WHERE ${isIdle}`;
  const parts = "FROM parts p JOIN trials t ON t.number = p.trial WHERE";
  return {
    runs: number(`SELECT count(*) ${runs}`),
    done: number(`SELECT count(*) ${runs} AND t.state = 'done'`),
    checkpoints: number(`SELECT count(*) FROM (SELECT DISTINCT p.trial, p.version ${parts} (${areStray}) AND NOT (${isIdle}))`),
    bytes: number(`SELECT sum(length(p.floats)) ${parts} (${areStray}) OR (${isIdle})`),
  };
}

/** Within a transaction; gives the ids of the runs that are gone. */
export function removeIdle(connection: Connection, revision: number): string[] {
  connection.run(`DELETE FROM parts WHERE rowid IN (SELECT p.rowid FROM parts p JOIN trials t ON t.number = p.trial WHERE ${areStray})`);
  connection.run(`UPDATE trials AS t SET checkpoint = NULL, checkpoint_head = NULL, changed = ? WHERE ${isPast}`, revision);
  return connection.all(`DELETE FROM trials AS t WHERE ${isIdle} RETURNING id`).map(({ id }) => String(id));
}
