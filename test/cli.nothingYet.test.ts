import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const folder = () => mkdtempSync(join(tmpdir(), "droplab-"));
const small = ["--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "10", "-r", "2"];

const nothing = "no experiments here yet; droplab run makes the first\n";

test("15.10: where nothing has been run, who looks is told how to begin, and who names an experiment is refused so", async () => {
  const cwd = folder();
  const said = (...args: string[]) => runCli(args, { cwd });
  const [list, status, json, ...refused] = await Promise.all([
    said("list", "--store", "o'.db"),
    said("status"),
    said("list", "--json"),
    ...[["show", "3f2a"], ["compare", "3f2a"], ["resume"], ["export"]].map((args) => said(...args)),
  ]);
  expect(list).toMatchObject({
    code: 0,
    stdout: "no experiments in o'.db yet; droplab run --store 'o'\\''.db' makes the first\n",
    stderr: "",
  });
  expect(status).toMatchObject({ code: 0, stdout: nothing, stderr: "" });
  expect(json).toMatchObject({ code: 0, stdout: "[]\n", stderr: "" });
  for (const one of refused) expect(one).toMatchObject({ code: 2, stdout: "", stderr: `droplab: ${nothing}` });
  expect(readdirSync(cwd)).toEqual([]);
});

test("15.10: resume says what it goes on with, the experiment keeps the command that made it, and when all is removed nothing is there", async () => {
  const cwd = folder();
  writeTinyTable(cwd);
  const made = "droplab run --dataset tiny.csv --model 'mlp(2)' -i 10 -r 2";
  await runCli(["run", ...small], { cwd });
  const database = new DatabaseSync(join(cwd, "droplab.db"));
  database.exec(
    "UPDATE trials SET state = 'queued', iteration = 0, result = NULL, weights = NULL, sum = NULL WHERE number = (SELECT max(number) FROM trials)",
  );
  database.close();
  const resumed = (await runCli(["resume"], { cwd })).stderr;
  const [{ id, command, states }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
  expect(resumed).toContain(`droplab: resuming ${id} (${made}), 1 of 2 runs to go\n`);
  expect({ command, done: states.done }).toEqual({ command: made, done: 2 });
  await runCli(["rm", id, "--yes"], { cwd });
  const [list, show] = await Promise.all([runCli(["list"], { cwd }), runCli(["show", id], { cwd })]);
  expect(list).toMatchObject({ code: 0, stdout: nothing });
  expect(show).toMatchObject({ code: 2, stderr: `droplab: ${nothing}` });
});
