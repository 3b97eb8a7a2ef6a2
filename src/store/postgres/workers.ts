import type { WorkerProcess } from "#experiment";
import { isDead, isNear } from "../processes.ts";
import type { Ask, Connection } from "./connection.ts";
import { NEWEST } from "./sql.ts";

/** Ten years. */
const ENDLESS_MS = 3e11;

/** The worker that has opened the store, and what it sees of the others. */
export class Workers {
  readonly #connection: Connection;
  readonly #self: WorkerProcess;
  readonly #lease: number;
  /** For so long after the server has started, or could not be reached from here, silence tells nothing: the others may have had no way to it, either. */
  readonly grace: number;
  #number: Promise<number> | undefined;

  constructor(connection: Connection, self: WorkerProcess, { lease, grace }: { readonly lease: number; readonly grace: number }) {
    this.#connection = connection;
    this.#self = self;
    this.#lease = lease;
    this.grace = grace;
  }

  /** How long another worker may be silent by the server's clock until it is taken to be no more, in milliseconds. */
  get lease(): number {
    return this.#connection.untroubledFor < this.grace ? ENDLESS_MS : this.#lease;
  }

  /** The number of this worker's row, made when it is first needed. */
  ownNumber(): Promise<number> {
    this.#number ??= this.#add().catch((error: unknown) => {
      this.#number = undefined;
      throw error;
    });
    return this.#number;
  }

  async #add(): Promise<number> {
    const { name, host, pid, processStart, machine, version, command, boot, pidNamespace } = this.#self;
    const row = await this.#connection.first(
      `INSERT INTO droplab.owners (name, host, pid, process_start, machine, version, command, boot, pid_namespace)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO UPDATE SET beaten = clock_timestamp() RETURNING number`,
      ...[name, host, pid, processStart, JSON.stringify(machine), version, command, boot, pidNamespace],
    );
    return Number(row?.["number"]);
  }

  /** How many have said lately that they are there. */
  async present(): Promise<number> {
    const [row] = await this.#connection.soon(
      `SELECT count(*) AS workers FROM (SELECT beaten FROM droplab.owners ORDER BY number DESC LIMIT ${NEWEST}) newest
       WHERE beaten > clock_timestamp() - interval '1 minute'`,
    );
    return Number(row?.["workers"]);
  }

  /** This one is not there any more. */
  async leave(): Promise<void> {
    if (this.#number) await this.#connection.soon("UPDATE droplab.owners SET beaten = '-infinity' WHERE number = $1", await this.#number);
  }

  /** The numbers of workers with runs whose processes are seen to be dead: those that run here, or did. */
  async dead(): Promise<number[]> {
    const { name, boot, pidNamespace } = this.#self;
    if (boot === "" || pidNamespace === "") return [];
    const near = await this.#connection.all(
      `SELECT number, pid, process_start FROM droplab.owners WHERE boot = $1 AND pid_namespace = $2 AND name <> $3
       AND number IN (SELECT owner FROM droplab.trials WHERE state = 'running')`,
      ...[boot, pidNamespace, name],
    );
    const place = { boot, pidNamespace };
    return near
      .map((row) => ({ number: Number(row["number"]), pid: Number(row["pid"]), processStart: String(row["process_start"]), ...place }))
      .filter((other) => isNear(other, this.#self) && isDead(other))
      .map(({ number }) => number);
  }
}

/** Who made what is imported: no worker of this store. */
export type Maker = Omit<WorkerProcess, "name" | "boot" | "pidNamespace">;

/** The numbers of rows among the owners for these. */
export async function addMakers(ask: Ask, makers: readonly Maker[]): Promise<number[]> {
  const sequence = "pg_get_serial_sequence('droplab.owners', 'number')";
  const rows = await ask(`SELECT nextval(${sequence}) AS number FROM generate_series(1, $1::int)`, makers.length);
  const numbers = rows.map(({ number }) => Number(number));
  const owners = makers.map(({ processStart, machine, ...maker }, i) => ({
    ...maker,
    ...{ number: numbers[i], process_start: processStart, machine: JSON.stringify(machine) },
  }));
  await ask(
    `INSERT INTO droplab.owners (number, host, pid, process_start, machine, version, command, beaten) OVERRIDING SYSTEM VALUE
     SELECT number, host, pid, process_start, machine, version, command, '-infinity'::timestamptz
     FROM jsonb_to_recordset($1::jsonb) AS n(number bigint, host text, pid int, process_start text, machine text, version text, command text)`,
    JSON.stringify(owners),
  );
  return numbers;
}

/**
 * Whether the owner of a run `t` is no more: silent for `lease` milliseconds, but not just after the server's start, or among the `dead`; names of
 * parameters.
 */
export const isGone = (
  lease: string,
  dead: string,
  { grace }: Pick<Workers, "grace">,
): string => `(t.owner = ANY (${dead}::bigint[]) OR NOT EXISTS
  (SELECT 1 FROM droplab.owners w WHERE w.number = t.owner AND w.beaten > '-infinity' AND (w.beaten > clock_timestamp() - ${lease}::float8 * interval '1 millisecond'
     OR clock_timestamp() < pg_postmaster_start_time() + ${Number(grace)} * interval '1 millisecond')))`;
