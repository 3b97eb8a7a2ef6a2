import type { IdleParts } from "#experiment";
import type { Ask, Connection } from "./connection.ts";
import { CHANGED } from "./sql.ts";

const isIdle = "(t.state <> 'running' AND NOT EXISTS (SELECT 1 FROM droplab.members m WHERE m.trial = t.number))";
const isPast = "(t.checkpoint IS NOT NULL AND t.state IN ('done', 'failed', 'pruned'))";
/** Parts `p` of a run `t` that neither its weights nor a checkpoint of use are; who works on a run may be writing some just now. */
const areStray = `(t.state <> 'running' AND p.version IS DISTINCT FROM t.weights AND (p.version IS DISTINCT FROM t.checkpoint OR ${isPast}))`;

export async function idleParts(connection: Connection): Promise<IdleParts> {
  const row = await connection.first(
    `SELECT (SELECT count(*) FROM droplab.trials t WHERE ${isIdle}) AS runs,
       (SELECT count(*) FROM droplab.trials t WHERE ${isIdle} AND t.state = 'done') AS done,
       (SELECT count(DISTINCT (p.trial, p.version)) FROM droplab.parts p JOIN droplab.trials t ON t.number = p.trial
         WHERE ${areStray} AND NOT ${isIdle}) AS checkpoints,
       (SELECT coalesce(sum(length(p.floats)), 0)::bigint FROM droplab.parts p JOIN droplab.trials t ON t.number = p.trial
         WHERE ${areStray} OR ${isIdle}) AS bytes`,
  );
  return row as unknown as IdleParts;
}

/** Within a transaction; what goes is named among what was removed. */
export async function removeIdle(ask: Ask): Promise<void> {
  await ask(`DELETE FROM droplab.parts p USING droplab.trials t WHERE t.number = p.trial AND ${areStray}`);
  await ask(`UPDATE droplab.trials t SET checkpoint = NULL, checkpoint_head = NULL, ${CHANGED} WHERE ${isPast}`);
  await ask(
    `WITH gone AS (DELETE FROM droplab.trials t WHERE ${isIdle} RETURNING id) INSERT INTO droplab.removed (id) SELECT id FROM gone`,
  );
}
