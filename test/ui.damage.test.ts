import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cookieOf, type ServedDashboard, serveUi } from "./dashboard.ts";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
let ui: ServedDashboard;

const table = (shift: number) =>
  `x,y,class\n${Array.from({ length: 80 }, (_, i) => `${i % 17},${((i * 7) % 13) + shift},${i % 2 ? "a" : "b"}`).join("\n")}\n`;

beforeAll(async () => {
  writeFileSync(join(cwd, "own.csv"), table(0));
  const quick = ["--dropout", "0,0.5", "-i", "20", "-r", "1"];
  expect((await runCli(["sweep", ...quick, "--model", "mlp(4)", "--name", "whole"], { cwd })).code).toBe(0);
  expect((await runCli(["sweep", ...quick, "--model", "mlp(5)", "--name", "hurt"], { cwd })).code).toBe(0);
  const own = ["--dataset", "own.csv", "--label", "class", "--protocol", "sound"];
  expect((await runCli(["sweep", ...quick, ...own, "--model", "mlp(3)", "--name", "own data"], { cwd })).code).toBe(0);
  ui = await serveUi(cwd);
});
afterAll(() => ui?.stop());

const get = async (path: string) => (await fetch(ui.address + path)).json();
const rows = async (): Promise<{ id: string; title: string }[]> => get("/api/experiments");
const idOf = async (title: string) => (await rows()).find((row) => row.title === title)?.id ?? "";

describe("a store that is not whole", () => {
  test("what is damaged is said of its experiment, and takes nothing from the others", async () => {
    const hurt = await idOf("hurt");
    const db = new DatabaseSync(join(cwd, "droplab.db"));
    db.exec(
      `UPDATE trials SET result = substr(result, 1, 40) WHERE number = (SELECT min(trial) FROM members WHERE experiment = '${hurt}')`,
    );
    db.close();
    const ids = (await rows()).map(({ id }) => id);
    const progress: { id: string; damage: string | null; best: unknown }[] = await get(`/api/progress?ids=${ids.join()}`);
    expect(progress.map(({ id, damage }) => [id === hurt, damage !== null])).toEqual(progress.map(({ id }) => [id === hurt, id === hurt]));
    expect(progress.filter(({ best }) => best !== null)).toHaveLength(ids.length - 1);
    const now = await get("/api/now");
    expect(now.damage).toMatch(/^[^\n]*damage/i);
    const answer = await fetch(`${ui.address}/api/experiments/${hurt}`);
    expect(answer.status).toBe(503);
    expect((await answer.json()).error).not.toMatch(/\n|:\d+:\d+/);
    expect((await fetch(`${ui.address}/api/experiments/${await idOf("whole")}`)).status).toBe(200);
  });

  test("a refusal of the process that was started is told, and what was wished is as it was", async () => {
    const id = await idOf("own data");
    const headers = { "content-type": "application/json", origin: ui.address, cookie: await cookieOf(ui) };
    const post = (what: string, body = "{}") => fetch(`${ui.address}/api/experiments/${id}/${what}`, { method: "POST", headers, body });
    expect((await post("wish", '{"stopped":true}')).status).toBe(200);
    writeFileSync(join(cwd, "own.csv"), table(1000));
    const refused = await post("resume");
    expect(refused.status).toBe(400);
    expect((await refused.json()).error).toMatch(/own\.csv does not hold the data that its runs began with/);
    const db = new DatabaseSync(join(cwd, "droplab.db"), { readOnly: true });
    expect(db.prepare("SELECT stopped FROM experiments WHERE id = ?").get(id)).toEqual({ stopped: 1 });
    db.close();
  });
});
