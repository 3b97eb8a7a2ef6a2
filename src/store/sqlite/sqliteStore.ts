import type { CheckpointHead, Claim, Parts, RunProgress, Snapshot, Store } from "#experiment";
import type { Robustness, TrialResult } from "#train";
import { MEASURED } from "../records.ts";
import { addEvaluation, addResult } from "./addResult.ts";
import { addSnapshot } from "./addSnapshot.ts";
import { logEvent, now } from "./logEvent.ts";
import { SqliteExperiments } from "./sqliteExperiments.ts";
import { seal, sumOfBytes, sumOfHead } from "./sums.ts";
import { fromTrials, toTrial, trialColumns } from "./trialRow.ts";

const isOwned = "id = ? AND attempt = ? AND state = 'running'";

/**
 * A store in one SQLite file, in write-ahead mode: any number of readers, and several droplab processes that share the work. Each fenced
 * write changes the run by one statement whose condition is the claim; what goes with it is in the same transaction, and only then.
 */
export class SqliteStore extends SqliteExperiments implements Store {
  async record(progress: readonly RunProgress[]): Promise<Claim[]> {
    return this.connection.writeSoon(() => {
      const revision = this.connection.revision();
      return progress.flatMap(({ claim, iteration, seconds, evaluations }) => {
        const set = "iteration = ?, seconds_since = ?, changed = ?";
        if (!this.#change(claim, set, iteration, seconds, revision)) return [claim];
        for (const evaluation of evaluations) addEvaluation(this.connection, claim.id, evaluation);
        return [];
      });
    });
  }

  async saveCheckpoint(claim: Claim, head: CheckpointHead, parts: Parts): Promise<boolean> {
    const version = await this.#putParts(claim, parts);
    if (version === undefined) return false;
    return this.connection.write(() => {
      const set = "checkpoint = ?, checkpoint_head = ?, changed = ?";
      if (!this.#change(claim, set, version, JSON.stringify({ ...head, sum: sumOfHead(head) }), this.connection.revision())) return false;
      this.#keepParts(claim, version);
      return true;
    });
  }

  async addSnapshot(claim: Claim, { iteration, floats }: Snapshot): Promise<boolean> {
    return this.connection.writeSoon(() => {
      if (!this.#change(claim, "changed = ?", this.connection.revision())) return false;
      addSnapshot(this.connection, claim.id, { iteration, bytes: new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength) });
      return true;
    });
  }

  async finish(claim: Claim, result: TrialResult, seconds: number, weights: Parts | null): Promise<boolean> {
    const version = weights && (await this.#putParts(claim, weights));
    if (version === undefined) return false;
    return this.connection.write(() => {
      const ended = "state = 'done', finished = ?, seconds_since = ?, weights = ?, checkpoint = NULL, checkpoint_head = NULL, changed = ?";
      if (!this.#change(claim, ended, now(), seconds, version, this.connection.revision())) return false;
      addResult(this.connection, claim.id, result);
      this.#keepParts(claim, version);
      logEvent(this.connection, claim.id, result.divergedAt === null ? "done" : `diverged at iteration ${result.divergedAt}`);
      return true;
    });
  }

  async fail(claim: Claim, { message, stack }: { message: string; stack: string }, seconds: number, limit: number): Promise<boolean> {
    const state = "state = CASE WHEN failures + 1 < ? THEN 'queued' ELSE 'failed' END, failures = failures + 1";
    const set = `${state}, finished = ?, error = ?, stack = ?, seconds_since = ?`;
    return this.#end(claim, `failed: ${message}`, set, limit, now(), message, stack, seconds);
  }

  async interrupt(claim: Claim, seconds: number): Promise<boolean> {
    return this.#end(claim, "interrupted", "state = 'interrupted', seconds_since = ?", seconds);
  }

  async log(claim: Claim, text: string): Promise<boolean> {
    return this.#end(claim, text, "error = error");
  }

  async addRobustness({ id, attempt }: Claim, robustness: Robustness): Promise<boolean> {
    return this.connection.write(() => {
      const row = this.connection.first(
        `SELECT ${trialColumns} ${fromTrials} WHERE t.id = ? AND t.attempt = ? AND t.state = 'done'`,
        id,
        attempt,
      );
      // what is damaged gets no new sum
      const result = row && toTrial(this.connection, row).result;
      if (!result || result.robustness) return false;
      const json = JSON.stringify({ ...result, robustness });
      this.connection.run("UPDATE trials SET result = ?, changed = ? WHERE id = ?", json, this.connection.revision(), id);
      this.connection.run(seal("trials", "id = ?"), id);
      logEvent(this.connection, id, MEASURED);
      return true;
    });
  }

  async reset(seen: readonly Claim[]): Promise<Claim[]> {
    return this.connection.write(() => {
      const revision = this.connection.revision();
      return seen.filter(({ id, attempt }) => {
        const state = this.connection.first("SELECT state FROM trials WHERE id = ? AND attempt = ? AND state <> 'running'", id, attempt);
        if (!state) return true;
        if (state["state"] === "queued") return false;
        this.connection.run(
          `UPDATE trials SET state = 'queued', owner = NULL, iteration = 0, started = NULL, finished = NULL, seconds_before = 0, seconds_since = 0,
           failures = 0, accuracy = NULL, result = NULL, weights = NULL, checkpoint = NULL, checkpoint_head = NULL, error = NULL, stack = NULL,
           changed = ? WHERE id = ?`,
          revision,
          id,
        );
        this.connection.run(seal("trials", "id = ?"), id);
        for (const table of ["evaluations", "parts", "snapshots"])
          this.connection.run(`DELETE FROM ${table} WHERE trial = (SELECT number FROM trials WHERE id = ?)`, id);
        logEvent(this.connection, id, "queued again");
        return false;
      });
    });
  }

  async prune(experiment: string, ids: readonly string[], reason: string): Promise<void> {
    this.connection.write(() => {
      const revision = this.connection.revision();
      for (const id of ids) {
        const changed = this.connection.run(
          `UPDATE trials SET state = 'pruned', finished = ?, error = ?, changed = ? WHERE id = ? AND state IN ('queued', 'interrupted', 'running')
             AND NOT EXISTS (SELECT 1 FROM members m JOIN experiments e ON e.id = m.experiment WHERE m.trial = trials.number AND e.id <> ?
               AND NOT e.stopped AND e.definition ->> '$.prune' IS NOT 1)`,
          ...[now(), reason, revision, id, experiment],
        );
        if (changed) logEvent(this.connection, id, `pruned: ${reason}`);
      }
    });
  }

  /** Changes a run for its owner, and for nobody else. */
  #change({ id, attempt }: Claim, set: string, ...values: (string | number | null)[]): boolean {
    return this.connection.run(`UPDATE trials SET ${set} WHERE ${isOwned}`, ...values, id, attempt) > 0;
  }

  #end(claim: Claim, text: string, set: string, ...values: (string | number)[]): boolean {
    return this.connection.write(() => {
      if (!this.#change(claim, `${set}, changed = ?`, ...values, this.connection.revision())) return false;
      logEvent(this.connection, claim.id, text);
      return true;
    });
  }

  /** Writes parts under a version that nothing names yet, so that no transaction is open while one waits for them; undefined if lost. */
  async #putParts({ id, attempt }: Claim, parts: Parts): Promise<number | undefined> {
    const owned = () => this.connection.first(`SELECT number, checkpoint FROM trials WHERE ${isOwned}`, id, attempt);
    const version = this.connection.writeSoon(() => {
      const run = owned();
      if (!run) return undefined;
      // what writers left that died on the way
      this.connection.run("DELETE FROM parts WHERE trial = ? AND version IS NOT ?", run["number"] as number, run["checkpoint"] ?? null);
      return this.connection.revision();
    });
    if (version === undefined) return undefined;
    let part = 0;
    for await (const { buffer, byteOffset, byteLength } of parts) {
      const isWritten = this.connection.writeSoon(() => {
        const number = owned()?.["number"];
        if (number === undefined) return false;
        const bytes = new Uint8Array(buffer, byteOffset, byteLength);
        return this.connection.run("INSERT INTO parts VALUES (?, ?, ?, ?, ?)", number, version, part++, bytes, sumOfBytes(bytes)) > 0;
      });
      if (!isWritten) return undefined;
    }
    return version;
  }

  /** Of all parts of a run those of one version alone. */
  #keepParts({ id }: Claim, version: number | null): void {
    this.connection.run("DELETE FROM parts WHERE trial = (SELECT number FROM trials WHERE id = ?) AND version IS NOT ?", id, version);
  }
}
