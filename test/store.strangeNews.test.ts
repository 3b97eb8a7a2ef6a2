import { copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { offered, planOf, sqlite } from "./laboratories.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

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
