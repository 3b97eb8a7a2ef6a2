import { crc32 } from "node:zlib";
import { type CheckpointHead, type Claim, type Parts, type RunProgress, type Snapshot, type Store, TransientStoreError } from "#experiment";
import { MOST_SNAPSHOTS, type Robustness, type TrialResult } from "#train";
import { MEASURED } from "../records.ts";
import { evaluationColumns, evaluationNames, evaluationRows, replaceSame } from "./evaluations.ts";
import { PostgresExperiments } from "./postgresExperiments.ts";
import { CHANGED, isOwned, now } from "./sql.ts";

interface Ending {
  /** For the log. */
  readonly text: string;
  readonly set: string;
  readonly where?: boolean;
}

/**
 * A store in a PostgreSQL database. Each write of an owner is one statement, whose condition is the claim: a process that is paused holds no
 * lock, and one that lost its run writes nothing.
 */
export class PostgresStore extends PostgresExperiments implements Store {
  async record(progress: readonly RunProgress[]): Promise<Claim[]> {
    if (progress.length === 0) return [];
    // an UPDATE takes one row of several that are of one run
    const news = onePerRun(progress).map(({ claim, iteration, seconds, evaluations }) => ({
      ...{ ...claim, iteration, seconds, evaluations: evaluationRows(evaluations) },
    }));
    const rows = await this.connection.soon(
      `WITH n AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS n(id text, attempt bigint, iteration int, seconds float8, evaluations jsonb)),
         o AS (UPDATE droplab.trials t SET iteration = n.iteration, seconds_since = n.seconds, ${CHANGED} FROM n
           WHERE t.id = n.id AND t.attempt = n.attempt AND t.state = 'running' RETURNING t.number, t.id, n.evaluations),
         e AS (INSERT INTO droplab.evaluations (trial, ${evaluationNames})
           SELECT o.number, v.* FROM o, jsonb_to_recordset(o.evaluations) AS v(${evaluationColumns}) ${replaceSame})
       SELECT id FROM o`,
      JSON.stringify(news),
    );
    const written = new Set(rows.map(({ id }) => id));
    return progress.flatMap(({ claim }) => (written.has(claim.id) ? [] : [claim]));
  }

  async saveCheckpoint({ id, attempt }: Claim, head: CheckpointHead, parts: Parts): Promise<boolean> {
    const put = await this.#putParts({ id, attempt }, parts);
    if (put === undefined) return false;
    const { iteration, wordsPerNumber, stateWords } = head;
    const owned = await this.connection.all(
      `WITH o AS (UPDATE droplab.trials SET checkpoint = $3, checkpoint_head = $4, ${CHANGED} WHERE ${isOwned} AND ${isWhole("$3", "$5")} RETURNING number),
         d AS (DELETE FROM droplab.parts p USING o WHERE p.trial = o.number AND p.version <> $3) SELECT number FROM o`,
      ...[id, attempt, put.version, JSON.stringify({ iteration, wordsPerNumber, stateWords }), put.count],
    );
    if (owned.length === 0) await this.#refuseCut({ id, attempt });
    return owned.length > 0;
  }

  async addSnapshot({ id, attempt }: Claim, { iteration, floats }: Snapshot): Promise<boolean> {
    const bytes = Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
    const owned = await this.connection.soon(
      `WITH o AS (UPDATE droplab.trials SET ${CHANGED} WHERE ${isOwned} RETURNING number),
         s AS (INSERT INTO droplab.snapshots SELECT number, $3::int, $4, $5 FROM o
           WHERE (SELECT count(*) FROM droplab.snapshots s WHERE s.trial = o.number AND s.iteration <> $3::int) < ${MOST_SNAPSHOTS}
           ON CONFLICT (trial, iteration) DO UPDATE SET floats = excluded.floats, sum = excluded.sum)
       SELECT number FROM o`,
      ...[id, attempt, iteration, bytes, crc32(bytes)],
    );
    return owned.length > 0;
  }

  async finish({ id, attempt }: Claim, result: TrialResult, seconds: number, weights: Parts | null): Promise<boolean> {
    const put = weights && (await this.#putParts({ id, attempt }, weights));
    if (put === undefined) return false;
    const { evaluations, ...kept } = result;
    const owned = await this.connection.all(
      `WITH o AS (UPDATE droplab.trials SET state = 'done', finished = $3, seconds_since = $4, weights = $5, checkpoint = NULL, checkpoint_head = NULL,
           iteration = $6, accuracy = $7, result = $8, error = NULL, stack = NULL, ${CHANGED}
           WHERE ${isOwned} AND ${put ? isWhole("$5", "$11") : "$5::bigint IS NULL"} RETURNING number),
         d AS (DELETE FROM droplab.parts p USING o WHERE p.trial = o.number AND p.version IS DISTINCT FROM $5),
         e AS (INSERT INTO droplab.evaluations (trial, ${evaluationNames})
           SELECT o.number, v.* FROM o, jsonb_to_recordset($9::jsonb) AS v(${evaluationColumns}) ${replaceSame}),
         l AS (INSERT INTO droplab.events (trial, at, text) SELECT number, $3, $10 FROM o) SELECT number FROM o`,
      ...[id, attempt, now(), seconds, put?.version ?? null, evaluations.at(-1)?.iteration ?? 0, kept.accuracy, JSON.stringify(kept)],
      ...[JSON.stringify(evaluationRows(evaluations)), kept.divergedAt === null ? "done" : `diverged at iteration ${kept.divergedAt}`],
      ...(put ? [put.count] : []),
    );
    if (owned.length === 0 && put) await this.#refuseCut({ id, attempt });
    return owned.length > 0;
  }

  async fail(claim: Claim, { message, stack }: { message: string; stack: string }, seconds: number, limit: number): Promise<boolean> {
    const set = `state = CASE WHEN failures + 1 < $5::int THEN 'queued' ELSE 'failed' END, failures = failures + 1, finished = $4,
      error = $6, stack = $7, seconds_since = $8`;
    return this.#end(claim, { text: `failed: ${message}`, set, where: true }, limit, message, stack, seconds);
  }

  async interrupt(claim: Claim, seconds: number): Promise<boolean> {
    return this.#end(claim, { text: "interrupted", set: "state = 'interrupted', seconds_since = $5" }, seconds);
  }

  async log(claim: Claim, text: string): Promise<boolean> {
    return this.#end(claim, { text, set: "error = error" });
  }

  async addRobustness({ id, attempt }: Claim, robustness: Robustness): Promise<boolean> {
    // the text of the result stays as it is, and goes on before its last bracket
    const owned = await this.connection.all(
      `WITH o AS (UPDATE droplab.trials SET result = left(result, -1) || ',"robustness":' || $3 || '}', ${CHANGED}
           WHERE id = $1 AND attempt = $2 AND state = 'done' AND NOT (result::jsonb ? 'robustness') RETURNING number)
       INSERT INTO droplab.events (trial, at, text) SELECT number, $4, $5 FROM o RETURNING trial`,
      ...[id, attempt, JSON.stringify(robustness), now(), MEASURED],
    );
    return owned.length > 0;
  }

  async reset(seen: readonly Claim[]): Promise<Claim[]> {
    const rows = await this.connection.all(
      `WITH n AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS n(id text, attempt bigint)),
         w AS (SELECT t.number, t.id, t.state FROM droplab.trials t JOIN n USING (id, attempt) WHERE t.state <> 'running' ORDER BY t.number FOR UPDATE OF t),
         o AS (UPDATE droplab.trials t SET state = 'queued', owner = NULL, iteration = 0, started = NULL, finished = NULL, seconds_before = 0,
             seconds_since = 0, failures = 0, accuracy = NULL, result = NULL, weights = NULL, checkpoint = NULL, checkpoint_head = NULL, error = NULL,
             stack = NULL, ${CHANGED} FROM w WHERE t.number = w.number AND w.state <> 'queued' RETURNING t.number),
         e AS (DELETE FROM droplab.evaluations WHERE trial IN (SELECT number FROM o)),
         p AS (DELETE FROM droplab.parts WHERE trial IN (SELECT number FROM o)),
         s AS (DELETE FROM droplab.snapshots WHERE trial IN (SELECT number FROM o)),
         l AS (INSERT INTO droplab.events (trial, at, text) SELECT number, $2, 'queued again' FROM o) SELECT id FROM w`,
      JSON.stringify(seen.map(({ id, attempt }) => ({ id, attempt }))),
      now(),
    );
    const done = new Set(rows.map(({ id }) => id));
    return seen.filter(({ id }) => !done.has(id));
  }

  async prune(experiment: string, ids: readonly string[], reason: string): Promise<void> {
    await this.connection.all(
      `WITH o AS (UPDATE droplab.trials SET state = 'pruned', finished = $2, error = $3, ${CHANGED}
           WHERE id = ANY ($1) AND state IN ('queued', 'interrupted', 'running') AND NOT EXISTS (SELECT 1 FROM droplab.members m
             JOIN droplab.experiments e ON e.id = m.experiment WHERE m.trial = trials.number AND e.id <> $5 AND NOT e.stopped
             AND (e.definition::json ->> 'prune') IS DISTINCT FROM 'true') RETURNING number)
       INSERT INTO droplab.events (trial, at, text) SELECT number, $2, $4 FROM o`,
      ...[ids, now(), reason, `pruned: ${reason}`, experiment],
    );
  }

  /** `set` has the parameters from $5 on, and the time as $4; the log tells `where`, if that is asked for. */
  async #end({ id, attempt }: Claim, { text, set, where = false }: Ending, ...values: readonly unknown[]): Promise<boolean> {
    const owned = await this.connection.all(
      `WITH o AS (UPDATE droplab.trials SET ${set}, ${CHANGED} WHERE ${isOwned} RETURNING number, owner)
       INSERT INTO droplab.events (trial, at, text) SELECT o.number, $4, $3${where ? " || ' (process ' || w.pid || ' on ' || w.host || ')'" : ""}
       FROM o JOIN droplab.owners w ON w.number = o.owner RETURNING number`,
      ...[id, attempt, text, now(), ...values],
    );
    return owned.length > 0;
  }

  /**
   * Writes parts under a version that nothing names yet; undefined if the run was lost. What was begun before is taken back, so that a statement
   * that was given up and arrives late names nothing that is not there. A crash of the server takes the last of them: see isWhole.
   */
  async #putParts({ id, attempt }: Claim, parts: Parts): Promise<{ readonly version: number; readonly count: number } | undefined> {
    const [begun] = await this.connection.soon(
      `WITH r AS (UPDATE droplab.trials SET writing = nextval('droplab.versions') WHERE ${isOwned} RETURNING number, checkpoint, writing),
         d AS (DELETE FROM droplab.parts p USING r WHERE p.trial = r.number AND p.version IS DISTINCT FROM r.checkpoint) -- of writers that died
       SELECT writing AS version FROM r`,
      id,
      attempt,
    );
    if (!begun) return undefined;
    let part = 0;
    for await (const bytes of piecesOf(parts)) {
      const written = await this.connection.soon(
        `INSERT INTO droplab.parts SELECT number, $3, $4, $5, $6 FROM droplab.trials WHERE ${isOwned} RETURNING part`,
        ...[id, attempt, begun["version"], part++, bytes, crc32(bytes)],
      );
      if (written.length === 0) return undefined;
    }
    return { version: Number(begun["version"]), count: part };
  }

  /** A run that is its owner's still, and whose parts could not be named, lacks some of them. Throws TransientStoreError. */
  async #refuseCut({ id, attempt }: Claim): Promise<void> {
    if (await this.connection.first(`SELECT 1 AS owned FROM droplab.trials WHERE ${isOwned}`, id, attempt))
      throw new TransientStoreError(`store: ${this.connection.name} lost a part of what was written, as its server crashed meanwhile`);
  }
}

/** Whether all parts of a version that a run's owner writes are there; names of parameters. */
const isWhole = (version: string, count: string): string =>
  `writing = ${version} AND (SELECT count(*) FROM droplab.parts p WHERE p.trial = trials.number AND p.version = ${version}) = ${count}::bigint`;

/** What is told of a run several times, as one: how far it is in the end, and the evaluations of all. */
function onePerRun(progress: readonly RunProgress[]): RunProgress[] {
  const byAttempt = Map.groupBy(progress, ({ claim }) => claim.attempt);
  return [...byAttempt.values()].map((all) => ({
    ...(all.at(-1) as RunProgress),
    evaluations: all.flatMap(({ evaluations }) => evaluations),
  }));
}

/** In bytes. Beats go to the server between two of them: on a slow way one must not take long. */
const PIECE = 2 ** 18;

async function* piecesOf(parts: Parts): AsyncGenerator<Buffer> {
  for await (const { buffer, byteOffset, byteLength } of parts)
    for (let first = 0; first < byteLength; first += PIECE)
      yield Buffer.from(buffer, byteOffset + first, Math.min(PIECE, byteLength - first));
}
