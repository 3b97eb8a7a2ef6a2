import { setTimeout as pause } from "node:timers/promises";
import type { JobWithMetadata, PgBoss } from "pg-boss";
import type { Claim, Offer, Queue, Standing } from "#experiment";
import type { Connection, Row } from "./connection.ts";
import { explained } from "./explaining.ts";
import { Fetches, type Ticket } from "./fetches.ts";
import { QUEUE_SCHEMA } from "./migrations.ts";
import { CHANGED, isOwned, isWanted, now, position } from "./sql.ts";
import { isGone, type Workers } from "./workers.ts";

/** So many jobs go to the server at once; so many at most are looked through. */
const [AT_ONCE, MOST_JOBS] = [1000, 100_000];
const TRIES = 5;
const BEAT = "UPDATE droplab.owners SET beaten = clock_timestamp()";
/** SQLSTATEs of what somebody else has just made. */
const existsAlready = new Set(["23505", "42710", "42P07", "42723"]);
/**
 * Workers that wait look for themselves, too: for what the dead have left, and where they are not told. All of them together so often, each not
 * more often than LEAST_MS, nor more seldom than the last two, with and without hearing; in milliseconds.
 */
const [LOOKS_APART_MS, LEAST_MS, HEARING_MS, DEAF_MS] = [250, 5000, 120_000, 30_000];
/** How often a worker without runs says that it is there, in milliseconds. */
const IDLE_BEAT_MS = 30_000;
/** How long is waited at most to say that this worker is not there any more, in milliseconds. */
const GOODBYE_MS = 2000;
/** The longest that pg-boss knows, in seconds; nothing depends on it: who works is the store's to say. */
const LONGEST = 86_400;

/**
 * pg-boss hands runs out, one queue for each requirement, so that a worker never sees what it cannot do; the most urgent first. It is a hint:
 * the store alone knows who works and what is owed, so jobs have no heartbeat and no supervisor, are removed when they are settled, and
 * whatever is lost or stuck is offered anew.
 */
export class PostgresQueue implements Queue {
  readonly #connection: Connection;
  readonly #workers: Workers;
  #started: Promise<PgBoss> | undefined;
  readonly #queues = new Map<string, Promise<string>>();
  /** The jobs of claims, by attempt. */
  readonly #jobs = new Map<number, { readonly queue: string; readonly job: string }>();
  readonly #fetches: Fetches;
  #idleBeat = Number.NEGATIVE_INFINITY;
  /** How many answers are waited for that may make runs this worker's, and whether one was lost. */
  #claiming = 0;
  #isUnsure = false;

  constructor(connection: Connection, workers: Workers) {
    this.#connection = connection;
    this.#workers = workers;
    this.#fetches = new Fetches(connection);
  }

  async offer(runs: readonly Offer[]): Promise<void> {
    for (const [requirement, group] of Map.groupBy(runs, (run) => run.requirement)) {
      const queue = await this.#queueFor(requirement);
      const jobs = group.map(({ id, position: place }) => ({ singletonKey: id, priority: -place, data: { id } satisfies Ticket }));
      if (await this.#insert(queue, jobs)) continue;
      const there = await this.#ask((boss) => boss.findJobs<Ticket>(queue, { limit: MOST_JOBS }));
      const known = new Map(there.map((job) => [job.data.id, job]));
      // a job that somebody has taken, of a run that is owed: whoever that was is no more, or has given it back
      const taken = jobs.filter(({ singletonKey }) => known.get(singletonKey)?.state === "active");
      if (taken.length) {
        await this.#remove(
          queue,
          taken.map(({ singletonKey }) => (known.get(singletonKey) as JobWithMetadata<Ticket>).id),
        );
        await this.#insert(queue, taken);
      }
      for (const { singletonKey, priority } of jobs) {
        const job = known.get(singletonKey);
        if (job && job.state !== "active" && job.priority !== priority)
          await this.#ask((boss) => boss.update(queue, undefined, { id: job.id, priority }));
      }
    }
  }

  /** Whether all of them are new. */
  async #insert(queue: string, jobs: readonly { singletonKey: string; priority: number; data: Ticket }[]): Promise<boolean> {
    let made = 0;
    for (let from = 0; from < jobs.length; from += AT_ONCE) {
      const some = jobs.slice(from, from + AT_ONCE);
      made += (await this.#ask((boss) => boss.insert(queue, some, { returnId: true })))?.length ?? 0;
    }
    if (made) await this.#connection.notify();
    return made === jobs.length;
  }

  async take(requirements: readonly string[], limit = 1): Promise<Claim[]> {
    const claims: Claim[] = [];
    if (this.#isUnsure) await this.beat([]);
    for (const requirement of requirements) {
      const queue = await this.#queueFor(requirement);
      while (claims.length < limit) {
        const jobs = await this.#ask((boss) => this.#fetches.next(boss, queue, limit - claims.length));
        if (jobs.length === 0) break;
        const attempts = await this.#claimed(jobs.map(({ data }) => data.id));
        // what is settled, stopped, removed, or of somebody who works
        const idle = jobs.filter(({ data }) => !attempts.has(data.id));
        await this.#remove(
          queue,
          idle.map(({ id }) => id),
        );
        // a batch comes in no order
        for (const { id: job, data } of jobs.toSorted((a, b) => b.priority - a.priority)) {
          const attempt = attempts.get(data.id);
          if (attempt === undefined) continue;
          this.#jobs.set(attempt, { queue, job });
          claims.push({ id: data.id, attempt });
        }
      }
    }
    return claims;
  }

  /** The same as #claim. What it has claimed where no answer comes is given back by the next look or beat. */
  async #claimed(ids: readonly string[]): Promise<Map<string, number>> {
    this.#claiming++;
    try {
      const attempts = await this.#claim(ids, []);
      const others = ids.filter((id) => !attempts.has(id));
      // hardly ever there are any: whose processes are dead is asked for these alone
      const dead = others.length ? await this.#workers.dead() : [];
      return dead.length ? new Map([...attempts, ...(await this.#claim(others, dead))]) : attempts;
    } catch (error) {
      this.#isUnsure = true;
      throw error;
    } finally {
      this.#claiming--;
    }
  }

  /**
   * Makes runs this worker's that may be: the attempts, by run. One statement, so that nobody is ever in the middle of it. Who waits here for another
   * that takes the same run sees then the run as it is, and of its owner only the beats of before: so it takes none from an owner whose attempt it did not see.
   */
  async #claim(ids: readonly string[], dead: readonly number[]): Promise<Map<string, number>> {
    // the plan is made once, for however many ids; with OR instead of CASE it may read an index of all runs that wait
    const [among, asked] = ids.length === 1 ? ["$1", ids[0]] : ["ANY (ARRAY(SELECT unnest($1::text[])))", ids];
    const rows = await this.#connection.all(
      `WITH t AS (SELECT t.number, t.id, t.state, t.owner, t.checkpoint_head FROM droplab.trials t WHERE t.id = ${among} AND CASE t.state
             WHEN 'running' THEN ${isGone("$4", "$5", this.#workers)}
               AND t.attempt = (SELECT seen.attempt FROM droplab.trials seen WHERE seen.number = t.number)
             ELSE t.state IN ('queued', 'interrupted') END AND ${position} IS NOT NULL
           ORDER BY t.number FOR UPDATE),
         b AS (${BEAT} WHERE number = $2 AND EXISTS (SELECT 1 FROM t) AND beaten < clock_timestamp() - interval '1 second'),
         o AS (UPDATE droplab.trials SET state = 'running', attempt = nextval('droplab.attempts'), owner = $2, started = coalesce(started, $3),
           seconds_before = seconds_before + seconds_since, seconds_since = 0, losses = losses + (t.state = 'running')::int, ${CHANGED}
           FROM t WHERE trials.number = t.number RETURNING trials.number, trials.id, attempt),
         events AS (INSERT INTO droplab.events (trial, at, text) SELECT number, $3, text FROM (
             SELECT t.number, 1 AS place, coalesce('process ' || w.pid || ' on ' || w.host, 'its process') || ' is no more' AS text
             FROM t LEFT JOIN droplab.owners w ON w.number = t.owner WHERE t.state = 'running'
             UNION ALL SELECT number, 2, coalesce('continued at iteration ' || (checkpoint_head::json->>'iteration'), 'started') FROM t
           ) said ORDER BY number, place)
       SELECT id, attempt FROM o`,
      ...[asked, await this.#workers.ownNumber(), now(), this.#workers.lease, dead],
    );
    return new Map(rows.map(({ id, attempt }) => [String(id), Number(attempt)]));
  }

  async beat(claims: readonly Claim[]): Promise<Standing[]> {
    if (claims.length === 0 && this.#jobs.size === 0 && !this.#isUnsure) {
      if (performance.now() - this.#idleBeat < IDLE_BEAT_MS) return [];
      this.#idleBeat = performance.now();
    }
    const rows = await this.#connection.soon(
      `WITH beat AS (${BEAT} WHERE number = $1)
       SELECT t.id, t.attempt, NOT ${isWanted} AS stop FROM droplab.trials t WHERE t.owner = $1 AND t.state = 'running'`,
      await this.#workers.ownNumber(),
    );
    const standing = new Map(rows.map(({ attempt, stop }: Row) => [Number(attempt), stop ? "stop" : "owner"] as const));
    if (this.#claiming === 0) {
      await this.#giveBack(rows, new Set([...this.#jobs.keys(), ...claims.map(({ attempt }) => attempt)]));
      this.#isUnsure = false;
    }
    return claims.map(({ attempt }): Standing => standing.get(attempt) ?? "lost");
  }

  /** Runs that are this worker's without its knowing, since the answer that told so was lost on the way, wait again. */
  async #giveBack(own: readonly Row[], known: ReadonlySet<number>): Promise<void> {
    const unknown = own.flatMap(({ id, attempt }) => (known.has(Number(attempt)) ? [] : [{ id: String(id), attempt: Number(attempt) }]));
    for (const { id, attempt } of unknown)
      await this.#connection.all(
        `WITH o AS (UPDATE droplab.trials SET state = 'interrupted', ${CHANGED} WHERE ${isOwned} RETURNING number)
         INSERT INTO droplab.events (trial, at, text) SELECT number, $3, 'given back: its worker was never told that it had it' FROM o`,
        ...[id, attempt, now()],
      );
    if (unknown.length) await this.settle(unknown);
  }

  async settle(claims: readonly Claim[], areDone = false): Promise<void> {
    const held = claims.flatMap((claim) => {
      const found = this.#jobs.get(claim.attempt);
      return found ? [{ ...found, claim }] : [];
    });
    for (const [queue, group] of Map.groupBy(held, (each) => each.queue))
      await this.#remove(
        queue,
        group.map(({ job }) => job),
      );
    for (const { claim } of held) this.#jobs.delete(claim.attempt);
    if (areDone) return;
    const owed = await this.#connection.soon(
      `SELECT id, requirement, position FROM (SELECT t.id, t.requirement, ${position} AS position FROM droplab.trials t
         WHERE t.id = ANY ($1) AND t.state IN ('queued', 'interrupted')) owed WHERE position IS NOT NULL ORDER BY position`,
      claims.map(({ id }) => id),
    );
    await this.offer(owed as unknown as Offer[]);
  }

  async arrival(signal: AbortSignal, patience?: number): Promise<void> {
    if (signal.aborted) return;
    const wait = patience ?? (await this.#patience());
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        endListening();
        resolve();
      };
      const timer = setTimeout(end, wait);
      signal.addEventListener("abort", end);
      const endListening = this.#connection.onNotice(end);
    });
  }

  /** The more there are that look, the longer each may wait; not all at the same moments. */
  async #patience(): Promise<number> {
    const workers = await this.#workers.present().catch(() => 1); // a server that is away is told of by what looks next
    const most = this.#connection.hears ? HEARING_MS : DEAF_MS;
    return Math.min(Math.max(workers * LOOKS_APART_MS, LEAST_MS), most) * (0.75 + Math.random() / 2);
  }

  async close(): Promise<void> {
    // where the server is away it is known after a while that this worker is
    await Promise.race([this.#workers.leave().catch(() => {}), pause(GOODBYE_MS, undefined, { ref: false })]);
    const boss = await this.#started?.catch(() => undefined);
    await boss?.stop({ graceful: false, close: false });
  }

  async #remove(queue: string, jobs: readonly string[]): Promise<void> {
    const [job, ...more] = jobs;
    if (job !== undefined && more.length === 0 && this.#connection.hears)
      // the statement of pg-boss for many is planned each time, which takes four times as long as doing it
      await this.#connection.soon(`DELETE FROM ${QUEUE_SCHEMA}.job WHERE name = '${queue}' AND id = $1`, job);
    else if (job !== undefined) await this.#ask((boss) => boss.deleteJob(queue, [...jobs]));
  }

  async #ask<T>(work: (boss: PgBoss) => Promise<T>): Promise<T> {
    this.#started ??= this.#start().catch((error: unknown) => {
      this.#started = undefined;
      throw error;
    });
    try {
      return await work(await this.#started);
    } catch (error) {
      throw explained(this.#connection.name, error);
    }
  }

  async #start(): Promise<PgBoss> {
    await this.#connection.open();
    const { PgBoss: Boss } = await import("pg-boss");
    const executeSql = async (text: string, values: unknown[] = []) => ({ rows: await this.#connection.soon(text, ...values) });
    const boss = new Boss({ db: { executeSql }, schema: QUEUE_SCHEMA, createSchema: false, supervise: false, schedule: false });
    boss.on("error", () => {}); // of its timers: whoever asks is told by what it asks
    for (let tried = 1; ; tried++)
      try {
        await boss.start();
        return boss;
      } catch (error) {
        // of several that start at once on a new database one makes the tables
        const { code = "" } = ((error as Error).cause ?? error) as { readonly code?: string };
        if (tried === TRIES || !existsAlready.has(code)) throw error;
      }
  }

  /** The queue of a requirement, made if it is missing. */
  #queueFor(requirement: string): Promise<string> {
    const known = this.#queues.get(requirement) ?? this.#makeQueue(requirement);
    this.#queues.set(requirement, known);
    known.catch(() => this.#queues.delete(requirement));
    return known;
  }

  async #makeQueue(requirement: string): Promise<string> {
    const name = requirement.replaceAll(/[^\w.-]/g, "/");
    const forever = { retentionSeconds: 365 * LONGEST, expireInSeconds: LONGEST - 1, deleteAfterSeconds: LONGEST };
    await this.#ask((boss) => boss.createQueue(name, { policy: "exclusive", partition: true, retryLimit: 0, ...forever }));
    return name;
  }
}
