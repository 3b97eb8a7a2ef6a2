import type { JobWithMetadata, PgBoss } from "pg-boss";
import type { Connection } from "./connection.ts";

/** What waits in the queue for a run. */
export interface Ticket {
  readonly id: string;
}

/** So many times a queue is asked with one plan. */
const HOLDS = 64;

/**
 * Asks queues for what waits. Planning that takes longer than doing it, so a plan is kept; but one for a queue that is nearly empty reads all of a
 * long one, so it is made when there is something to find, and anew after a while.
 */
export class Fetches {
  readonly #connection: Connection;
  /** How many times in a row something was found, by queue. */
  readonly #found = new Map<string, number>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async next(boss: PgBoss, queue: string, batchSize: number): Promise<JobWithMetadata<Ticket>[]> {
    const found = this.#found.get(queue) ?? 0;
    const executeSql = async (text: string) => ({
      rows: await (found === 0 ? this.#connection.soon(text) : this.#connection.planned(text, found % HOLDS === 1)),
    });
    const jobs = await boss.fetch<Ticket>(queue, { batchSize, includeMetadata: true, db: { executeSql } });
    this.#found.set(queue, jobs.length && found + 1);
    return jobs;
  }
}
