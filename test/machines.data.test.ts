import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DataReader } from "../src/cli/dataReader.ts";
import { type PostgresServer, startPostgres } from "./postgresServer.ts";
import { runCli } from "./runCli.ts";
import { tinyTable, writeTinyTable } from "./tinyTable.ts";

let server: PostgresServer;
let store = "";
beforeAll(async () => {
  server = await startPostgres();
  store = await server.database("lab");
});
afterAll(() => server.end());

const folder = () => mkdtempSync(join(tmpdir(), "droplab-machines-"));
const inFolder = (cwd: string) => (words: string) => runCli([...words.split(" "), "--store", store], { cwd });
const model = "--model mlp(4) -i 30 --evaluate-every 10 --batch-size 5 -r 2";

test("16: data that were pushed into the store are found by their contents, also where a later push has their name", async () => {
  const [asker, worker] = [folder(), folder()];
  writeTinyTable(asker);
  writeFileSync(join(asker, "tiny_test.csv"), tinyTable({ edited: true }));
  const [ask, work] = [inFolder(asker), inFolder(worker)];
  expect((await ask(`sweep --dataset tiny.csv ${model} --dropout 0,0.25 --label-noise 0.1 --detach`)).code).toBe(0);
  const without = await work("worker --until-empty");
  expect(without.stderr).toMatch(/4 waiting runs of tiny\.csv cannot be made here: .*or put them into the store with droplab data push/);
  expect((await ask("data push tiny.csv")).stderr).toMatch(/droplab: tiny\.csv is now in postgres:.*: 2 files, 0\.\d kB; workers need no/);
  expect((await ask("data push tiny.csv")).stderr).toMatch(/tiny\.csv is already in /);
  mkdirSync(join(worker, "mine"));
  writeTinyTable(join(worker, "mine"), { edited: true });
  expect((await work("data push mine/tiny.csv")).code).toBe(0);
  const made = await work("worker --until-empty");
  expect([made.code, made.stderr]).toEqual([0, expect.stringMatching(/4 runs made\n$/)]);
  expect(readdirSync(worker)).toEqual(["mine"]);

  expect((await work("data pull")).stdout).toMatch(/tiny\.csv +0\.\d kB .*\n.*tiny\.csv +0\.\d kB/);
  const pulled = await work("data pull tiny.csv -o there");
  expect(pulled.stderr).toBe("droplab: 1 file of tiny.csv in there, the last of 2 that were pushed\n");
  expect(readFileSync(join(worker, "there", "tiny.csv"), "utf8")).toBe(tinyTable({ edited: true }));
  const over = await ask("data pull tiny.csv");
  expect([over.code, over.stderr]).toEqual([2, expect.stringContaining("tiny.csv is there with other contents; move it")]);
  expect((await ask("data rm tiny.csv")).code).toBe(0);
  expect(await ask("data pull tiny.csv")).toMatchObject({ code: 2, stderr: expect.stringContaining("there is none") });
});

test("16: an experiment that was stopped goes on from a machine without its data and its model's file, on workers", async () => {
  const [asker, elsewhere] = [folder(), folder()];
  writeFileSync(join(asker, "own.csv"), tinyTable({ edited: true }));
  writeFileSync(join(asker, "net.json"), JSON.stringify({ name: "net", layers: [{ layer: "dense", units: "classes" }] }));
  const [ask, there] = [inFolder(asker), inFolder(elsewhere)];
  const sweep = "sweep --dataset own.csv --model net.json -i 30 --evaluate-every 10 --batch-size 5 -r 2 --name own --detach";
  expect((await ask(sweep)).code).toBe(0);
  await ask("data push own.csv");
  expect((await there("stop own")).stderr).toMatch(/stops: 2 stay as they are; droplab resume [0-9a-f]{10} goes on/);
  expect((await there("worker --until-empty")).stderr).toMatch(/0 runs made\n$/);
  const resumed = await there("resume own");
  expect(resumed).toMatchObject({ code: 0, stderr: expect.stringMatching(/2 of 2 runs to go\ndroplab: not made here: .*own\.csv/) });
  expect(resumed.stderr).toContain("droplab: 2 runs wait for workers anywhere; droplab status says how far they are\n");
  expect(await there("resume own --prune")).toMatchObject({ code: 2 });
  expect((await there("worker --until-empty")).stderr).toMatch(/2 runs made\n$/);
  expect((await there("stop own")).stderr).toMatch(/none of its runs is open, so there is nothing to stop\n$/);
});

test("16: what cannot be pushed is said", async () => {
  const cwd = folder();
  const run = inFolder(cwd);
  expect(await run("data push mnist")).toMatchObject({ code: 2, stderr: expect.stringContaining("every worker has it") });
  expect(await run("data push nothing.csv")).toMatchObject({ code: 2, stderr: expect.stringContaining("no such file") });
  writeFileSync(join(cwd, "large.csv"), Buffer.alloc(100_000_001, "1,2\n"));
  expect(await run("data push large.csv")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("at most 100.0 MB go into a database"),
  });
  writeFileSync(join(cwd, "empty.csv"), "");
  expect(await run("data push empty.csv")).toMatchObject({ code: 2, stderr: expect.stringContaining("empty.csv is empty") });
  mkdirSync(join(cwd, "tables"));
  writeTinyTable(join(cwd, "tables"));
  expect(await run("data push tables")).toMatchObject({ code: 2, stderr: expect.stringContaining("so the training images are missing") });
  const inFile = await runCli(["data", "push", "large.csv"], { cwd });
  expect(inFile).toMatchObject({ code: 2, stderr: expect.stringContaining("name a database") });
});

test("16: a worker says that it works while it reads data", async () => {
  const cwd = folder();
  const row = (i: number) => `${Array.from({ length: 20 }, (_, column) => (i * (column + 7)) % 1009).join(",")},${i % 2 ? "a" : "b"}`;
  writeFileSync(join(cwd, "wide.csv"), Array.from({ length: 30_000 }, (_, i) => row(i)).join("\n"));
  let [last, longest] = [performance.now(), 0];
  const look = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(look, 5);
  const start = performance.now();
  const { data } = await new DataReader().read({ dataset: join(cwd, "wide.csv") });
  const took = performance.now() - start;
  look();
  clearInterval(timer);
  expect(data.train.count + data.test.count).toBe(30_000);
  expect(data.train.images.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(longest).toBeLessThan(took / 2);
});

test("16: who stops an experiment, or copies one, is told of runs that go on or wait there", async () => {
  const cwd = folder();
  writeTinyTable(cwd);
  const place = await server.database("shared");
  const run = (words: string, ...more: string[]) => runCli([...words.split(" "), ...more], { cwd });
  const sweep = "sweep --dataset tiny.csv --model mlp(2) -i 20 --evaluate-every 20 -r 2 --batch-size 5 --detach --dropout";
  await run(sweep, "0,0.25", "--name", "first", "--store", place);
  await run(sweep, "0.25,0.5", "--name", "second", "--store", place);
  expect((await run("stop first", "--store", place)).stderr).toMatch(
    /stops: 4 stay as they are, but 2 of these go on, as another experiment wants them; droplab resume/,
  );
  expect((await run("stop second", "--store", place)).stderr).toMatch(/stops: 4 stay as they are; droplab resume/);
  expect((await run("copy --from", place, "--to", "own.db")).stderr).toMatch(
    /2 experiments in own\.db, 6 of 6 runs were new; 6 runs there are not finished, which droplab resume goes on with\n$/,
  );
});
