import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

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
