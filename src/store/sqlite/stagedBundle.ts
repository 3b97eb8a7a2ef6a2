import { fromBase64 } from "#engine";
import { type BundledExperiment, type BundledReading, type BundledRecord, type BundledRun, type Imported, inParts } from "#experiment";
import { grownBy } from "../exchange/grownExperiment.ts";
import { firstToBegin } from "../firstToBegin.ts";
import { addResult } from "./addResult.ts";
import { addSnapshot } from "./addSnapshot.ts";
import { addMember, addReading, addTrial } from "./addTrial.ts";
import type { Connection } from "./connection.ts";
import { changeLabels } from "./labelRow.ts";
import { logEvent } from "./logEvent.ts";
import { isWanted } from "./position.ts";
import { seal, sumOfBytes } from "./sums.ts";
import { addOwner } from "./workers.ts";

/** When those who made imported runs were last heard of: they are through. */
const LONG_AGO = 0;

/** A run as it waits: its weights lie beside it. */
type WaitingRun = Omit<BundledRun, "weights">;

/**
 * Records that wait in a place of this connection's own until all are there: nothing is held in memory, and nobody else waits for who sends
 * them slowly.
 */
export class StagedBundle {
  readonly #connection: Connection;
  readonly #owners = new Map<string, number>();
  #experiments = 0;
  #runs = 0;
  #readings = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.run("CREATE TEMP TABLE staged_experiments (place INTEGER PRIMARY KEY, json TEXT NOT NULL)");
    connection.run("CREATE TEMP TABLE staged_runs (place INTEGER PRIMARY KEY, json TEXT NOT NULL)");
    connection.run("CREATE TEMP TABLE staged_readings (place INTEGER PRIMARY KEY, json TEXT NOT NULL)");
    connection.run(
      `CREATE TEMP TABLE staged_parts (run INTEGER NOT NULL, part INTEGER NOT NULL, floats BLOB NOT NULL, sum INTEGER NOT NULL,
       PRIMARY KEY (run, part))`,
    );
  }

  async add(record: BundledRecord): Promise<void> {
    if (record.kind === "experiment") {
      this.#connection.run("INSERT INTO staged_experiments VALUES (?, ?)", this.#experiments++, JSON.stringify(record.experiment));
      return;
    }
    if (record.kind === "reading") {
      this.#connection.run("INSERT INTO staged_readings VALUES (?, ?)", this.#readings++, JSON.stringify(record.reading));
      return;
    }
    const { weights, ...run } = record.run;
    const place = this.#runs++;
    this.#connection.run("INSERT INTO staged_runs VALUES (?, ?)", place, JSON.stringify(run satisfies WaitingRun));
    let part = 0;
    for await (const floats of weights ?? [])
      for (const { buffer, byteOffset, byteLength } of inParts(floats)) {
        const bytes = new Uint8Array(buffer, byteOffset, byteLength);
        this.#connection.run("INSERT INTO staged_parts VALUES (?, ?, ?, ?)", place, part++, bytes, sumOfBytes(bytes));
      }
  }

  /** Puts all of them into the store, within a transaction. */
  commit(): Imported {
    const revision = this.#connection.revision();
    let newRuns = 0;
    for (let place = 0; place < this.#readings; place++)
      addReading(this.#connection, this.#waiting<BundledReading>("staged_readings", place).reading);
    for (let place = 0; place < this.#runs; place++) newRuns += Number(this.#putRun(place, revision));
    for (let place = 0; place < this.#experiments; place++) this.#putExperiment(place, revision);
    return { experiments: this.#experiments, runs: this.#runs, newRuns };
  }

  /** Whether it was not here, or has come to its end by it. */
  #putRun(place: number, revision: number): boolean {
    const run = this.#waiting<WaitingRun>("staged_runs", place);
    const { id, state, error, stack, finished } = run;
    const before = this.#connection.first("SELECT state FROM trials WHERE id = ?", id)?.["state"];
    let isNew = before === undefined;
    addTrial(this.#connection, run, run.created, revision);
    // what failed or was given up stays so, unless something has become of it here, or somebody here wants it
    if (state === "failed" || state === "pruned") {
      const changed = this.#connection.run(
        `UPDATE trials AS t SET state = ?, error = ?, stack = ?, finished = ?, changed = ? WHERE id = ? AND state = 'queued' AND iteration = 0
         AND NOT ${isWanted}`,
        ...[state, error, stack, finished, revision, id],
      );
      isNew ||= changed > 0;
    }
    if (state !== "done" || before === "done" || before === "running") return isNew;
    this.#putResult(run, place, revision);
    return true;
  }

  #putResult(
    { id, result, evaluations, snapshots = [], owner, started, finished, seconds }: WaitingRun,
    place: number,
    revision: number,
  ): void {
    if (result) addResult(this.#connection, id, { ...result, evaluations });
    for (const table of ["parts", "snapshots"])
      this.#connection.run(`DELETE FROM ${table} WHERE trial = (SELECT number FROM trials WHERE id = ?)`, id);
    for (const { iteration, floats } of snapshots) addSnapshot(this.#connection, id, { iteration, bytes: fromBase64(floats) });
    const parts = this.#connection.run(
      "INSERT INTO parts SELECT t.number, ?, s.part, s.floats, s.sum FROM staged_parts s JOIN trials t ON t.id = ? WHERE s.run = ?",
      ...[revision, id, place],
    );
    this.#connection.run(
      `UPDATE trials SET state = 'done', owner = ?, started = ?, finished = ?, seconds_before = 0, seconds_since = ?, weights = ?,
       checkpoint = NULL, checkpoint_head = NULL, changed = ? WHERE id = ?`,
      ...[owner && this.#numberOf(owner), started, finished, seconds, parts ? revision : null, revision, id],
    );
    this.#connection.run(seal("trials", "id = ?"), id);
    const from = owner && [owner.host, `droplab ${owner.version}`].filter(Boolean).join(", ");
    logEvent(this.#connection, id, from ? `imported, from ${from}` : "imported");
  }

  #numberOf(owner: NonNullable<WaitingRun["owner"]>): number {
    const key = JSON.stringify(owner);
    const number = this.#owners.get(key) ?? addOwner(this.#connection, owner, LONG_AGO);
    this.#owners.set(key, number);
    return number;
  }

  #putExperiment(place: number, revision: number): void {
    const { id, name, note, tags, definition, command, members, created, updated } = this.#waiting<BundledExperiment>(
      "staged_experiments",
      place,
    );
    const configurations = members.reduce((most, { configuration }) => Math.max(most, configuration + 1), 1);
    const known = this.#connection.first("SELECT definition FROM experiments WHERE id = ?", id);
    const grown = known && grownBy({ definition: JSON.parse(String(known["definition"])) }, { definition, command });
    if (grown)
      this.#connection.run(
        "UPDATE experiments SET definition = ?, command = ?, changed = ? WHERE id = ?",
        ...[JSON.stringify(grown.definition), grown.command, revision, id],
      );
    this.#connection.run(
      `INSERT INTO experiments (id, definition, command, created, updated, configurations, changed, begins) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO NOTHING`,
      ...[id, JSON.stringify(definition), command, created, updated, configurations, revision, firstToBegin(definition)],
    );
    // what people have written here stays
    changeLabels(this.#connection, id, (here) => ({ name: here.name ?? name, note: here.note ?? note, addTags: tags }));
    for (const member of members) addMember(this.#connection, id, member);
    this.#connection.run(seal("experiments", "id = ?"), id);
  }

  #waiting<T>(table: "staged_experiments" | "staged_runs" | "staged_readings", place: number): T {
    return JSON.parse(String(this.#connection.first(`SELECT json FROM ${table} WHERE place = ?`, place)?.["json"]));
  }

  drop(): void {
    for (const table of ["experiments", "runs", "readings", "parts"]) this.#connection.run(`DROP TABLE IF EXISTS temp.staged_${table}`);
  }
}
