import { ORDER } from "#experiment";

/** Marks a row as changed in this transaction. */
export const CHANGED = "changed = pg_current_xact_id()";

const wanting = "FROM droplab.members m JOIN droplab.experiments e ON e.id = m.experiment WHERE m.trial = t.number AND NOT e.stopped";
/** Whether an experiment wants a run `t`, which may have to wait for others of it. */
export const isWanted = `EXISTS (SELECT 1 ${wanting})`;
/** The position of a run `t` over the experiments that want it now; NULL where none does. See Offer and Store.letBegin. */
export const position = `(SELECT min(e.wished_order::bigint * ${ORDER} + least(m.repetition::bigint * e.configurations + m.configuration, ${ORDER - 1}))
  ${wanting} AND m.repetition <= coalesce(e.begins, m.repetition))`;

/** Whether a run is `$1`'s under the attempt `$2`. */
export const isOwned = "id = $1 AND attempt = $2 AND state = 'running'";

/** What trialRecord reads, from `trials t LEFT JOIN owners o`. */
export const trialColumns = `t.id, t.state, t.dataset, t.data_dir, t.data_options, t.data_hash, t.test_hash, t.class_names, t.reading, t.config,
  t.numerics, t.iteration, t.created, t.started, t.finished, float8send(t.seconds_before + t.seconds_since) AS seconds, t.result, t.error, t.stack,
  t.attempt, t.failures, t.losses, o.host, o.pid, o.process_start, o.machine, o.version, o.command`;
export const fromTrials = "FROM droplab.trials t LEFT JOIN droplab.owners o ON o.number = t.owner";

/** So many of the newest processes are looked at: the table of owners keeps those of years. */
export const NEWEST = 4096;

export const now = (): string => new Date().toISOString();

/** PostgreSQL has no texts with a sign of number 0. */
export const storable = (value: unknown): unknown => (typeof value === "string" ? value.replaceAll("\0", "\ufffd") : value);
