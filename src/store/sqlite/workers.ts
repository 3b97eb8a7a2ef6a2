import type { Owner, WorkerProcess } from "#experiment";
import { isDead, isNear, type ProcessPlace } from "../processes.ts";
import type { Watch } from "../watch.ts";
import type { Connection } from "./connection.ts";

/** The worker that has opened the store, and what it sees of the others. Called within transactions. */
export class Workers {
  readonly #connection: Connection;
  readonly #self: WorkerProcess;
  readonly #watch: Watch;

  constructor(connection: Connection, self: WorkerProcess, watch: Watch) {
    this.#connection = connection;
    this.#self = self;
    this.#watch = watch;
  }

  /** The number of this worker's row, made when it is first needed. */
  ownNumber(): number {
    const { name, boot, pidNamespace } = this.#self;
    const known = this.#connection.first("SELECT number FROM owners WHERE name = ?", name);
    if (known) return Number(known["number"]);
    const number = addOwner(this.#connection, this.#self, Date.now() / 1000);
    this.#connection.run("UPDATE owners SET name = ?, boot = ?, pid_namespace = ? WHERE number = ?", name, boot, pidNamespace, number);
    return number;
  }

  beat(): void {
    this.#connection.run("UPDATE owners SET beat = beat + 1, heard = ? WHERE name = ?", Date.now() / 1000, this.#self.name);
  }

  /** Forgets what this worker has offered. */
  withdraw(): void {
    this.#connection.run("DELETE FROM offers WHERE owner = (SELECT number FROM owners WHERE name = ?)", this.#self.name);
  }

  /** The numbers, as JSON, of workers with runs or offers that are no more. */
  gone(): string {
    const others = this.#connection.all(
      `SELECT number, name, boot, pid_namespace, pid, process_start, beat FROM owners WHERE name IS NOT ?
       AND number IN (SELECT owner FROM trials WHERE state = 'running' UNION SELECT owner FROM offers)`,
      this.#self.name,
    );
    const gone = others.filter(({ name, boot, pid_namespace, pid, process_start, beat }) => {
      if (name === null) return true; // of an older droplab, which this version of the store keeps out
      const place: ProcessPlace = {
        boot: String(boot),
        pidNamespace: String(pid_namespace),
        pid: Number(pid),
        processStart: String(process_start),
      };
      return (isNear(place, this.#self) && isDead(place)) || this.#watch.isSilent(String(name), Number(beat));
    });
    return JSON.stringify(gone.map(({ number }) => number));
  }
}

/** A new row among the owners; gives its number. */
export function addOwner(connection: Connection, owner: Owner, heard: number): number {
  const { host, pid, processStart, machine, version, command } = owner;
  const row = connection.first(
    `INSERT INTO owners (host, pid, process_start, machine, version, command, heard) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number`,
    ...[host, pid, processStart, JSON.stringify(machine), version, command, heard],
  );
  return Number(row?.["number"]);
}
