import { randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";
import { fromBase64 } from "#engine";
import {
  type BundledExperiment,
  type BundledRecord,
  type BundledRun,
  type BundledSnapshot,
  type Imported,
  inParts,
  readingName,
  readingText,
  TransientStoreError,
} from "#experiment";
import { grownBy } from "../exchange/grownExperiment.ts";
import { firstToBegin } from "../firstToBegin.ts";
import { addMembers, trialColumnTypes, trialRow } from "./addTrials.ts";
import type { Ask, Connection } from "./connection.ts";
import { evaluationColumns, evaluationNames, evaluationRows, replaceSame } from "./evaluations.ts";
import { changeLabels } from "./labelRow.ts";
import { CHANGED, isWanted, now, storable } from "./sql.ts";
import { addMakers, type Maker } from "./workers.ts";

/** Runs go into the store in groups of so many, so many bytes of weights, and of evaluations: each is a few statements, and a statement may take a minute. */
const [GROUP_RUNS, GROUP_BYTES, GROUP_EVALUATIONS] = [500, 32e6, 4e6];

/** What a run is as a row, its evaluations beside it; `maker` is a place among those who made the runs of the bundle. */
const rowColumns = `${trialColumnTypes}, state text, error text, stack text, started text, finished text, seconds float8, iteration int, accuracy float8,
  result text, maker int, said text`;
/** Begins a statement: the runs of the bundle $1 at the places from $2 on, before $3, are rows `r`; read once, in whatever order they are joined. */
const withRuns = `WITH r AS MATERIALIZED (SELECT s.place, n.* FROM droplab.staged s, jsonb_to_record(s.json::jsonb) AS n(${rowColumns})
  WHERE s.bundle = $1 AND s.kind = 'runs' AND s.place >= $2 AND s.place < $3)`;
const trialNames = trialColumnTypes.replaceAll(/ text/g, "");

type Kind = "experiments" | "runs" | "evaluations" | "snapshots" | "readings";

/** As JSON. */
const snapshotRows = (snapshots: readonly BundledSnapshot[]) => snapshots.map((one) => ({ ...one, sum: crc32(fromBase64(one.floats)) }));

/**
 * Records that wait on the server until all are there: nothing is held in memory, and no transaction is open while one waits for them. Then they
 * are put into the store by statements of many runs, which wait for nothing from here, and lock no run that somebody works on.
 */
export class StagedBundle {
  readonly #connection: Connection;
  readonly #name = randomUUID();
  /** Who made its runs, and where each stands among them. */
  readonly #makers: Maker[] = [];
  readonly #makerPlaces = new Map<string, number>();
  readonly #counts: Record<Kind, number> = { experiments: 0, runs: 0, evaluations: 0, snapshots: 0, readings: 0 };
  #parts = 0;
  /** Where groups of runs begin. */
  readonly #groups: number[] = [];
  /** How full the last group is, as a part of what it may hold. */
  #filled = Number.POSITIVE_INFINITY;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What was left by those that died on the way goes. */
  async begin(): Promise<void> {
    await this.#connection.all(
      `WITH old AS (DELETE FROM droplab.staged WHERE at < now() - interval '1 day' RETURNING bundle)
       DELETE FROM droplab.staged_parts WHERE bundle IN (SELECT bundle FROM old) OR bundle NOT IN (SELECT bundle FROM droplab.staged)`,
    );
  }

  async add(record: BundledRecord): Promise<void> {
    if (record.kind === "experiment") await this.#put("experiments", record.experiment);
    else if (record.kind === "reading") {
      const text = readingText(record.reading.reading);
      await this.#put("readings", { name: readingName(text), text });
    } else await this.#addRun(record.run);
  }

  async #addRun(run: BundledRun): Promise<void> {
    const { place } = await this.#put("runs", this.#rowOf(run));
    if (this.#filled >= 1) {
      this.#groups.push(place);
      this.#filled = 0;
    }
    const { length } = await this.#put("evaluations", evaluationRows(run.evaluations));
    const snapshots = await this.#put("snapshots", snapshotRows(run.snapshots ?? []));
    this.#filled += 1 / GROUP_RUNS + length / GROUP_EVALUATIONS + snapshots.length / GROUP_BYTES;
    let part = 0;
    for await (const floats of run.weights ?? [])
      for (const { buffer, byteOffset, byteLength } of inParts(floats)) {
        const bytes = Buffer.from(buffer, byteOffset, byteLength);
        this.#filled += byteLength / GROUP_BYTES;
        this.#parts++;
        await this.#connection.soon(
          "INSERT INTO droplab.staged_parts VALUES ($1, $2, $3, $4, $5)",
          ...[this.#name, place, part++, bytes, crc32(bytes)],
        );
      }
  }

  #rowOf({ owner, evaluations, result, snapshots: _, ...run }: BundledRun): object {
    const from = owner && [owner.host, `droplab ${owner.version}`].filter(Boolean).join(", ");
    return {
      ...trialRow(run),
      ...{ state: run.state, error: run.error, stack: run.stack, started: run.started, finished: run.finished, seconds: run.seconds },
      ...{ iteration: evaluations.at(-1)?.iteration ?? 0, accuracy: result?.accuracy ?? null, result: JSON.stringify(result) },
      ...{ maker: owner && this.#placeOf(owner), said: from ? `imported, from ${from}` : "imported" },
    };
  }

  #placeOf({ host, pid, processStart, machine, version, command }: Maker): number {
    const maker: Maker = { host, pid, processStart, machine, version, command };
    const key = JSON.stringify(maker);
    const place = this.#makerPlaces.get(key) ?? this.#makers.push(maker) - 1;
    this.#makerPlaces.set(key, place);
    return place;
  }

  async #put(kind: Kind, value: object): Promise<{ readonly place: number; readonly length: number }> {
    const place = this.#counts[kind]++;
    const json = JSON.stringify(value, (_, one) => storable(one));
    await this.#connection.soon("INSERT INTO droplab.staged VALUES ($1, $2, $3, $4)", this.#name, kind, place, json);
    return { place, length: json.length };
  }

  /** Puts all of them into the store, within a transaction. */
  async commit(ask: Ask): Promise<Imported> {
    await this.#refuseIncomplete(ask);
    const made = new Map<number, number>();
    const added = new Set<unknown>();
    await ask(
      `INSERT INTO droplab.readings SELECT s.json::jsonb ->> 'name', s.json::jsonb ->> 'text' FROM droplab.staged s
       WHERE s.bundle = $1 AND s.kind = 'readings' ON CONFLICT (name) DO NOTHING`,
      this.#name,
    );
    for (const [group, from] of this.#groups.entries()) {
      const places = [this.#name, from, this.#groups[group + 1] ?? this.#counts.runs] as const;
      for (const id of await this.#putRuns(ask, places, made)) added.add(id);
    }
    for (let place = 0; place < this.#counts.experiments; place++) await this.#putExperiment(ask, place);
    return { experiments: this.#counts.experiments, runs: this.#counts.runs, newRuns: added.size };
  }

  /** A crash of the server takes the last of what waits with it: what was put there without waiting for its disk. Throws TransientStoreError. */
  async #refuseIncomplete(ask: Ask): Promise<void> {
    const [there] = await ask(
      `SELECT (SELECT count(*) FROM droplab.staged WHERE bundle = $1) AS records, (SELECT count(*) FROM droplab.staged_parts WHERE bundle = $1) AS parts`,
      this.#name,
    );
    const records = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    if (Number(there?.["records"]) === records && Number(there?.["parts"]) === this.#parts) return;
    throw new TransientStoreError(
      `store: ${this.#connection.name} lost a part of what was brought, as its server crashed meanwhile; nothing of it was put into the store: type the command again`,
    );
  }

  /** The ids of those that were not here, or have come to their end by it. */
  async #putRuns(ask: Ask, places: readonly [string, number, number], made: Map<number, number>): Promise<unknown[]> {
    const inserted = await ask(
      `${withRuns} INSERT INTO droplab.trials (${trialNames}) SELECT ${trialNames} FROM r ORDER BY id
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      ...places,
    );
    await ask(
      `${withRuns} UPDATE droplab.trials t SET reading = r.reading, ${CHANGED} FROM r
       WHERE t.id = r.id AND t.reading IS NULL AND r.reading IS NOT NULL`,
      ...places,
    );
    // what failed or was given up stays so, unless something has become of it here, or somebody here wants it
    const ended = await ask(
      `${withRuns} UPDATE droplab.trials t SET state = r.state, error = r.error, stack = r.stack, finished = r.finished, ${CHANGED} FROM r
       WHERE t.id = r.id AND r.state IN ('failed', 'pruned') AND t.state = 'queued' AND t.iteration = 0 AND NOT ${isWanted} RETURNING t.id`,
      ...places,
    );
    // those that somebody works on are left to them, and not waited for
    const open = await ask(
      `${withRuns} SELECT t.number, t.id, r.place, r.maker FROM droplab.trials t JOIN r ON t.id = r.id WHERE r.state = 'done'
       AND t.state NOT IN ('done', 'running') ORDER BY t.number FOR UPDATE OF t`,
      ...places,
    );
    if (open.length) await this.#putResults(ask, open, made);
    return [inserted, ended, open].flatMap((rows) => rows.map(({ id }) => id));
  }

  async #putResults(ask: Ask, open: readonly Readonly<Record<string, unknown>>[], made: Map<number, number>): Promise<void> {
    await this.#addMakers(ask, open, made);
    const versions = await ask("SELECT nextval('droplab.versions') AS version FROM generate_series(1, $1::int)", open.length);
    const runs = open.map(({ number, place, maker }, i) => ({
      ...{ number, place, version: Number(versions[i]?.["version"]), owner: maker === null ? null : made.get(Number(maker)) },
    }));
    await ask(
      `WITH n AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS n(number bigint, place int, version bigint, owner bigint)),
         r AS MATERIALIZED (SELECT n.number, n.version, n.place, n.owner AS maker_number, v.* FROM n JOIN droplab.staged s ON s.bundle = $1 AND s.kind = 'runs'
           AND s.place = n.place, jsonb_to_record(s.json::jsonb) AS v(${rowColumns})),
         gone AS (DELETE FROM droplab.parts WHERE trial IN (SELECT number FROM n)),
         s AS (INSERT INTO droplab.snapshots SELECT n.number, v.iteration, decode(v.floats, 'base64'), v.sum FROM n
           JOIN droplab.staged s ON s.bundle = $1 AND s.kind = 'snapshots' AND s.place = n.place,
             jsonb_to_recordset(s.json::jsonb) AS v(iteration int, floats text, sum bigint)
           ON CONFLICT (trial, iteration) DO UPDATE SET floats = excluded.floats, sum = excluded.sum),
         e AS (INSERT INTO droplab.evaluations (trial, ${evaluationNames})
           SELECT n.number, v.* FROM n JOIN droplab.staged s ON s.bundle = $1 AND s.kind = 'evaluations' AND s.place = n.place,
             jsonb_to_recordset(s.json::jsonb) AS v(${evaluationColumns}) ${replaceSame}),
         p AS (INSERT INTO droplab.parts SELECT n.number, n.version, p.part, p.floats, p.sum FROM n JOIN droplab.staged_parts p ON p.bundle = $1 AND p.place = n.place),
         l AS (INSERT INTO droplab.events (trial, at, text) SELECT r.number, $3, r.said FROM r ORDER BY r.number)
       UPDATE droplab.trials t SET state = 'done', owner = r.maker_number, started = r.started, finished = r.finished, seconds_before = 0, seconds_since = r.seconds,
         weights = CASE WHEN EXISTS (SELECT 1 FROM droplab.staged_parts p WHERE p.bundle = $1 AND p.place = r.place) THEN r.version END,
         checkpoint = NULL, checkpoint_head = NULL, iteration = r.iteration, accuracy = r.accuracy, result = r.result, error = NULL, stack = NULL, ${CHANGED}
       FROM r WHERE t.number = r.number`,
      ...[this.#name, JSON.stringify(runs), now()],
    );
  }

  /** Who made these runs, where nobody has written that down yet. */
  async #addMakers(ask: Ask, runs: readonly Readonly<Record<string, unknown>>[], made: Map<number, number>): Promise<void> {
    const asked = runs.flatMap(({ maker }) => (maker === null || made.has(Number(maker)) ? [] : [Number(maker)]));
    const places = [...new Set(asked)];
    if (places.length === 0) return;
    const numbers = await addMakers(
      ask,
      places.map((place) => this.#makers[place] as Maker),
    );
    for (const [i, place] of places.entries()) made.set(place, numbers[i] as number);
  }

  async #putExperiment(ask: Ask, place: number): Promise<void> {
    const [row] = await ask("SELECT json FROM droplab.staged WHERE bundle = $1 AND kind = 'experiments' AND place = $2", this.#name, place);
    const { id, name, note, tags, definition, command, members, created, updated } = JSON.parse(String(row?.["json"])) as BundledExperiment;
    const configurations = members.reduce((most, { configuration }) => Math.max(most, configuration + 1), 1);
    const [known] = await ask("SELECT definition FROM droplab.experiments WHERE id = $1", id);
    const grown = known && grownBy({ definition: JSON.parse(String(known["definition"])) }, { definition, command });
    if (grown)
      await ask(
        "UPDATE droplab.experiments SET definition = $2, command = $3 WHERE id = $1",
        ...[id, JSON.stringify(grown.definition), grown.command],
      );
    const [isNew] = await ask(
      `INSERT INTO droplab.experiments (id, definition, command, created, updated, configurations, begins) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      ...[id, JSON.stringify(definition), command, created, updated, configurations, firstToBegin(definition)],
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

  /** What waited goes; where that cannot be, a later import takes it away. */
  async drop(): Promise<void> {
    try {
      await this.#connection.all("DELETE FROM droplab.staged_parts WHERE bundle = $1", this.#name);
      await this.#connection.all("DELETE FROM droplab.staged WHERE bundle = $1", this.#name);
    } catch (error) {
      if (!(error instanceof TransientStoreError)) throw error;
    }
  }
}
