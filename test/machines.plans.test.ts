import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgres } from "../src/store/postgres/openPostgres.ts";
import { offered, planOf, requirementsOf, result } from "./laboratories.ts";
import { type PostgresServer, startPostgres } from "./postgresServer.ts";

const about = { host: "a host", machine: { processor: "", cores: 1, node: "", device: "" }, version: "0", command: "droplab worker" };
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres({ settings: ["autovacuum=off"] });
});
afterAll(() => server.end());

/** What has been read so far of runs and of what waits for them: rows and entries of indexes. Asked when so many connections are left. */
async function rowsRead(client: pg.Client, connections: number): Promise<number> {
  const left = async () => (await client.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'droplab'")).rowCount;
  await expect.poll(left).toBe(connections);
  const { rows } =
    await client.query(`SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname ~ '^(trials|j[0-9a-f]{20,})$')
    + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname ~ '^(trials|j[0-9a-f]{20,})$') AS read`);
  return Number(rows[0].read);
}

test.each([1, 3])(
  "16: who takes runs %i at a time reads few rows, however many wait, also where none did when it began",
  async (atOnce) => {
    const url = await server.database(`plans${atOnce}`);
    const client = new pg.Client(url);
    await client.connect();
    const [worker, sweep] = [openPostgres(url, { about }), openPostgres(url, { about })];
    const plan = planOf(4000);
    expect(await worker.queue.take(requirementsOf(plan), atOnce)).toEqual([]);
    await client.query("VACUUM ANALYZE");
    expect(await worker.queue.take(requirementsOf(plan), atOnce)).toEqual([]);
    await offered(sweep, plan);
    await sweep.close();
    const before = await rowsRead(client, 2);
    for (let i = 0; i < 10; i++) {
      const claims = await worker.queue.take(requirementsOf(plan), atOnce);
      for (const claim of claims) expect(await worker.store.finish(claim, result, 1, null)).toBe(true);
      await worker.queue.settle(claims, true);
    }
    await worker.close();
    expect((await rowsRead(client, 0)) - before).toBeLessThan(10 * atOnce * 50);
    await client.end();
  },
);
