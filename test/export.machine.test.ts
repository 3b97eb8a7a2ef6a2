import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliResult, runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-machine-"));
afterAll(() => rmSync(cwd, { recursive: true }));
const store = "a-name-of-the-store.db";
const droplab = (...args: string[]): Promise<CliResult> => runCli([...args, "--store", store], { cwd });

beforeAll(async () => {
  writeTinyTable(cwd);
  await droplab("sweep", "--dataset", "tiny.csv", "--model", "mlp(2)", "--dropout", "0,0.5", "--batch-size", "5,6", "-i", "10", "-r", "1");
});

describe("15.9: an export", () => {
  test("says neither on which host nor by which command line runs were made, unless it is asked to", async () => {
    for (const format of ["--json", "--csv"]) {
      const { stdout } = await droplab("export", format);
      expect(stdout).not.toContain(hostname());
      expect(stdout).not.toContain(store); // of the command line
      expect(stdout).toContain("tiny.csv");
      const whole = (await droplab("export", format, "--with-machine")).stdout;
      expect(whole).toContain(hostname());
      expect(whole).toContain(`--store ${store}`);
    }
  });

  test("without them comes in with a command that makes the same experiment, and shows no host that is none", async () => {
    await droplab("export", "--json", "-o", "all.json");
    expect((await runCli(["import", "all.json"], { cwd })).stderr).toBe("droplab: 1 experiment, 4 of 4 runs were new\n");
    const [{ id, command }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
    expect(command).toEqual(expect.stringMatching(/^droplab sweep --[^>]* --dropout 0,0.5 --batch-size 5,6 --reps 1$/));
    expect((await runCli(["export", "--json"], { cwd })).stdout).toBe(readFileSync(join(cwd, "all.json"), "utf8"));
    const again = await runCli(
      [
        "sweep",
        "--model",
        "mlp(2)",
        "--iterations",
        "10",
        "--dataset",
        "tiny.csv",
        "--dropout",
        "0,0.5",
        "--batch-size",
        "5,6",
        "--reps",
        "1",
      ],
      { cwd },
    );
    expect(again.stderr).toContain("droplab: 4 of 4 runs were in droplab.db already");
    const rows = async (from: string) => (await runCli(["export", "--store", from], { cwd })).stdout;
    expect(await rows("droplab.db")).toBe(await rows(store));
    const [{ trial }] = JSON.parse((await runCli(["show", id, "--json"], { cwd })).stdout).trials;
    expect((await runCli(["show", trial], { cwd })).stdout).toMatch(/\nlast run by a process elsewhere \(.+\), droplab \d/);
  });
});

test("15.9: a store has the rights that new files have here, and so have the files beside it", () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const file = join(cwd, "shared.db");
  const about = { host: "", machine: { processor: "", cores: 1, node: "", device: "" }, version: "", command: "" };
  const look = `const { openLaboratory } = await import("#store"); const { statSync } = await import("node:fs");
    const opened = openLaboratory(process.argv[1], { about: ${JSON.stringify(about)} });
    console.log(["", "-wal"].map((end) => (statSync(process.argv[1] + end).mode & 0o777).toString(8)).join());`;
  const command = 'umask 002 && exec "$0" --input-type=module -e "$1" "$2"';
  const said = execFileSync("sh", ["-c", command, execPath, look, file], { cwd: root, encoding: "utf8" });
  expect(said).toBe("664,664\n");
});
