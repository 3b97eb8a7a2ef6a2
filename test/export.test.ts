import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { readParquet } from "parquet-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
const sweep = ["sweep", "--model", "mlp(8)", "--dropout", "0,0.2", "-i", "20", "-r", "3"];
interface Shown {
  configurations: { accuracies: number[] }[];
  trials: { id: string; config: { seed: number }; result: { accuracy: number } }[];
}
let shown: Shown;

beforeAll(async () => {
  await runCli(sweep, { cwd });
  const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
  shown = JSON.parse((await runCli(["show", id, "--json"], { cwd })).stdout);
});

describe("droplab export", () => {
  test("as CSV has a row for each trial that another reader understands", async () => {
    const rows: Record<string, string>[] = parse((await runCli(["export"], { cwd })).stdout, { columns: true });
    expect(rows.length).toBe(6);
    expect(rows.map((row) => Number(row["accuracyShare"]))).toEqual(shown.trials.map(({ result }) => result.accuracy));
    expect(rows.map((row) => row["varied.dropout"])).toEqual(["0", "0.2", "0", "0.2", "0", "0.2"]);
    expect(rows.map((row) => Number(row["seed"]))).toEqual(shown.trials.map(({ config }) => config.seed));
  });

  test("as Parquet is read by another tool, with the same numbers and types", async () => {
    await runCli(["export", "--parquet", "-o", "trials.parquet"], { cwd });
    const table = tableFromIPC(readParquet(readFileSync(join(cwd, "trials.parquet"))).intoIPCStream());
    expect(table.numRows).toBe(6);
    const column = (name: string) => [...(table.getChild(name) ?? [])];
    expect(column("trial")).toEqual(shown.trials.map(({ id }) => id));
    expect(column("accuracyShare")).toEqual(shown.trials.map(({ result }) => result.accuracy));
    expect(column("seed").map(Number)).toEqual(shown.trials.map(({ config }) => config.seed));
    expect(column("divergedAt")).toEqual([null, null, null, null, null, null]);
    expect(column("varied.dropout")).toEqual([0, 0.2, 0, 0.2, 0, 0.2]);
  });

  test("has a row for each evaluation with --evaluations", async () => {
    const rows: Record<string, string>[] = parse((await runCli(["export", "--evaluations"], { cwd })).stdout, { columns: true });
    expect(rows.map(({ trial }) => trial)).toEqual(shown.trials.map(({ id }) => id));
    expect(rows.every((row) => row["iteration"] === "20" && Number(row["loss"]) > 0)).toBe(true);
  });

  test("15.14: writes what the ending of the file says, and refuses an ending that is none", async () => {
    await runCli(["export", "-o", "by-ending.parquet"], { cwd });
    expect(readFileSync(join(cwd, "by-ending.parquet")).subarray(0, 4).toString()).toBe("PAR1");
    expect((await runCli(["export", "-o", "runs.xlsx"], { cwd })).stderr).toBe(
      "droplab: output: runs.xlsx: .xlsx is no format of this command; let it end in .csv, .parquet, .json\n",
    );
    expect((await runCli(["export", "--csv", "-o", "all.json"], { cwd })).stderr).toBe(
      "droplab: output: all.json ends in .json, but --csv writes .csv; change one of them\n",
    );
  });

  test("refuses what does not go together, and experiments that are not there", async () => {
    const both = await runCli(["export", "--csv", "--parquet"], { cwd });
    expect(both).toMatchObject({ code: 2, stderr: "droplab: export: --csv and --parquet do not go together; give one\n" });
    const none = await runCli(["export", "zzz"], { cwd });
    expect(none).toMatchObject({ code: 2, stderr: "droplab: zzz: there is no such experiment; droplab list names them\n" });
  });
});

describe("droplab import", () => {
  test("takes in what export --json wrote, so that nothing is run again and the digits are the same", async () => {
    await runCli(["export", "--json", "-o", "all.json"], { cwd });
    const other = mkdtempSync(join(tmpdir(), "droplab-"));
    const imported = await runCli(["import", join(cwd, "all.json")], { cwd: other });
    expect(imported.stderr).toBe("droplab: 1 experiment, 6 of 6 runs were new\n");
    const again = await runCli(sweep, { cwd: other });
    expect(again.stderr).toContain("6 of 6 runs were in droplab.db already");
    const text = (folder: string) => runCli(["export", "--evaluations"], { cwd: folder });
    expect((await text(other)).stdout).toBe((await text(cwd)).stdout);
    expect((await runCli(["import", join(cwd, "all.json")], { cwd: other })).stderr).toContain(
      "0 of 6 runs were new; those 6 that are there already stay as they are, with what was measured and kept of them there",
    );
    // when, where and by what they were made, which is not by the import
    const trials = (json: string): object[] => JSON.parse(json).trials;
    const brought = (await runCli(["export", "--json"], { cwd: other })).stdout;
    expect(trials(brought)).toEqual(trials(readFileSync(join(cwd, "all.json"), "utf8")));
  });

  test("refuses files that are none, and makes no store for them", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "droplab-"));
    for (const file of ["nowhere.json", join(cwd, "trials.parquet")])
      expect((await runCli(["import", file], { cwd: elsewhere })).code).toBe(2);
    expect(readdirSync(elsewhere)).toEqual([]);
    const missing = await runCli(["import", "nowhere.json"], { cwd });
    expect(missing).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^droplab: import: nowhere.json cannot be read \(ENOENT\); name a file/),
    });
    const parquet = await runCli(["import", "trials.parquet"], { cwd });
    expect(parquet).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^droplab: import: trials.parquet: it holds bytes of 0, so it is no text/),
    });
  });
});

test("the way of a new user: a sweep, the terminal closed midway, the rest later, more runs, a Parquet file", async () => {
  const home = mkdtempSync(join(tmpdir(), "droplab-"));
  const command = ["sweep", "--protocol", "sound", "--model", "mlp(8)", "--dropout", "0,0.2", "-i", "5000"];
  let closed = false;
  const first = await runCli([...command, "-r", "2"], {
    cwd: home,
    onError: (text, kill) => {
      if (closed || !/ \d+\/5000/.test(text)) return;
      kill("SIGHUP");
      closed = true;
    },
  });
  expect(first).toMatchObject({ code: 130, stderr: expect.stringContaining("; the same command continues where they stopped\n") });
  const rest = await runCli([...command, "-r", "2"], { cwd: home });
  expect(rest.stdout).toMatch(/\n +0 +2 .*\n +0\.2 +2 /);
  const more = await runCli([...command, "-r", "3"], { cwd: home });
  expect(more.stderr).toContain("droplab: 4 of 6 runs were in droplab.db already");
  expect(more.stdout).toMatch(/\n +0 +3 .*\n +0\.2 +3 /);
  await runCli(["export", "--parquet", "-o", "results.parquet"], { cwd: home });
  const table = tableFromIPC(readParquet(readFileSync(join(home, "results.parquet"))).intoIPCStream());
  expect([...(table.getChild("state") ?? [])]).toEqual(Array(6).fill("done"));
});
