import { type Claim, LostStoreError, type Offer, type Queue, type Standing } from "#experiment";
import type { Connection, Row } from "./connection.ts";
import { parsed } from "./damage.ts";
import { logEvent, now } from "./logEvent.ts";
import { isWanted, position } from "./position.ts";
import type { Workers } from "./workers.ts";

/** How long `arrival` waits unless told otherwise, and how often it looks whether the file has changed, in milliseconds: the dead commit nothing. */
const WAIT_MS = 300;
const LOOK_MS = 50;

/** A list of offers in the file of the store. A run that is taken keeps its offer until it is settled. */
export class SqliteQueue implements Queue {
  readonly #connection: Connection;
  readonly #workers: Workers;

  constructor(connection: Connection, workers: Workers) {
    this.#connection = connection;
    this.#workers = workers;
  }

  async offer(runs: readonly Offer[]): Promise<void> {
    if (runs.length === 0) return;
    this.#connection.writeSoon(() => {
      const number = this.#workers.ownNumber();
      for (const { id, requirement, position: place } of runs)
        this.#connection.run(
          "INSERT OR REPLACE INTO offers SELECT number, ?, ?, ? FROM trials WHERE id = ?",
          requirement,
          place,
          number,
          id,
        );
    });
  }

  async take(requirements: readonly string[], limit = 1): Promise<Claim[]> {
    return this.#connection.write(() => {
      this.#leaveTheGone();
      const claims: Claim[] = [];
      for (const requirement of requirements)
        while (claims.length < limit) {
          const run = this.#first(requirement);
          if (!run) break;
          claims.push(this.#claim(run));
        }
      return claims;
    });
  }

  /** Workers that are no more lose their runs, and what they offered is forgotten. */
  #leaveTheGone(): void {
    const gone = this.#workers.gone();
    const lost = this.#connection.all(
      `SELECT t.id, o.pid, o.host FROM trials t LEFT JOIN owners o ON o.number = t.owner
       WHERE t.state = 'running' AND (t.owner IS NULL OR t.owner IN (SELECT value FROM json_each(?)))`,
      gone,
    );
    for (const { id, pid, host } of lost) {
      const revision = this.#connection.revision();
      this.#connection.run("UPDATE trials SET state = 'interrupted', losses = losses + 1, changed = ? WHERE id = ?", revision, id ?? null);
      logEvent(this.#connection, String(id), pid === null ? "its process is no more" : `process ${pid} on ${host} is no more`);
    }
    if (gone !== "[]") this.#connection.run("DELETE FROM offers WHERE owner IN (SELECT value FROM json_each(?))", gone);
  }

  /** The first run that may be taken; offers of those that are owed no more go. */
  #first(requirement: string): Row | undefined {
    for (;;) {
      const row = this.#connection.first(
        `SELECT t.number, t.id, t.state, t.checkpoint_head, ${position} AS position FROM offers o JOIN trials t ON t.number = o.trial
         WHERE o.requirement = ? AND t.state <> 'running' ORDER BY o.position, o.trial LIMIT 1`,
        requirement,
      );
      if (!row || ((row["state"] === "queued" || row["state"] === "interrupted") && row["position"] !== null)) return row;
      this.#connection.run("DELETE FROM offers WHERE trial = ?", row["number"] ?? null);
    }
  }

  #claim({ id, checkpoint_head }: Row): Claim {
    const attempt = Number(this.#connection.first("UPDATE store SET attempts = attempts + 1 RETURNING attempts")?.["attempts"]);
    this.#connection.run(
      `UPDATE trials SET state = 'running', attempt = ?, owner = ?, started = coalesce(started, ?),
       seconds_before = seconds_before + seconds_since, seconds_since = 0, changed = ? WHERE id = ?`,
      ...[attempt, this.#workers.ownNumber(), now(), this.#connection.revision(), id ?? null],
    );
    const from = checkpoint_head && parsed(this.#connection, checkpoint_head, "run", String(id), "the checkpoint").iteration;
    logEvent(this.#connection, String(id), from ? `continued at iteration ${from}` : "started");
    return { id: String(id), attempt };
  }

  async beat(claims: readonly Claim[]): Promise<Standing[]> {
    const { loss } = this.#connection;
    if (loss) throw new LostStoreError(`store: it ${loss} while this ran`);
    return this.#connection.writeSoon(() => {
      this.#workers.beat();
      this.#workers.gone(); // a look at the others' beats: silence counts as far as one looked
      return claims.map(({ id, attempt }): Standing => {
        const row = this.#connection.first(
          `SELECT ${isWanted} AS wanted FROM trials t WHERE t.id = ? AND t.attempt = ? AND t.state = 'running'`,
          id,
          attempt,
        );
        if (!row) return "lost";
        return row["wanted"] ? "owner" : "stop";
      });
    });
  }

  async settle(claims: readonly Claim[]): Promise<void> {
    this.#connection.writeSoon(() => {
      for (const { id } of claims)
        this.#connection.run(
          `DELETE FROM offers WHERE trial = (SELECT number FROM trials WHERE id = ? AND state NOT IN ('queued', 'interrupted', 'running'))`,
          id,
        );
    });
  }

  async arrival(signal: AbortSignal, patience = WAIT_MS): Promise<void> {
    const version = () => this.#connection.first("PRAGMA data_version")?.["data_version"];
    const before = version();
    for (let waited = 0; waited < patience && !signal.aborted && version() === before; waited += LOOK_MS)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
