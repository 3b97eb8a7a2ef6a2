import { chmodSync, chownSync, cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getuid } from "node:process";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Connection } from "../src/store/postgres/connection.ts";
import { NOBODY, type PostgresServer, startPostgres } from "./postgresServer.ts";

const folder = mkdtempSync(join(tmpdir(), "droplab-tls-"));
const at = (name: string) => join(folder, name);
let server: PostgresServer;
let url = "";
beforeAll(async () => {
  cpSync(join(import.meta.dirname, "tls"), folder, { recursive: true });
  chmodSync(folder, 0o755);
  chmodSync(at("server.key"), 0o600);
  if (getuid?.() === 0) chownSync(at("server.key"), NOBODY, NOBODY);
  server = await startPostgres({ settings: ["ssl=on", `ssl_cert_file=${at("server.pem")}`, `ssl_key_file=${at("server.key")}`] });
  url = (await server.database("lab")).replace("127.0.0.1", "localhost");
});
afterAll(() => server.end());

/** Whether the server says that a connection is encrypted, or why there is none. */
async function encryptionOf(address: string, environment: Record<string, string> = {}): Promise<unknown> {
  try {
    const connection = new Connection(address, { isToWrite: true, environment });
    try {
      return (await connection.first("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))?.["ssl"];
    } finally {
      await connection.close();
    }
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ["", false],
  ["?sslmode=disable", false],
  ["?sslmode=prefer", true],
  ["?sslmode=require", true],
  ["?sslmode=no-verify", true],
  ["?sslmode=verify-ca&sslrootcert=CA", true],
  ["?sslmode=verify-full&sslrootcert=CA", true],
  ["?sslmode=require&sslrootcert=OTHER", "cannot be reached safely"],
  ["?sslmode=verify-full", "cannot be reached safely"],
  ["?sslmode=verify-full&sslrootcert=OTHER", "cannot be reached safely"],
  ["?sslmode=verify-ca", "needs the certificates to ask for; name their file with sslrootcert"],
  ["?sslmode=verify-full&sslrootcert=/nowhere.pem", "/nowhere.pem is no file that can be read"],
  ["?sslmode=verify-full&sslrootcert=/", ": / is no file that can be read"],
  ["?sslmode=require&sslcert=CA&sslkey=CA", "cannot be reached safely"],
  ["?sslmode=on", 'sslmode "on" of'],
])("16: TLS is as the URL says: %s", async (query, expected) => {
  const found = await encryptionOf(url + query.replaceAll("CA", at("ca.pem")).replace("OTHER", at("other.pem")));
  expect(found).toEqual(typeof expected === "string" ? expect.stringContaining(expected) : expected);
});

test("16: TLS is as the environment says where the URL is silent, and a name must be the certificate's", async () => {
  const own = { PGSSLMODE: "verify-full", PGSSLROOTCERT: at("ca.pem") };
  expect(await encryptionOf(url, own)).toBe(true);
  expect(await encryptionOf(url.replace("localhost", "127.0.0.1"), own)).toMatch(/cannot be reached safely/);
  expect(await encryptionOf(url, { ...own, PGSSLROOTCERT: at("other.pem") })).toMatch(/cannot be reached safely/);
});

test("16: a password is asked for, and taken from a password file", async () => {
  const database = await server.database("locked");
  const client = new pg.Client(database);
  await client.connect();
  await client.query("CREATE ROLE lab LOGIN PASSWORD 's3:cret'; GRANT ALL ON DATABASE locked TO lab");
  const [{ hba_file: file }] = (await client.query("SHOW hba_file")).rows;
  writeFileSync(file, `host all lab all scram-sha-256\n${readFileSync(file, "utf8")}`);
  await client.query("SELECT pg_reload_conf()");
  await client.end();
  const own = database.replace("postgres@", "lab@");
  await expect.poll(() => encryptionOf(own)).toMatch(/asks for a password; give it in PGPASSWORD/);
  expect(await encryptionOf(own.replace("lab@", "lab:other@"))).toMatch(/refuses the password/);
  const passwords = join(folder, "passwords");
  writeFileSync(passwords, "*:*:locked:lab:s3\\:cret\n", { mode: 0o600 });
  vi.stubEnv("PGPASSFILE", passwords);
  expect(await encryptionOf(own)).toBe(false);
  vi.unstubAllEnvs();
  expect(await encryptionOf(`${own}?passfile=${passwords}`)).toMatch(
    /a password file is named by PGPASSFILE, not in the URL or a service file/,
  );
});

test("16: who lets nobody in without encryption is said to", async () => {
  const database = await server.database("safe");
  const client = new pg.Client(database);
  await client.connect();
  const [{ hba_file: file }] = (await client.query("SHOW hba_file")).rows;
  writeFileSync(file, `hostnossl safe all all reject\n${readFileSync(file, "utf8")}`);
  await client.query("SELECT pg_reload_conf()");
  await client.end();
  await expect
    .poll(() => encryptionOf(database.replace("127.0.0.1", "localhost")))
    .toMatch(/does not let this user in from here without encryption: add \?sslmode=require to the URL, or see pg_hba/);
});

test("16: prefer and allow take what the server has", async () => {
  const plain = await startPostgres();
  const own = (await plain.database("plain")).replace("127.0.0.1", "localhost");
  expect(await encryptionOf(`${own}?sslmode=prefer`)).toBe(false);
  expect(await encryptionOf(own, { PGSSLMODE: "allow" })).toBe(false);
  expect(await encryptionOf(`${own}?sslmode=require`)).toMatch(/cannot be reached safely: The server does not support SSL/);
  await plain.end();
});
