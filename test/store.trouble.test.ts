import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./runCli.ts";
import { storeContent } from "./storeContent.ts";

const folder = () => mkdtempSync(join(tmpdir(), "droplab-"));
const short = ["run", "--model", "mlp(8)", "-i", "200", "-r", "2"];
/** One sentence, exit code 2, nothing on standard output. */
const refused = (says: RegExp) => ({ code: 2, stdout: "", stderr: expect.stringMatching(says) });

const made = folder();
beforeAll(() => runCli(short, { cwd: made }));

/** A folder with a store of some finished runs. */
function withStore(): string {
  const cwd = folder();
  copyFileSync(join(made, "droplab.db"), join(cwd, "droplab.db"));
  return cwd;
}

describe("a store that cannot be used is refused with one sentence, and left as it is:", () => {
  test.each([
    [
      "no SQLite file at all",
      () => Buffer.from("these are notes, not a store\n".repeat(200)),
      /^droplab: store: droplab\.db is not a droplab store \(no SQLite file\), and was left as it is; name another file with --store\n$/,
    ],
    ["a file of one byte, which SQLite takes for an empty one", () => Buffer.from("x"), /is a file of another program \(no SQLite file\)/],
    [
      "a file that was cut",
      (bytes: Buffer) => bytes.subarray(0, 9000),
      /^droplab: store: droplab\.db is damaged; droplab check names what is; move it away and start anew, or save .* `sqlite3 droplab\.db \.recover` \(that of Debian 12 cannot\)\n$/,
    ],
    [
      "a file with pages of noise",
      (bytes: Buffer) => {
        for (let i = 4096; i < bytes.length; i++) bytes[i] = (i * 7919) % 251;
        return bytes;
      },
      /^droplab: store: droplab\.db is damaged/,
    ],
  ] as const)("%s", async (_, damage, says) => {
    const cwd = withStore();
    const file = join(cwd, "droplab.db");
    const damaged = Buffer.from(damage(readFileSync(file)));
    writeFileSync(file, damaged);
    expect(await runCli(short, { cwd })).toMatchObject(refused(says));
    expect(await runCli(["list"], { cwd })).toMatchObject(refused(says));
    expect(readFileSync(file).equals(damaged)).toBe(true);
  });

  test("one that a newer droplab wrote", async () => {
    const cwd = withStore();
    const database = new DatabaseSync(join(cwd, "droplab.db"));
    database.exec("PRAGMA user_version = 99");
    database.close();
    expect(await runCli(short, { cwd })).toMatchObject(refused(/^droplab: store: droplab\.db was written by a newer droplab \(version 99/));
  });

  test("one in a folder that is not there, or that is a file", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "file"), "");
    const says = /^droplab: store: .*x\.db cannot be opened: its folder is missing; make the folder, or name another file with --store\n$/;
    expect(await runCli([...short, "--store", "nowhere/x.db"], { cwd })).toMatchObject(refused(says));
    expect(await runCli([...short, "--store", "file/x.db"], { cwd })).toMatchObject(refused(says));
    expect(await runCli(["list", "--store", "nowhere/x.db"], { cwd })).toMatchObject(refused(says));
  });
});

/** Holds an exclusive lock on a store from another process, for some milliseconds. */
function lock(file: string, ms: number): Promise<() => void> {
  const program = `
    const { DatabaseSync } = require("node:sqlite");
    const database = new DatabaseSync(${JSON.stringify(file)});
    database.exec("BEGIN EXCLUSIVE");
    console.log("locked");
    setTimeout(() => { database.exec("COMMIT"); database.close(); }, ${ms});`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] });
  return new Promise((resolve) => child.stdout?.once("data", () => resolve(() => child.kill("SIGKILL"))));
}

// they wait more than they work
describe.concurrent("a store that another program has locked", () => {
  test("is waited for", async () => {
    const cwd = withStore();
    await lock(join(cwd, "droplab.db"), 1500);
    expect((await runCli([...short, "--seed", "2"], { cwd })).code).toBe(0);
  });

  test("is given up after a while, with a sentence", async () => {
    const cwd = withStore();
    const release = await lock(join(cwd, "droplab.db"), 60000);
    expect(await runCli([...short, "--seed", "2"], { cwd })).toMatchObject(
      refused(/^droplab: store: droplab\.db is locked by another program; wait for it to end, or name another file with --store\n$/),
    );
    release();
  });

  test("while runs go on keeps nothing from being stored in the end", async () => {
    const [calm, rough] = [folder(), folder()];
    const long = ["run", "--model", "mlp(8)", "-i", "2000", "-r", "2"];
    await runCli(long, { cwd: calm });
    let locked = false;
    const result = await runCli(long, {
      cwd: rough,
      onError(text) {
        if (locked || !/ \d+\/2000/.test(text)) return;
        locked = true;
        void lock(join(rough, "droplab.db"), 7000);
      },
    });
    expect(result.stderr).toMatch(/droplab: store: droplab\.db is locked by another program; .*; trying again, nothing is lost\n/);
    expect(result.stderr).toContain("droplab: the store can be written again\n");
    expect(result.code).toBe(0);
    expect(storeContent(join(rough, "droplab.db"))).toEqual(storeContent(join(calm, "droplab.db")));
  });
});

describe("a disk that fills up while runs go on", () => {
  // SQLite's own quota gives the error of a full disk; it is lifted a while after the first, as if someone had made room
  const quota = (ms: number) => `
    import { DatabaseSync } from "node:sqlite";
    let full;
    const begun = new WeakSet();
    const limited = new WeakMap();
    const { exec } = DatabaseSync.prototype;
    DatabaseSync.prototype.exec = function (sql) {
      // a full disk ends a transaction without a word: the next one finds it begun
      if (sql.startsWith("BEGIN") && begun.has(this)) full ??= Date.now();
      if (sql.startsWith("BEGIN")) begun.add(this);
      else if (/^(COMMIT|ROLLBACK)/.test(sql)) begun.delete(this);
      const pages = full !== undefined && Date.now() - full > ${ms} ? 1000000 : 42;
      if (sql.startsWith("BEGIN") && limited.get(this) !== pages) {
        limited.set(this, pages);
        exec.call(this, "PRAGMA max_page_count = " + pages);
      }
      return exec.call(this, sql);
    };`;
  const args = ["sweep", "--model", "mlp(8)", "--dropout", "0,0.1", "-i", "1000", "-r", "3"];

  test("loses nothing: it waits for room, and goes on", async () => {
    const [calm, rough] = [folder(), folder()];
    await runCli(args, { cwd: calm });
    const result = await runCli(args, { cwd: rough, preload: quota(1500) });
    expect(result.stderr).toMatch(
      /droplab: store: droplab\.db cannot grow: the disk is full; free some space; trying again, nothing is lost\n/,
    );
    expect(result.stderr).toContain("the store can be written again");
    expect(result.code).toBe(0);
    expect(storeContent(join(rough, "droplab.db"))).toEqual(storeContent(join(calm, "droplab.db")));
  });
});
