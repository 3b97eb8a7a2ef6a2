import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

test("15.4: nothing is removed by an empty id, as of a variable that was never set, nor by a sign or two", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  await runCli(["run", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "2", "-r", "1", "--batch-size", "5"], { cwd });
  const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout) as [{ id: string }];
  const said = async (...words: string[]) => {
    const { code, stderr } = await runCli(words, { cwd });
    return [code, stderr];
  };
  for (const words of [
    ["rm", "", "--yes"],
    ["show", ""],
    ["compare", ""],
    ["export", ""],
    ["resume", ""],
    ["label", "", "--name", "x"],
  ])
    expect(await said(...words)).toEqual([2, "droplab: an empty id names nothing; droplab list names the experiments\n"]);
  for (const length of [1, 3])
    expect(await said("rm", id.slice(0, length), "--yes")).toEqual([
      2,
      `droplab: ${id.slice(0, length)}: that is too little to remove ${id} by; type 4 signs of it, or more\n`,
    ]);
  expect(await said("resume", id, "--no-store")).toEqual([2, expect.stringMatching(/unknown option '?--no-store/)]);
  expect((await said("rm", id.slice(0, 4), "--yes"))[0]).toBe(0);
});

test("14: a sweep of which a waiting run is removed makes the others, ends and says so", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const sweep = ["sweep", "--dataset", "tiny.csv", "--model", "mlp(8)", "-i", "30000", "-r", "3", "--workers", "1", "--dropout", "0,0.2"];
  let removed: Promise<number | null> | undefined;
  const remove = async () => {
    const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
    const { trials } = JSON.parse((await runCli(["show", id, "--json"], { cwd })).stdout);
    const waiting = trials.findLast(({ state }: { state: string }) => state === "queued").id;
    return (await runCli(["rm", waiting, "--yes"], { cwd })).code;
  };
  const result = await runCli(sweep, {
    cwd,
    onError: (text) => (removed ??= /1\/30000|iteration|%|finished/.test(text) ? remove() : undefined),
  });
  expect(await removed).toBe(0);
  expect(result.stderr).toMatch(/droplab: 1 of 6 runs was removed from the store meanwhile\n$/);
  expect(result.code).toBe(1);
  const [{ states }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
  expect(states.done).toBe(5);
}, 60_000);
