import { randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";
import { type BundledExperiment, type BundledReading, type BundledRecord, type BundledRun, type Imported, inParts } from "#experiment";
import { addMembers, addReading, addTrials } from "./addTrials.ts";
import type { Ask, Connection } from "./connection.ts";
import { addEvaluations } from "./evaluations.ts";
import { changeLabels } from "./labelRow.ts";
import { CHANGED, now } from "./sql.ts";
import { addMaker } from "./workers.ts";

/** A run as it waits: its weights lie beside it. */
type WaitingRun = Omit<BundledRun, "weights">;
type Kind = "experiments" | "runs" | "readings";

/** Records that wait on the server until all are there: nothing is held in memory, and no transaction is open while one waits for them. */
export class StagedBundle {
  readonly #connection: Connection;
  readonly #name = randomUUID();
  readonly #owners = new Map<string, number>();
  readonly #counts: Record<Kind, number> = { experiments: 0, runs: 0, readings: 0 };

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What was left by those that died on the way goes. */
  async begin(): Promise<void> {
    await this.#connection.all(
      `WITH old AS (DELETE FROM droplab.staged WHERE at < now() - interval '1 day' RETURNING bundle)
       DELETE FROM droplab.staged_parts WHERE bundle IN (SELECT bundle FROM old)`,
    );
  }

  async add(record: BundledRecord): Promise<void> {
    if (record.kind === "experiment") await this.#put("experiments", record.experiment);
    else if (record.kind === "reading") await this.#put("readings", record.reading);
    else {
      const { weights, ...run } = record.run;
      const place = await this.#put("runs", run satisfies WaitingRun);
      let part = 0;
      for await (const floats of weights ?? [])
        for (const { buffer, byteOffset, byteLength } of inParts(floats)) {
          const bytes = Buffer.from(buffer, byteOffset, byteLength);
          await this.#connection.soon(
            "INSERT INTO droplab.staged_parts VALUES ($1, $2, $3, $4, $5)",
            this.#name,
            place,
            part++,
            bytes,
            crc32(bytes),
          );
        }
    }
  }

  async #put(kind: Kind, value: unknown): Promise<number> {
    const place = this.#counts[kind]++;
    await this.#connection.soon("INSERT INTO droplab.staged VALUES ($1, $2, $3, $4)", this.#name, kind, place, JSON.stringify(value));
    return place;
  }

  /** Puts all of them into the store, within a transaction. */
  async commit(ask: Ask): Promise<Imported> {
    let newRuns = 0;
    this.#owners.clear(); // of a try that was rolled back
    for (let place = 0; place < this.#counts.readings; place++)
      await addReading(ask, (await this.#waiting<BundledReading>(ask, "readings", place)).reading);
    for (let place = 0; place < this.#counts.runs; place++) newRuns += Number(await this.#putRun(ask, place));
    for (let place = 0; place < this.#counts.experiments; place++) await this.#putExperiment(ask, place);
    return { experiments: this.#counts.experiments, runs: this.#counts.runs, newRuns };
  }

  /** Whether it was not here, or has come to its end by it. */
  async #putRun(ask: Ask, place: number): Promise<boolean> {
    const run = await this.#waiting<WaitingRun>(ask, "runs", place);
    const { id, state, error, stack, finished } = run;
    const [before] = await ask("SELECT state FROM droplab.trials WHERE id = $1", id);
    await addTrials(ask, [run]);
    // what failed or was given up stays so, unless something has become of it here
    let isNew = before === undefined;
    if (state === "failed" || state === "pruned") {
      const changed = await ask(
        `UPDATE droplab.trials SET state = $2, error = $3, stack = $4, finished = $5, ${CHANGED} WHERE id = $1 AND state = 'queued' AND iteration = 0
         RETURNING id`,
        ...[id, state, error, stack, finished],
      );
      isNew ||= changed.length > 0;
    }
    const [there] = await ask("SELECT number, state FROM droplab.trials WHERE id = $1 FOR UPDATE", id);
    if (state !== "done" || there?.["state"] === "done" || there?.["state"] === "running") return isNew;
    await this.#putResult(ask, run, Number(there?.["number"]), place);
    return true;
  }

  async #putResult(ask: Ask, run: WaitingRun, number: number, place: number): Promise<void> {
    const { id, result, evaluations, owner, started, finished, seconds } = run;
    await ask("DELETE FROM droplab.parts WHERE trial = $1", number);
    await addEvaluations(ask, number, evaluations);
    await ask(
      `WITH version AS (SELECT nextval('droplab.versions') AS version),
         put AS (INSERT INTO droplab.parts SELECT $2, version, part, floats, sum FROM droplab.staged_parts, version WHERE bundle = $3 AND place = $4
           RETURNING version)
       UPDATE droplab.trials SET state = 'done', owner = $5, started = $6, finished = $7, seconds_before = 0, seconds_since = $8,
         weights = (SELECT max(version) FROM put), checkpoint = NULL, checkpoint_head = NULL, iteration = $9, accuracy = $10, result = $11,
         error = NULL, stack = NULL, ${CHANGED} WHERE id = $1`,
      ...[id, number, this.#name, place, owner && (await this.#numberOf(ask, owner)), started, finished, seconds],
      ...[evaluations.at(-1)?.iteration ?? 0, result?.accuracy ?? null, JSON.stringify(result)],
    );
    const from = owner && [owner.host, `droplab ${owner.version}`].filter(Boolean).join(", ");
    const text = from ? `imported, from ${from}` : "imported";
    await ask("INSERT INTO droplab.events (trial, at, text) VALUES ($1, $2, $3)", number, now(), text);
  }

  async #numberOf(ask: Ask, owner: NonNullable<WaitingRun["owner"]>): Promise<number> {
    const key = JSON.stringify(owner);
    const number = this.#owners.get(key) ?? (await addMaker(ask, owner));
    this.#owners.set(key, number);
    return number;
  }

  async #putExperiment(ask: Ask, place: number): Promise<void> {
    const { id, name, note, tags, definition, command, members, created, updated } = await this.#waiting<BundledExperiment>(
      ask,
      "experiments",
      place,
    );
    const configurations = members.reduce((most, { configuration }) => Math.max(most, configuration + 1), 1);
    const [isNew] = await ask(
      `INSERT INTO droplab.experiments (id, definition, command, created, updated, configurations) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      ...[id, JSON.stringify(definition), command, created, updated, configurations],
    );
    // what people have written here stays
    const additions = (here: { name: string | null; note: string | null }) => ({
      name: here.name ?? name,
      note: here.note ?? note,
      addTags: tags,
    });
    await changeLabels(ask, id, additions, (what) => new Error(`the tags of experiment ${id}: ${what}`));
    await addMembers(ask, id, members);
    // nobody here has asked for what is not done: that waits for droplab resume
    if (isNew)
      await ask(
        `UPDATE droplab.experiments SET stopped = true WHERE id = $1 AND EXISTS (SELECT 1 FROM droplab.members m JOIN droplab.trials t ON t.number = m.trial
           WHERE m.experiment = $1 AND t.state NOT IN ('done', 'failed', 'pruned'))`,
        id,
      );
  }

  async #waiting<T>(ask: Ask, kind: Kind, place: number): Promise<T> {
    const [row] = await ask("SELECT json FROM droplab.staged WHERE bundle = $1 AND kind = $2 AND place = $3", this.#name, kind, place);
    return JSON.parse(String(row?.["json"]));
  }

  async drop(): Promise<void> {
    await this.#connection.all("DELETE FROM droplab.staged WHERE bundle = $1", this.#name);
    await this.#connection.all("DELETE FROM droplab.staged_parts WHERE bundle = $1", this.#name);
  }
}
