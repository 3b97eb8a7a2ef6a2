import type { DataReading } from "#data";
import type { BundledRecord, Experiment, Imported, LabelChanges, Offer, Plan, Store, Wishes } from "#experiment";
import { checkWishes, givenAnew, givenLabels, TransientStoreError } from "#experiment";
import { firstToBegin } from "../firstToBegin.ts";
import { addMembers, addReading, addTrials, inGroups } from "./addTrials.ts";
import type { Ask, Connection } from "./connection.ts";
import { removeIdle } from "./idleParts.ts";
import { changeLabels } from "./labelRow.ts";
import { QUEUE_SCHEMA } from "./migrations.ts";
import { PostgresReader } from "./postgresReader.ts";
import { CHANGED, now, position } from "./sql.ts";
import { StagedBundle } from "./stagedBundle.ts";
import { isGone, type Workers } from "./workers.ts";

/** Which experiments there are, which trials each has, and what is wanted of them. */
export class PostgresExperiments extends PostgresReader {
  protected readonly workers: Workers;

  constructor(connection: Connection, workers: Workers) {
    super(connection);
    this.workers = workers;
  }

  async saveExperiment(plan: Plan, command: string): Promise<void> {
    await this.connection.transaction(async (ask) => {
      await beside(ask);
      await this.#save(ask, plan, command);
    });
  }

  async #save(ask: Ask, { id, experiment, configurations, trials }: Plan, command: string): Promise<void> {
    const reps = trials.reduce((most, { repetition }) => Math.max(most, repetition), 0);
    await ask("SELECT pg_advisory_xact_lock(hashtextextended($1, 16))", id);
    // what has begun stays, and what another process is at
    await ask(
      `DELETE FROM droplab.members m USING droplab.trials t WHERE t.number = m.trial AND m.experiment = $1 AND m.repetition > $2
         AND t.state = 'queued' AND t.iteration = 0
         AND NOT EXISTS (SELECT 1 FROM droplab.members o JOIN droplab.trials r ON r.number = o.trial WHERE o.experiment = $1 AND r.state = 'running')`,
      id,
      reps,
    );
    const [most] = await ask("SELECT coalesce(max(repetition), 0) AS most FROM droplab.members WHERE experiment = $1", id);
    const kept = Math.max(reps, Number(most?.["most"]));
    const [known] = await ask("SELECT definition, command FROM droplab.experiments WHERE id = $1", id);
    const before: Experiment = known ? JSON.parse(String(known["definition"])) : {};
    const definition: Experiment = { ...givenLabels(before), ...experiment, ...(kept > reps && { reps: kept }) };
    await ask(
      `INSERT INTO droplab.experiments (id, definition, command, created, updated, configurations, begins) VALUES ($1, $2, $3, $4, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, command = excluded.command, updated = excluded.updated,
         configurations = excluded.configurations, begins = excluded.begins, ${CHANGED}`,
      // the command makes all runs that there are
      ...[id, JSON.stringify(definition), kept > reps && known ? String(known["command"]) : command, now(), configurations.length],
      firstToBegin(experiment),
    );
    await changeLabels(ask, id, givenAnew(experiment, before), (what) => this.damaged("experiment", id, what));
    const readings = new Map<DataReading, string>();
    for (const { reading } of configurations) readings.set(reading, readings.get(reading) ?? (await addReading(ask, reading)));
    const readingOf = (configuration: number) => readings.get(configurations[configuration]?.reading as DataReading) ?? null;
    const planned = trials.map((trial) => ({ ...trial, reading: readingOf(trial.configuration) }));
    await addTrials(ask, planned);
    for (const group of inGroups(planned))
      await ask(
        `UPDATE droplab.trials t SET reading = n.reading, ${CHANGED} FROM jsonb_to_recordset($1::jsonb) AS n(id text, reading text)
         WHERE t.id = n.id AND t.reading IS DISTINCT FROM n.reading`,
        JSON.stringify(group.map(({ id: run, reading }) => ({ id: run, reading }))),
      );
    await addMembers(
      ask,
      id,
      trials.map((trial) => ({ ...trial, trial: trial.id })),
    );
  }

  async importBundle(records: AsyncIterable<BundledRecord>): Promise<Imported> {
    const staged = new StagedBundle(this.connection);
    try {
      await staged.begin();
      for await (const record of records) await staged.add(record);
      return await this.connection.transaction(async (ask) => {
        await beside(ask);
        return await staged.commit(ask);
      });
    } finally {
      await staged.drop();
    }
  }

  async label(id: string, changes: LabelChanges): Promise<boolean> {
    return await this.connection.transaction((ask) => changeLabels(ask, id, changes, (what) => this.damaged("experiment", id, what)));
  }

  async wish(id: string, wishes: Partial<Wishes>): Promise<boolean> {
    checkWishes(wishes);
    const { stopped = null, order = null, repetitions = null } = wishes;
    const changed = await this.connection.run(
      `UPDATE droplab.experiments SET stopped = coalesce($2::boolean, stopped), wished_order = coalesce($3::int, wished_order),
       wished_repetitions = greatest($4::int, wished_repetitions), ${CHANGED} WHERE id = $1`,
      ...[id, stopped, order, repetitions],
    );
    if (changed && order !== null) await this.#moveJobs(id);
    return changed > 0;
  }

  /** What waits in the queue moves to its new places; a queue that nobody has used has no table yet. */
  async #moveJobs(id: string): Promise<void> {
    const jobs = `${QUEUE_SCHEMA}.job`;
    if ((await this.connection.first("SELECT to_regclass($1) IS NULL AS none", jobs))?.["none"]) return;
    await this.connection.run(
      `UPDATE ${jobs} j SET priority = -p.position FROM (SELECT t.id, ${position} AS position FROM droplab.trials t
         WHERE t.number IN (SELECT trial FROM droplab.members WHERE experiment = $1) AND t.state IN ('queued', 'interrupted')) p
       WHERE j.singleton_key = p.id AND j.state = 'created' AND p.position IS NOT NULL`,
      id,
    );
  }

  async letBegin(id: string, repetitions: number): Promise<void> {
    await this.connection.run(
      "UPDATE droplab.experiments SET begins = $2::int WHERE id = $1 AND begins IS DISTINCT FROM $2::int",
      ...[id, Number.isFinite(repetitions) ? repetitions : null],
    );
  }

  async owed(of: Parameters<Store["owed"]>[0]): Promise<Offer[]> {
    const [among, value] =
      "experiment" in of
        ? ["t.number IN (SELECT trial FROM droplab.members WHERE experiment = $1)", of.experiment]
        : ["t.requirement = ANY ($1)", of.requirements];
    return (await this.connection.all(
      `SELECT id, requirement, position FROM (SELECT t.number, t.id, t.requirement, ${position} AS position FROM droplab.trials t
         WHERE ${among} AND (t.state IN ('queued', 'interrupted') OR (t.state = 'running' AND ${isGone("$2", "$3", this.workers)}))) owed
       WHERE position IS NOT NULL ORDER BY position, number`,
      ...[value, this.workers.lease, await this.workers.dead()],
    )) as unknown as Offer[];
  }

  async removeExperiment(id: string): Promise<void> {
    await this.#alone(async (ask) => {
      const members = await ask("SELECT DISTINCT trial FROM droplab.members WHERE experiment = $1", id);
      const gone = await ask("DELETE FROM droplab.experiments WHERE id = $1 RETURNING id", id);
      if (gone.length === 0) return;
      const runs = await ask(
        `DELETE FROM droplab.trials t WHERE t.number = ANY ($1::bigint[]) AND NOT EXISTS (SELECT 1 FROM droplab.members m WHERE m.trial = t.number)
         RETURNING id`,
        members.map(({ trial }) => trial),
      );
      await removed(
        ask,
        [...gone, ...runs].map((row) => String(row["id"])),
      );
    });
  }

  async removeTrial(id: string): Promise<void> {
    await this.#alone(async (ask) => {
      const gone = await ask("DELETE FROM droplab.trials WHERE id = $1 RETURNING id", id);
      if (gone.length) await removed(ask, [id]);
    });
  }

  /** Works while nobody adds. It asks again and again: those that add come one after the other then, and none waits behind it. */
  async #alone(work: (ask: Ask) => Promise<void>): Promise<void> {
    const end = performance.now() + ALONE_MS;
    const tried = () =>
      this.connection.transaction(async (ask) => {
        const [row] = await ask("SELECT pg_try_advisory_xact_lock($1) AS got", MEMBERSHIP);
        if (row?.["got"] === true) await work(ask);
        return row?.["got"] === true;
      });
    while (!(await tried())) {
      if (performance.now() > end)
        throw new TransientStoreError(
          `store: ${this.connection.name} is being added to by others, a copy, an import or a sweep that begins; type the command again when they are through`,
        );
      await new Promise((resolve) => setTimeout(resolve, ALONE_LOOK_MS));
    }
  }

  async tidy(): Promise<void> {
    await this.#alone(async (ask) => {
      await removeIdle(ask);
    });
  }
}

/** Who adds does so beside others; who removes what nobody has waits for these, and they for it: else it takes what was just added. */
const MEMBERSHIP = 8_472_017;
const beside = (ask: Ask) => ask("SELECT pg_advisory_xact_lock_shared($1)", MEMBERSHIP);
/** How often who is to be alone looks whether it is, and for how long at most, in milliseconds. */
const [ALONE_LOOK_MS, ALONE_MS] = [100, 60_000];

/** Names what is gone, and forgets how data were read that no run has any more. */
async function removed(ask: Ask, ids: readonly string[]): Promise<void> {
  await ask("INSERT INTO droplab.removed (id) SELECT unnest($1::text[])", ids);
  await ask("DELETE FROM droplab.readings r WHERE NOT EXISTS (SELECT 1 FROM droplab.trials t WHERE t.reading = r.name)");
}
