import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Connection } from "../src/store/postgres/connection.ts";
import { type PostgresServer, startPostgres } from "./postgresServer.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.end());

/** What a server may be set to, for all that droplab knows, and writes or reads otherwise by. */
const settings = [
  ...["extra_float_digits = -15", "bytea_output = 'escape'", "datestyle = 'SQL, DMY'", "intervalstyle = 'sql_standard'"],
  ...["timezone = 'Asia/Kathmandu'", "default_transaction_isolation = 'serializable'", "standard_conforming_strings = off"],
  ...["search_path = 'nowhere'", "row_security = off", "transform_null_equals = on", "array_nulls = off", "quote_all_identifiers = on"],
];

test("16: a server that is set otherwise gives the digits of a file, to every one", async () => {
  const store = await server.database("odd");
  const client = new pg.Client(store);
  await client.connect();
  for (const setting of settings) await client.query(`ALTER DATABASE odd SET ${setting}`);
  await client.end();
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const sweep = "sweep --dataset tiny.csv --model mlp(4) -i 300 --evaluate-every 50 -r 2 --batch-size 5 --dropout 0,0.25 --protocol sound";
  const contents = async (place: string) => {
    const { stdout, stderr } = await runCli(["export", "--json", "--store", place], { cwd });
    expect(stderr).toBe("");
    const { trials } = JSON.parse(stdout);
    return trials.map(({ id, result, evaluations, weights, config }: Record<string, unknown>) => ({
      ...{ id, evaluations, weights, config },
      result: { ...(result as object), seconds: 0 },
    }));
  };
  for (const place of [store, "own.db"]) expect(await runCli([...sweep.split(" "), "--store", place], { cwd })).toMatchObject({ code: 0 });
  expect((await runCli(["copy", "--from", store, "--to", "back.db"], { cwd })).code).toBe(0);
  const byId = (all: readonly { id: string }[]) => all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const own = byId(await contents("own.db"));
  expect(byId(await contents(store))).toEqual(own);
  expect(byId(await contents("back.db"))).toEqual(own);
  const seconds = async (place: string) => JSON.parse((await runCli(["export", "--json", "--store", place], { cwd })).stdout).trials;
  expect((await seconds("back.db")).map((one: { seconds: number }) => one.seconds).sort()).toEqual(
    (await seconds(store)).map((one: { seconds: number }) => one.seconds).sort(),
  );
});

test("16: a server that is read-only is refused by who writes, and a setting that is none, or that ends statements, is said to be that", async () => {
  const store = await server.database("limited");
  expect((await runCli(["list", "--store", store])).code).toBe(0);
  const client = new pg.Client(store);
  await client.connect();
  const worker = ["worker", "--until-empty", "--workers", "1", "--store"];
  expect((await runCli([...worker, store])).code).toBe(0);
  await client.query("ALTER DATABASE limited SET default_transaction_read_only = on");
  const readOnly = await runCli([...worker, store]);
  expect([readOnly.code, readOnly.stderr]).toEqual([2, expect.stringContaining("is read-only, as a standby is; name the primary server")]);
  await client.query("SET default_transaction_read_only = off; ALTER DATABASE limited SET default_transaction_read_only = off");
  const began = performance.now();
  const wrong = await runCli([...worker, `${store}?options=-c%20statement_timeout=abc`]);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("failed: SQLSTATE 22023")]);
  expect(performance.now() - began).toBeLessThan(12_000);
  const ended = new Connection(`${store}?options=-c%20statement_timeout=100`, { isToWrite: true, environment: {} });
  await expect(ended.run("DO $$ BEGIN PERFORM pg_sleep(2); END $$")).rejects.toThrow(
    "stopped what was asked, as it took longer than the server allows",
  );
  await ended.close();
  const usual = new Connection(store, { isToWrite: true, environment: {} });
  expect(await usual.all("SHOW statement_timeout")).toEqual([{ statement_timeout: "70s" }]); // what is given up after 60 ends there, too
  await usual.close();
  await client.end();
});
