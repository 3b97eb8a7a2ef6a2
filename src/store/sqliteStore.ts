import { DatabaseSync } from "node:sqlite";
import type { Numbers } from "#engine";
import type { Owner, Store, TrialNews } from "#experiment";
import type { Evaluation, TrialCheckpoint, TrialResult } from "#train";
import { float32Blob, fromBlob, toBlob } from "./blobs.ts";
import type { Bundle } from "./bundle.ts";
import { migrate } from "./migrations.ts";
import { isAlive } from "./owners.ts";
import { SqliteExperiments } from "./sqliteExperiments.ts";
import { explaining } from "./storeError.ts";

/** How long to wait for another program's lock, in milliseconds. */
const PATIENCE = 5000;
/** The heartbeat of processes elsewhere, which are through. */
const LONG_AGO = 0;
const now = () => new Date().toISOString();

/** A store in one SQLite file, in write-ahead mode: any number of readers, and several droplab processes that share the work. */
export class SqliteStore extends SqliteExperiments implements Store {
  readonly #owner: Owner;
  #ownerNumber: number | undefined;

  /** Opens a file, made if it is missing. Throws StoreError. */
  constructor(file: string, owner: Owner) {
    super(
      file,
      explaining(file, () => {
        const database = new DatabaseSync(file, { timeout: PATIENCE });
        try {
          database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
          migrate(database, file);
        } catch (error) {
          database.close();
          throw error;
        }
        return database;
      }),
    );
    this.#owner = owner;
  }

  reset(ids: readonly string[]): void {
    this.transaction(() => {
      for (const id of ids) {
        const changed = this.run(
          `UPDATE trials SET state = 'queued', owner = NULL, iteration = 0, started = NULL, finished = NULL, seconds = 0, accuracy = NULL,
           result = NULL, weights = NULL, error = NULL, stack = NULL WHERE id = ? AND state IN ('done', 'failed', 'pruned', 'interrupted')`,
          id,
        );
        if (!changed) continue;
        this.run("DELETE FROM evaluations WHERE trial = (SELECT number FROM trials WHERE id = ?)", id);
        this.run("DELETE FROM checkpoints WHERE trial = (SELECT number FROM trials WHERE id = ?)", id);
        this.#log(id, "queued again");
      }
    });
  }

  claim(ids: readonly string[]): { id: string; checkpoint: TrialCheckpoint | undefined } | undefined {
    const waiting = this.statement(`
      SELECT t.id, t.state, o.host, o.pid, o.process_start AS processStart, o.heartbeat
      FROM trials t LEFT JOIN owners o ON o.number = t.owner WHERE t.id = ? AND t.state IN ('queued', 'interrupted', 'running')`);
    return this.transaction(() => {
      for (const id of ids) {
        const row = waiting.get(id) as (Pick<Owner, "host" | "pid" | "processStart"> & { state: string; heartbeat: number }) | undefined;
        if (!row || (row.state === "running" && isAlive(row, row.heartbeat))) continue;
        this.run(
          "UPDATE trials SET state = 'running', owner = ?, started = coalesce(started, ?) WHERE id = ?",
          this.#registered(),
          now(),
          id,
        );
        const checkpoint = this.#checkpoint(id);
        this.#log(id, checkpoint ? `continued at iteration ${checkpoint.iteration}` : "started");
        return { id, checkpoint };
      }
      return undefined;
    });
  }

  #checkpoint(id: string): TrialCheckpoint | undefined {
    const row = this.statement(
      "SELECT iteration, bytes, state, best FROM checkpoints WHERE trial = (SELECT number FROM trials WHERE id = ?)",
    ).get(id) as { iteration: number; bytes: number; state: Uint8Array; best: Uint8Array | null } | undefined;
    if (!row) return undefined;
    const evaluations = this.evaluations(id).filter(({ iteration }) => iteration <= row.iteration);
    const bestState = row.best && fromBlob(row.best, row.bytes);
    return { iteration: row.iteration, evaluations, state: fromBlob(row.state, row.bytes), bestState };
  }

  record(news: readonly TrialNews[]): void {
    this.transaction(() => {
      for (const { id, iteration, seconds, evaluations } of news) {
        this.run("UPDATE trials SET iteration = ?, seconds = seconds + ? WHERE id = ?", iteration, seconds, id);
        for (const evaluation of evaluations) this.#recordEvaluation(id, evaluation);
      }
    });
  }

  #recordEvaluation(id: string, { iteration, loss, accuracy, selectionLoss, kernelNorms, deadClasses }: Evaluation): void {
    this.run(
      `INSERT OR REPLACE INTO evaluations (trial, iteration, loss, accuracy, selection_loss, kernel_norms, dead_classes)
       SELECT number, ?, ?, ?, ?, ?, ? FROM trials WHERE id = ?`,
      iteration,
      Number.isFinite(loss) ? loss : null,
      accuracy,
      Number.isFinite(selectionLoss) ? selectionLoss : null,
      JSON.stringify(kernelNorms),
      JSON.stringify(deadClasses),
      id,
    );
  }

  saveCheckpoint(id: string, { iteration, evaluations, state, bestState }: TrialCheckpoint): void {
    const { bytes, blob } = toBlob(state);
    const best =
      bestState && (bytes === 4 ? toBlob(bestState).blob : new Uint8Array(bestState.buffer, bestState.byteOffset, bestState.byteLength));
    this.transaction(() => {
      for (const evaluation of evaluations) if (!this.#hasEvaluation(id, evaluation.iteration)) this.#recordEvaluation(id, evaluation);
      this.run("INSERT OR REPLACE INTO checkpoints SELECT number, ?, ?, ?, ? FROM trials WHERE id = ?", iteration, bytes, blob, best, id);
    });
  }

  #hasEvaluation(id: string, iteration: number): boolean {
    const found = this.statement("SELECT 1 FROM evaluations WHERE trial = (SELECT number FROM trials WHERE id = ?) AND iteration = ?");
    return found.get(id, iteration) !== undefined;
  }

  finish(id: string, { evaluations, ...result }: TrialResult, weights: Numbers | null, seconds: number): void {
    this.transaction(() => {
      for (const evaluation of evaluations) this.#recordEvaluation(id, evaluation);
      this.run(
        `UPDATE trials SET state = 'done', iteration = ?, finished = ?, seconds = seconds + ?, accuracy = ?, result = ?, weights = ?, error = NULL,
         stack = NULL WHERE id = ?`,
        evaluations.at(-1)?.iteration ?? 0,
        now(),
        seconds,
        result.accuracy,
        JSON.stringify(result),
        weights && float32Blob(weights),
        id,
      );
      this.run("DELETE FROM checkpoints WHERE trial = (SELECT number FROM trials WHERE id = ?)", id);
      this.#log(id, result.divergedAt === null ? "done" : `diverged at iteration ${result.divergedAt}`);
    });
  }

  fail(id: string, message: string, stack: string, seconds: number): void {
    this.transaction(() => {
      this.run(
        "UPDATE trials SET state = 'failed', finished = ?, seconds = seconds + ?, error = ?, stack = ? WHERE id = ?",
        now(),
        seconds,
        message,
        stack,
        id,
      );
      this.#log(id, `failed: ${message}`);
    });
  }

  interrupt(id: string, seconds: number): void {
    this.transaction(() => {
      this.run("UPDATE trials SET state = 'interrupted', seconds = seconds + ? WHERE id = ? AND state = 'running'", seconds, id);
      this.#log(id, "interrupted");
    });
  }

  prune(id: string, reason: string): void {
    this.transaction(() => {
      const changed = this.run(
        "UPDATE trials SET state = 'pruned', finished = ?, error = ? WHERE id = ? AND state IN ('queued', 'interrupted')",
        now(),
        reason,
        id,
      );
      if (changed) this.#log(id, `pruned: ${reason}`);
    });
  }

  log(id: string, text: string): void {
    this.#log(id, text);
  }

  #log(id: string, text: string): void {
    this.run("INSERT INTO events SELECT number, ?, ? FROM trials WHERE id = ?", now(), text, id);
  }

  heartbeat(): void {
    if (this.#ownerNumber !== undefined) this.run("UPDATE owners SET heartbeat = ? WHERE number = ?", Date.now() / 1000, this.#ownerNumber);
  }

  /** This process's row among the owners, made at the first claim. */
  #registered(): number {
    this.#ownerNumber ??= this.#addOwner(this.#owner, Date.now() / 1000);
    return this.#ownerNumber;
  }

  /** A new row among the owners. */
  #addOwner({ host, pid, processStart, machine, version, command }: Owner, heartbeat: number): number {
    const insert = this.statement(
      "INSERT INTO owners (host, pid, process_start, machine, version, command, heartbeat) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    const { lastInsertRowid } = insert.run(host, pid, processStart, JSON.stringify(machine), version, command, heartbeat);
    return Number(lastInsertRowid);
  }

  /**
   * Takes in the experiments of a bundle and their settled trials, with when and by what they were made. What is done here already stays.
   * Gives how many trials were new.
   */
  importBundle({ experiments, trials }: Bundle): number {
    return this.transaction(() => {
      const isNew = (id: string) => this.trial(id)?.state !== "done";
      const fresh = trials.filter(({ id, state }) => state === "done" && isNew(id));
      for (const trial of trials) this.addTrial(trial, trial.created);
      for (const { id, name, definition, command, members, created = now(), updated = now() } of experiments) {
        this.run(
          "INSERT INTO experiments VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
          id,
          name,
          JSON.stringify(definition),
          command,
          created,
          updated,
        );
        for (const member of members) this.addMember(id, member);
      }
      const owners = new Map<string, number>();
      for (const { id, result, evaluations, weights, seconds, owner = null, started = null, finished = null } of fresh) {
        const bytes = Buffer.from(weights ?? "", "base64");
        const numbers =
          weights === null ? null : new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
        const orNaN = (value: number | null | undefined) => value ?? Number.NaN;
        const full = evaluations.map((evaluation) => ({
          ...evaluation,
          loss: orNaN(evaluation.loss),
          selectionLoss: orNaN(evaluation.selectionLoss),
        }));
        this.finish(id, { ...(result as TrialResult), evaluations: full }, numbers, seconds);
        const key = JSON.stringify(owner);
        if (owner && !owners.has(key)) owners.set(key, this.#addOwner(owner, LONG_AGO));
        const madeBy = owners.get(key) ?? null;
        this.run("UPDATE trials SET owner = ?, started = ?, finished = ? WHERE id = ?", madeBy, started, finished, id);
        this.#log(id, `imported${owner ? `, from ${owner.host}, droplab ${owner.version}` : ""}`);
      }
      // what failed or was given up stays so, unless something has become of it here
      for (const { id, state, error, stack = null, finished = null } of trials)
        if (state === "failed" || state === "pruned")
          this.run(
            "UPDATE trials SET state = ?, error = ?, stack = ?, finished = ? WHERE id = ? AND state = 'queued' AND iteration = 0",
            ...[state, error, stack, finished, id],
          );
      return fresh.length;
    });
  }

  /** A rolled-back claim takes its owner's row with it. */
  protected override rolledBack(): void {
    if (this.#ownerNumber === undefined) return;
    if (!this.statement("SELECT number FROM owners WHERE number = ?").get(this.#ownerNumber)) this.#ownerNumber = undefined;
  }
}
