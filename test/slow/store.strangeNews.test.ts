import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { offered, planOf, sqlite } from "../laboratories.ts";
import { runCli } from "../runCli.ts";
import { writeTinyTable } from "../tinyTable.ts";

test("15.3: what a killed process had not put into its file yet is not taken for news of the store that was put in its place", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-news-"));
  writeTinyTable(cwd);
  const run = (...words: string[]) => runCli(words, { cwd });
  const words = ["--dataset", "tiny.csv", "--model", "mlp(4)", "-i", "20", "-r", "2", "--batch-size", "5"];
  await run("run", ...words, "--name", "monday", "--store", "monday.db");
  // a process that is killed leaves what it wrote beside the file
  const killed = sqlite(join(cwd, "droplab.db"));
  await offered(killed.open(), planOf(3));
  for (const ending of ["-wal", "-shm"]) copyFileSync(join(cwd, `droplab.db${ending}`), join(cwd, `left${ending}`));
  await killed.end();
  copyFileSync(join(cwd, "monday.db"), join(cwd, "droplab.db"));
  const whole = readFileSync(join(cwd, "droplab.db"));
  for (const ending of ["-wal", "-shm"]) copyFileSync(join(cwd, `left${ending}`), join(cwd, `droplab.db${ending}`));
  for (const asked of [["list"], ["label", "monday", "--tag", "x"], ["check"]]) {
    const { code, stderr, stdout } = await run(...asked);
    expect([code === 0, `${stdout}${stderr}`]).toEqual([
      false,
      expect.stringContaining("droplab.db-wal is not of droplab.db but of a store that lay there before"),
    ]);
  }
  expect(readFileSync(join(cwd, "droplab.db")).equals(whole)).toBe(true);
  expect(existsSync(join(cwd, "droplab.db-wal"))).toBe(true);
});

test("15.3: a store with a second name is not written to, and no finished result is lost by a backup of hard links", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-links-"));
  const at = (name: string) => join(cwd, name);
  writeTinyTable(cwd);
  const words = "run --dataset tiny.csv --model mlp(4) -i 20 -r 2 --batch-size 5".split(" ");
  const run = (...words: string[]) => runCli(words, { cwd });
  expect((await run(...words, "--name", "first")).code).toBe(0);
  linkSync(at("droplab.db"), at("bak.db"));
  const whole = readFileSync(at("droplab.db"));
  for (const [store, file] of [[], ["--store", "bak.db"]].map((store) => [store, store[1] ?? "droplab.db"] as const)) {
    const asked = await run(...words, "--name", "second", ...store);
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining(`${file} is one file with 2 names (hard links)`)]);
    expect(asked.stderr).toMatch(new RegExp(`: cp -p \\S*${file} \\S*${file}\\.own && mv \\S*${file}\\.own \\S*${file}\\n$`));
    expect(await run("list", ...store)).toMatchObject({ code: 0, stdout: expect.stringContaining("first") });
  }
  expect(readFileSync(at("bak.db")).equals(whole)).toBe(true);
  // as the sentence says
  copyFileSync(at("droplab.db"), at("droplab.db.own"));
  renameSync(at("droplab.db.own"), at("droplab.db"));
  expect((await run(...words, "--name", "second")).code).toBe(0);
  expect((await run("label", "first", "--tag", "x", "--store", "bak.db")).code).toBe(0);
  expect((await run("check")).stdout).toContain("all is as it was written");
  // what a killed process has left beside it, too
  const killed = sqlite(at("killed.db"));
  await offered(killed.open(), planOf(3));
  mkdirSync(at("copy"));
  for (const ending of ["", "-wal", "-shm"]) {
    copyFileSync(at(`killed.db${ending}`), at(`copy/killed.db${ending}`));
    linkSync(at(`copy/killed.db${ending}`), at(`copy/other.db${ending}`));
  }
  await killed.end();
  for (const words of [["list"], ["label", "x", "--tag", "y"]]) {
    const { code, stderr } = await run(...words, "--store", "copy/killed.db");
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/killed\.db is one file with 2 names .*mv \S+killed\.db-shm\.own \S+killed\.db-shm\n$/),
    ]);
  }
});

test("15.3: a copy into the store itself, by a symbolic link, is refused", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-links-"));
  writeTinyTable(cwd);
  await runCli("run --dataset tiny.csv --model mlp(4) -i 20 -r 2 --batch-size 5".split(" "), { cwd });
  symlinkSync("droplab.db", join(cwd, "link.db"));
  expect(await runCli(["copy", "--from", "droplab.db", "--to", "link.db"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--from and --to are one store"),
  });
});

test("15.3: a look at another program's file leaves nothing beside it, and a pipe is no store", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-foreign-"));
  const other = new DatabaseSync(join(cwd, "wal.sqlite"));
  other.exec("PRAGMA journal_mode = WAL; CREATE TABLE theirs (x)");
  other.close();
  spawnSync("mkfifo", [join(cwd, "pipe.db")]);
  for (const words of [["list"], ["check"], ["label", "x", "--tag", "y"]]) {
    const { code, stderr } = await runCli([...words, "--store", "wal.sqlite"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining("was left as it is")]);
    expect(readdirSync(cwd).sort()).toEqual(["pipe.db", "wal.sqlite"]);
    const pipe = await runCli([...words, "--store", "pipe.db"], { cwd });
    expect([pipe.code, pipe.stderr]).toEqual([2, expect.stringContaining("pipe.db is no file, but a pipe or a device")]);
  }
});

test("15.3: what a killed process has left of a store that was moved away is not removed with the next store of that name", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-moved-"));
  const at = (name: string) => join(cwd, name);
  writeTinyTable(cwd);
  const killed = sqlite(at("other.db"));
  const plan = await offered(killed.open(), planOf(3));
  for (const ending of ["", "-wal", "-shm"]) copyFileSync(at(`other.db${ending}`), at(`droplab.db${ending}`));
  await killed.end();
  const news = readFileSync(at("droplab.db-wal"));
  renameSync(at("droplab.db"), at("project.db"));
  const words = "run --dataset tiny.csv --model mlp(4) -i 20 -r 2 --batch-size 5".split(" ");
  expect((await runCli([...words, "--store", "source.db"], { cwd })).code).toBe(0);
  for (const asked of [words, ["list"], ["check"], ["copy", "--from", "source.db", "--to", "droplab.db"]]) {
    const { code, stderr } = await runCli(asked, { cwd });
    expect([asked[0], code, stderr]).toEqual([
      asked[0],
      2,
      expect.stringMatching(/droplab\.db is not there, and \S*droplab\.db-wal is: it holds what was written last/),
    ]);
    expect([readFileSync(at("droplab.db-wal")).equals(news), existsSync(at("droplab.db"))]).toEqual([true, false]);
  }
  for (const ending of ["-wal", "-shm"]) renameSync(at(`droplab.db${ending}`), at(`project.db${ending}`));
  // what is empty holds nothing
  for (const ending of ["-wal", "-shm"]) writeFileSync(at(`droplab.db${ending}`), "");
  expect(await runCli(["list"], { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining("no experiments here yet") });
  expect((await runCli(["list", "--store", "project.db"], { cwd })).stdout).toContain(plan.id);
  expect((await runCli(words, { cwd })).code).toBe(0);
});
