import { copyFileSync, existsSync, mkdtempSync, readFileSync } from "node:fs";
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
