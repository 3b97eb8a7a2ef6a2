import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, test } from "vitest";
import { hasReadOnlyFolders, runReadOnly } from "./readOnlyFolder.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const home = mkdtempSync(join(tmpdir(), "droplab-"));
const cwd = join(home, "closed");
const args = ["sweep", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "10", "-r", "2", "--dropout", "0,0.5", "--seed"];
let [list, show] = ["", ""];
let id = "";
beforeAll(async () => {
  mkdirSync(cwd);
  writeTinyTable(cwd);
  await runCli([...args, "1"], { cwd });
  list = (await runCli(["list"], { cwd })).stdout;
  id = /^[0-9a-f]{10}/m.exec(list)?.[0] as string;
  show = (await runCli(["show", id], { cwd })).stdout;
});

/** A folder with the store as a process left it that was killed: what it wrote last is in the second file alone. */
function killed(): string {
  const folder = mkdtempSync(join(home, "killed-"));
  const database = new DatabaseSync(join(cwd, "droplab.db"));
  database.exec("UPDATE experiments SET updated = '2031-05-05T12:00:00.000Z'");
  for (const name of ["droplab.db", "droplab.db-wal"]) copyFileSync(join(cwd, name), join(folder, name));
  database.exec("UPDATE experiments SET updated = created");
  database.close();
  return folder;
}

describe.runIf(hasReadOnlyFolders)("15.7: a store in a folder in which nothing can be written", () => {
  test("is read by every command that reads, and stays as it is", () => {
    const before = readFileSync(join(cwd, "droplab.db"));
    const names = readdirSync(cwd);
    const results = runReadOnly(cwd, ["list", `show ${id}`, "status", `compare ${id}`, `report ${id} --md`, "export"]);
    expect(results.map(({ status, stderr }) => [status, stderr])).toEqual(results.map(() => [0, ""]));
    expect(results.slice(0, 3).map(({ stdout }) => stdout)).toEqual([list, show, "nothing runs now; droplab list names what was run\n"]);
    expect(results.slice(3).map(({ stdout }) => stdout.includes(id) || stdout.includes("dropout 0.5"))).toEqual([true, true, true]);
    expect([readFileSync(join(cwd, "droplab.db")).equals(before), readdirSync(cwd)]).toEqual([true, names]);
  });

  test("is read whole where it was left by a process that was killed", () => {
    const folder = killed();
    const [read] = runReadOnly(folder, ["list"]);
    expect(read).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("2031-05-05") });
    expect(readdirSync(folder)).toEqual(["droplab.db", "droplab.db-wal"]);
  });

  test("is not written to, and says so with a sentence", () => {
    const [result] = runReadOnly(cwd, [`${args.join(" ")} 2`.replace("mlp(2)", "'mlp(2)'")]);
    expect(result).toMatchObject({ status: 2, stdout: "" });
    expect(result?.stderr.split("\n").at(-2)).toBe(
      "droplab: store: droplab.db cannot be written: the file or its folder is read-only; make it writable, or name another file with --store",
    );
  });
});
