import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, test } from "vitest";
import { parseBundledRun } from "#experiment";
import { snapshotIterations } from "#train";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

test("17: snapshots lie evenly among the evaluated iterations, the last of them included", () => {
  const at = (iterations: number, evaluateEvery: number, count: number) => snapshotIterations({ iterations, evaluateEvery }, count);
  expect(at(1000, 100, 4)).toEqual([300, 500, 800, 1000]);
  expect(at(1000, 100, 10)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  expect(at(250, 100, 40)).toEqual([100, 200, 250]);
  expect(at(250, 100, 1)).toEqual([250]);
  expect(at(250, 100, 0)).toEqual([]);
});

describe("17: --snapshots", () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-snapshots-"));
  const run = [
    "run",
    "--dataset",
    "tiny.csv",
    "--protocol",
    "sound",
    "-i",
    "50",
    "--evaluate-every",
    "10",
    "--batch-size",
    "10",
    "-r",
    "1",
  ];
  const droplab = (...args: string[]) => runCli(args, { cwd });
  const exported = async () => {
    await droplab("export", "--json", "-o", "all.json");
    return JSON.parse(readFileSync(join(cwd, "all.json"), "utf8")).trials;
  };
  beforeAll(() => writeTinyTable(cwd));

  test("keeps the first kernel; the last is that of the net at its end, and nothing else of a run depends on it", async () => {
    expect((await droplab(...run, "--model", "mlp(6)", "--snapshots", "3", "--store", "with.db")).code).toBe(0);
    expect((await droplab(...run, "--model", "mlp(6)", "--store", "without.db")).code).toBe(0);
    const rows = (file: string) => {
      const database = new DatabaseSync(join(cwd, file), { readOnly: true });
      const [trial] = database.prepare("SELECT id, result FROM trials").all();
      const snapshots = database.prepare("SELECT iteration, floats FROM snapshots ORDER BY iteration").all();
      const [parts] = database.prepare("SELECT floats FROM parts").all() as { floats: Uint8Array }[];
      database.close();
      return { trial, snapshots, weights: parts?.floats };
    };
    const [kept, none] = [rows("with.db"), rows("without.db")];
    expect([kept.trial, none.snapshots]).toEqual([none.trial, []]);
    expect(kept.snapshots.map(({ iteration }) => iteration)).toEqual([20, 30, 50]);
    const chosen = JSON.parse(String(kept.trial?.["result"])).iteration;
    const ofChosen = kept.snapshots.find(({ iteration }) => iteration === chosen);
    expect(ofChosen).toBeDefined();
    // the weights begin with the first kernel: 6 units of 2 inputs
    expect(ofChosen?.["floats"]).toEqual(kept.weights?.slice(0, 4 * 12));
  });

  test("goes with exports, checked, and into check", async () => {
    await droplab(...run, "--model", "mlp(6)", "--snapshots", "2");
    const [{ sum: _, weights: __, ...trial }] = await exported();
    expect(trial.snapshots.map(({ iteration }: { iteration: number }) => iteration)).toEqual([30, 50]);
    expect((await droplab("import", "all.json", "--store", "new.db")).code).toBe(0);
    await droplab("export", "--json", "-o", "again.json", "--store", "new.db");
    expect(JSON.parse(readFileSync(join(cwd, "again.json"), "utf8")).trials[0].snapshots).toEqual(trial.snapshots);
    const [first, second] = trial.snapshots;
    const refused =
      (...snapshots: object[]) =>
      () =>
        parseBundledRun({ ...trial, snapshots }, "run");
    expect(refused(first, second)).not.toThrow();
    expect(refused(second, first)).toThrow("run.snapshots[1].iteration: 30 is not a whole number from 51 to 50");
    expect(refused({ ...first, floats: "AAAA" })).toThrow("run.snapshots[0].floats: they are no whole number of floats in base64");
    expect(refused(first, { ...second, floats: `AAAA${second.floats}AAAAAAAAAAAA` })).toThrow(
      "run.snapshots[1].floats: they are not as many as those of the first",
    );
    const database = new DatabaseSync(join(cwd, "new.db"));
    database.exec("UPDATE snapshots SET floats = zeroblob(48) WHERE iteration = 30");
    database.close();
    expect(await droplab("check", "--store", "new.db")).toMatchObject({ code: 1, stdout: expect.stringContaining("the snapshots") });
  });

  test("is refused where none can be kept", async () => {
    const refusal = async (...args: string[]) => {
      const { code, stderr } = await droplab(...run, ...args);
      expect(code).toBe(2);
      return stderr.split("\n").at(-2);
    };
    for (const n of ["0", "41", "2.5"])
      expect(await refusal("--snapshots", n)).toBe(`droplab: snapshots: "${n}" is not a whole number from 1 to 40`);
    expect(await refusal("--snapshots", "2", "--model", "mlp(6)", "--no-store")).toBe(
      "droplab: snapshots: they are kept with the runs, and --no-store keeps none; leave one of the two out",
    );
    writeFileSync(join(cwd, "norm.json"), JSON.stringify({ name: "norm", layers: [{ layer: "batchNorm" }] }));
    expect(await refusal("--snapshots", "2", "--model", "norm.json")).toBe(
      "droplab: snapshots: norm has neither a dense layer nor a convolution, so it has no filters to keep; leave --snapshots out",
    );
    const large = await droplab("run", "--model", "mlp(1000)", "--snapshots", "2", "-r", "1");
    expect([large.code, large.stderr.split("\n").at(-2)]).toEqual([
      2,
      "droplab: snapshots: the first kernel of mlp(1000) has 784000 numbers, and at most 524288 are kept; leave --snapshots out, or take a smaller first layer",
    ]);
  });

  test("a run that stops early keeps those that it has reached, and the last", async () => {
    const early = ["run", "--dataset", "tiny.csv", "--protocol", "sound", "-i", "2000", "--evaluate-every", "10", "-r", "3"];
    await droplab(...early, "--model", "mlp(6)", "--early-stopping", "2", "--snapshots", "4", "--store", "early.db");
    const database = new DatabaseSync(join(cwd, "early.db"), { readOnly: true });
    const runs = database
      .prepare(
        "SELECT t.result, group_concat(s.iteration) AS kept FROM trials t LEFT JOIN snapshots s ON s.trial = t.number GROUP BY t.number",
      )
      .all() as { result: string; kept: string | null }[];
    database.close();
    const stopped = runs.map(({ result, kept }) => [JSON.parse(result).stoppedAt, kept] as const).filter(([at]) => at !== null);
    expect(stopped.length).toBeGreaterThan(0);
    for (const [at, kept] of stopped) expect(kept?.split(",").at(-1)).toBe(String(at));
  });

  test("runs that were stopped keep theirs and go on with the others", async () => {
    const long = [
      "run",
      "--dataset",
      "tiny.csv",
      "--protocol",
      "sound",
      "-i",
      "200000",
      "--evaluate-every",
      "2500",
      "-r",
      "1",
      "--snapshots",
      "40",
    ];
    const store = ["--store", "long.db"];
    const stopped = await runCli([...long, "--model", "mlp(6)", "-v", ...store], {
      cwd,
      onError: (text, kill) => /\[1?[05]000\/200000\]/.test(text) && kill("SIGINT"),
    });
    const count = () => {
      const database = new DatabaseSync(join(cwd, "long.db"), { readOnly: true });
      const [row] = database.prepare("SELECT count(*) AS n, min(iteration) AS first, max(iteration) AS last FROM snapshots").all();
      database.close();
      return { ...row };
    };
    expect(stopped.code).toBe(130);
    const before = count();
    expect([Number(before["n"]) > 0, Number(before["n"]) < 40]).toEqual([true, true]);
    expect((await droplab("resume", ...store)).code).toBe(0); // as the run began
    expect(count()).toEqual({ n: 40, first: 5000, last: 200000 });
  });
});
