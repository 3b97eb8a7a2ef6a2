import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shownUrl, withoutPassword } from "../src/store/postgres/place.ts";
import { type PostgresServer, startPostgres } from "./postgresServer.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

let server: PostgresServer;
let url = "";
beforeAll(async () => {
  server = await startPostgres();
  url = await server.database("lab");
});
afterAll(() => server.end());

const folder = () => mkdtempSync(join(tmpdir(), "droplab-machines-"));
const common = ["--dataset", "tiny.csv", "--model", "mlp(4)", "-i", "300", "--evaluate-every", "100", "-r", "3", "--batch-size", "5"];
const sweep = ["sweep", ...common, "--dropout", "0,0.25"];

/** A folder with the data; run in it. */
function machine(hasData = true) {
  const cwd = folder();
  if (hasData) writeTinyTable(cwd);
  return {
    cwd,
    run: (...words: string[]) => runCli(words, { cwd }),
    json: async (...words: string[]) => JSON.parse((await runCli([...words, "--json"], { cwd })).stdout),
  };
}

/** What research is done with, of all experiments of a store: not when and by whom. */
async function results({ json }: ReturnType<typeof machine>, store: string) {
  const { trials } = await json("export", "--store", store);
  return trials
    .map(({ id, state, result, evaluations, weights }: Record<string, unknown>) => ({ id, state, result, evaluations, weights }))
    .toSorted((a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1));
}

test("16: a worker that waits shows itself in status", async () => {
  const { cwd, run } = machine();
  const store = await server.database("waiting");
  let status: ReturnType<typeof run> | undefined;
  const worker = await runCli(["worker", "--store", store], {
    cwd,
    onError: (text, kill) => {
      if (!text.includes("nothing that can be done here waits")) return;
      const shown = async () => {
        for (let looked = await run("status", "--store", store); ; looked = await run("status", "--store", store))
          if (looked.stdout.includes("waits for runs")) return looked;
      };
      status ??= shown().finally(() => kill("SIGTERM"));
    },
  });
  expect((await status)?.stdout).toMatch(/^nothing runs now.*\n1 worker waits for runs: process \d+ on \S+\n$/);
  expect([worker.code, worker.stderr]).toEqual([130, expect.stringMatching(/0 runs made\n$/)]);
});

describe("16: a sweep in a database", () => {
  test("is offered by one machine, made by another that finds the data by their contents, and shown by a third, digit for digit", async () => {
    const [asker, worker, reader] = [machine(), machine(false), machine()];
    const store = await server.database("detached");
    const offered = await asker.run(...sweep, "--store", store, "--detach");
    expect([offered.code, offered.stdout]).toEqual([0, ""]);
    expect(offered.stderr).toMatch(
      /droplab: 6 runs wait for workers anywhere; droplab stop [0-9a-f]{10} stops them; the same command comes back/,
    );
    expect(offered.stderr).toContain("droplab data push tiny.csv puts it into the store for all");
    const status = await asker.run("status", "--store", store);
    expect(status.stdout).toMatch(
      /6 runs of tiny\.csv wait, and nobody works on such runs: a worker \(droplab worker\) needs the digits of .+ and tiny\.csv, contents/,
    );

    const without = await worker.run("worker", "--store", store, "--until-empty");
    expect(without.stderr).toMatch(/6 waiting runs of tiny\.csv cannot be made here: .*there is no such file or folder/);
    mkdirSync(join(worker.cwd, "data"));
    copyFileSync(join(folderOfOther(), "tiny.csv"), join(worker.cwd, "data", "tiny.csv"));
    const other = await worker.run("worker", "--store", store, "--until-empty", "--data-dir", "data");
    expect(other.stderr).toMatch(/data\/tiny\.csv holds data known by [0-9a-f]{20}, and the runs were planned with [0-9a-f]{20}/);
    copyFileSync(join(asker.cwd, "tiny.csv"), join(worker.cwd, "data", "tiny.csv"));
    const made = await worker.run("worker", "--store", store, "--until-empty", "--data-dir", "data", "--workers", "2");
    expect([made.code, made.stderr]).toEqual([0, expect.stringMatching(/6 runs made\n$/)]);

    const back = await asker.run(...sweep, "--store", store, "--workers", "0");
    expect([back.code, back.stderr]).toEqual([0, expect.stringContaining("6 of 6 runs were in postgres://")]);
    await reader.run(...sweep);
    expect(await results(reader, "droplab.db")).toEqual(await results(asker, store));
  });

  test("is copied exactly, there and back", async () => {
    const { run, cwd } = machine();
    await run(...sweep);
    const store = await server.database("copied");
    const there = await run("copy", "--from", "droplab.db", "--to", store);
    expect(there.stderr).toBe(`droplab: 1 experiment in ${store}, 6 of 6 runs were new\n`);
    expect((await run("copy", "--from", store, "--to", "back.db")).code).toBe(0);
    const exported = async (from: string) => (await runCli(["export", "--json", "--with-machine", "--store", from], { cwd })).stdout;
    expect(await exported(store)).toBe(await exported("droplab.db"));
    expect(await exported("back.db")).toBe(await exported("droplab.db"));
    expect((await run("check", "--store", store)).stdout).toMatch(/all is as it was written\n$/);
    const [same] = [await run("copy", "--from", store, "--to", store)];
    expect([same.code, same.stderr]).toEqual([2, expect.stringContaining("--from and --to are one store")]);
  });

  test("is stopped from anywhere, and goes on", async () => {
    const [asker, other] = [machine(), machine()];
    const long = ["sweep", ...common.with(5, "100000000"), "--store", url, "--workers", "1"];
    let stopped: ReturnType<typeof other.run> | undefined;
    const { code, stderr } = await runCli(long, {
      cwd: asker.cwd,
      onError: (text) => {
        if (/\d+\/100000000/.test(text))
          stopped ??= other.json("list", "--store", url).then(([{ id }]) => other.run("stop", id, "--store", url));
      },
    });
    expect((await stopped)?.stderr).toMatch(
      /stops: 1 run is given back within seconds, 2 stay as they are; droplab resume [0-9a-f]{10} goes on/,
    );
    expect([code, stderr]).toEqual([
      130,
      expect.stringContaining("stopped by droplab stop; 0 of 3 runs had finished; the same command, or"),
    ]);
    const [{ states }] = await other.json("list", "--store", url);
    expect(states).toMatchObject({ running: 0, interrupted: 1, queued: 2 });
    const worker = await other.run("worker", "--store", url, "--until-empty"); // what is stopped is asked of nobody
    expect(worker.stderr).toMatch(/0 runs made\n$/);
  });
});

/** Of another table. */
function folderOfOther(): string {
  const cwd = folder();
  writeTinyTable(cwd, { edited: true });
  return cwd;
}

test("16: the password of a database is nowhere, and what is wrong with it is said in a sentence", async () => {
  const { run, json } = machine();
  const secret = url.replace("postgres@", "postgres:a:b@c@").replace("a:b@c", "s3cret");
  const { code, stdout, stderr } = await run("run", ...common.with(5, "2"), "--store", `${secret}?application_name=x`);
  expect([code, `${stdout}${stderr}`]).toEqual([0, expect.not.stringContaining("s3cret")]);
  expect(JSON.stringify(await json("export", "--with-machine", "--store", url))).not.toContain("s3cret");
  for (const [place, sentence] of [
    [url.replace(/lab$/, "nothing"), "does not exist; make the database with createdb"],
    [url.replace("postgres@", "nobody:s3cret@"), "does not let this user in"],
  ] as const) {
    const said = await run("list", "--store", place);
    expect([said.code, said.stderr]).toEqual([2, expect.stringContaining(sentence)]);
    expect(said.stderr).not.toContain("s3cret");
  }
  for (const [words, sentence] of [
    [["worker"], "worker: droplab.db is a file, in which a sweep makes its own runs"],
    [["sweep", "--dropout", "0,0.1", "--detach"], "detach: it leaves the runs to workers, and a file has none"],
    [["worker", "--store", url, "--workers", "0"], "workers: 0 makes no runs"],
    [["list", "--store", "mysql://host/db"], "is a URL; name a file"],
    [["list", "--store", "host=db user=lab password=s3cret"], "is an address; name a file"],
    [["list", "--store", "postgresql+psycopg2://lab:s3cret@host/db"], "is a URL; name a file"],
    [["list", "--store", " postgres://lab:s3cret@host/db"], "is a URL; name a file"],
    [["sweep", "--dropout", "0,0.1", "--store=jdbc:postgresql://lab:s3cret@host/db"], "is a URL; name a file"],
  ] as const) {
    const said = await run(...words);
    expect([said.code, said.stderr]).toEqual([2, expect.stringContaining(sentence)]);
    expect(said.stderr).not.toContain("s3cret");
  }
});

test.each([
  ["postgres://lab:secret@host:5432/db?sslmode=require", "postgres://lab@host:5432/db?sslmode=require"],
  ["postgresql://lab:s@cr:et/x?#@host/db", "postgresql://lab@host/db"],
  ["postgres://:secret@host/db", "postgres://@host/db"],
  ["postgres://lab@host/db?password=secret&sslmode=require", "postgres://lab@host/db?password=…&sslmode=require"],
  ["postgres://lab:12?x#y/z@host/db", "postgres://lab@host/db"],
  ["postgres://la/b:secret@host/db", "postgres://la/b@host/db"],
  ["postgres://lab@host/db?application_name=a:b@c", "postgres://lab@host/db?application_name=a:b@c"],
  ["postgresql+psycopg2://lab:secret@host/db", "postgresql+psycopg2://lab@host/db"],
  ["jdbc:postgresql://lab:secret@host/db", "jdbc:postgresql://lab@host/db"],
  [" postgres:/lab:secret@host/db", " postgres:/lab@host/db"],
  ["host=db user=lab password=secret dbname=x", "host=db user=lab password=… dbname=x"],
  ["host=db password='a secret' dbname=x", "host=db password=… dbname=x"],
  ["postgres://lab@host:5432/db", "postgres://lab@host:5432/db"],
  ["postgres://lab@srv:secret@host:5432/db", "postgres://lab@srv@host:5432/db"],
  ["postgres://lab@srv@host:5432/db?application_name=a@b", "postgres://lab@srv@host:5432/db?application_name=a@b"],
  ["postgres://lab:1234/x@host/db", "postgres://lab@host/db"],
  ["postgres://lab:1234@host/db", "postgres://lab@host/db"],
  ["postgres://host/db?sslpassword=secret&password=other", "postgres://host/db?sslpassword=…&password=…"],
  ["postgres://host:5432/db?application_name=a@b", "postgres://host:5432/db?application_name=a@b"],
])("16: %s is shown without its password", (url, shown) => {
  expect(withoutPassword(url)).toBe(shown);
  expect(shownUrl(url)).toBe(shown.replace(/\?.*/, ""));
});

test("16: a run that throws three times is failed, and its log tells what and where", async () => {
  const { cwd, json, run } = machine();
  const preload = `
    import { isMainThread, parentPort } from "node:worker_threads";
    if (!isMainThread) {
      const { on } = parentPort;
      parentPort.on = (name, listener) => on.call(parentPort, name, (task) => {
        if (task?.config?.learningRate !== 0.5) return listener(task);
        throw new Error("made to fail");
      });
    }`;
  const store = await server.database("throws");
  const { code, stderr } = await runCli(["sweep", ...common.with(9, "1"), "--learning-rate", "0.01,0.5", "--store", store], {
    cwd,
    preload,
  });
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/failed: made to fail \(the last of 3 times; droplab log [0-9a-f]{10} tells where\)/),
  ]);
  const [{ id, states }] = await json("list", "--store", store);
  expect(states).toMatchObject({ done: 1, failed: 1 });
  const { trials } = await json("show", id, "--store", store);
  const failed = trials.find(({ state }: { state: string }) => state === "failed");
  const { stdout } = await run("log", failed.trial, "--store", store);
  expect(stdout.match(/failed: made to fail \(process \d+ on .+\)/g)).toHaveLength(3);
  expect(stdout).toMatch(/Error: made to fail\n +at /);
});

test("13.28: a sweep with --prune gives up the same runs with workers as without", async () => {
  const { cwd, json, run } = machine();
  const rows = Array.from({ length: 120 }, (_, i) => `${(i * 7) % 11},${(i * 7) % 11 < 5 ? "low" : "high"}`);
  writeFileSync(join(cwd, "steps.csv"), `height,label\n${rows.join("\n")}\n`);
  const sweep = [
    "sweep",
    ...common.with(1, "steps.csv").with(3, "mlp(8)").with(9, "10"),
    "--protocol",
    "sound",
    "--learning-rate",
    "0.00001,0.1",
    "--prune",
  ];
  await run(...sweep);
  const store = await server.database("prunes");
  const done = new AbortController();
  const worker = runCli(["worker", "--store", store, "--workers", "1"], {
    cwd,
    onError: (_, kill) => done.signal.addEventListener("abort", () => kill("SIGINT")),
  });
  await run(...sweep, "--store", store, "--workers", "0");
  done.abort();
  await worker;
  const states = async (...place: string[]) => {
    const { trials } = await json("export", ...place);
    return trials.map(({ id, state }: { id: string; state: string }) => `${id} ${state}`).sort();
  };
  const there = await states("--store", store);
  expect(there).toEqual(await states());
  expect(there.filter((text: string) => text.endsWith("pruned"))).not.toEqual([]);
});

test("16: a sweep that works on nothing says what nobody makes", async () => {
  const { cwd } = machine();
  const store = await server.database("nobody");
  const { code, stderr } = await runCli([...sweep, "--store", store, "--workers", "0"], {
    cwd,
    onError: (text, kill) => text.includes("nobody works on such runs") && kill("SIGINT"),
  });
  expect([code, stderr]).toEqual([
    130,
    expect.stringMatching(/6 runs of tiny\.csv wait, and nobody works on such runs: a worker \(droplab worker\) needs the digits/),
  ]);
});
