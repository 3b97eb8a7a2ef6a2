import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { TrialRecord } from "#experiment";
import { readLaboratory } from "#store";
import { loadCheckpoint } from "../../src/lab/checkpointParts.ts";
import { runCli } from "../runCli.ts";
import { storeContent } from "../storeContent.ts";
import { writeTinyTable } from "../tinyTable.ts";

const fixture = readFileSync(fileURLToPath(new URL("../golden/storeOfVersion3.sql", import.meta.url)), "utf8");
const common = { dataset: "tiny.csv", model: "mlp(2)" };
/** What the fixture was made of: a sweep in which every state occurs, and runs of the reference device. */
const kinds = { ...common, iterations: 20_000, evaluateEvery: 5_000, reps: 4, grid: { dropout: [0, 0.5] } };
const exact = { ...common, iterations: 6_000, evaluateEvery: 1_000, reps: 2 };
const [KINDS, EXACT] = ["697670b39f", "8049a14312"];

/** A working folder with the two experiments, and with what the droplab before had come to. */
function folder(): string {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  const database = new DatabaseSync(join(cwd, "droplab.db"), { enableForeignKeyConstraints: false });
  database.exec(fixture);
  database.close();
  writeTinyTable(cwd);
  writeFileSync(join(cwd, "kinds.json"), JSON.stringify(kinds));
  writeFileSync(join(cwd, "exact.json"), JSON.stringify(exact));
  return cwd;
}

interface Content {
  readonly trials: Readonly<Record<string, { result: string }>>;
}

describe("a store that the droplab before ownership wrote", () => {
  test("is read as it is, without a write: every run under its id, in its state, with what was kept of it", async () => {
    const cwd = folder();
    const file = join(cwd, "droplab.db");
    chmodSync(file, 0o444);
    const bytes = readFileSync(file);
    const list = await runCli(["list"], { cwd });
    expect(list.stdout).toMatch(
      new RegExp(`${KINDS} +8 +3 queued, 1 done, 1 failed, 2 interrupted, 1 pruned .*\\n${EXACT} +2 +1 queued, 1 interrupted`),
    );
    expect((await runCli(["status"], { cwd })).stdout).toContain("its process is no more");
    const rows = (await runCli(["export"], { cwd })).stdout.trim().split("\n");
    expect(rows.length).toBe(1 + 8 + 2);
    const bundle: { trials: (TrialRecord & { weights: string | null })[] } = JSON.parse(
      (await runCli(["export", "--json", "--with-machine"], { cwd })).stdout,
    );
    const done = bundle.trials.find(({ state }) => state === "done");
    expect(done).toMatchObject({ id: "d4f6d54a220b637b9999", iteration: 20_000, owner: { host: "laboratory" } });
    const old = new DatabaseSync(file, { readOnly: true });
    const { weights } = old.prepare("SELECT weights FROM trials WHERE state = 'done'").get() as { weights: Uint8Array };
    expect(done?.weights).toBe(Buffer.from(weights).toString("base64"));
    // bit for bit: float32 of the native device, and float64 of the reference
    const reader = readLaboratory(file);
    for (const { id, bytes: size, state, best } of old
      .prepare("SELECT t.id, c.* FROM checkpoints c JOIN trials t ON t.number = c.trial")
      .all()) {
      const numbers = (blob: unknown) => {
        const copy = (blob as Uint8Array).slice().buffer;
        return size === 8 ? new Float64Array(copy) : new Float32Array(copy);
      };
      const kept = await loadCheckpoint(reader, String(id));
      expect([kept?.state, kept?.bestState]).toEqual([numbers(state), best && numbers(best)]);
    }
    await reader.close();
    old.close();
    expect((await runCli(["report", KINDS, "--md"], { cwd })).stdout).toContain("33.33");
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  test("goes on: its runs are found, continued from their checkpoints, and end as those that were never interrupted", async () => {
    const [calm, old] = [folder(), folder()]; // of runs of tables from before under their ids: that of one that has none of them has others
    const commands = [
      ["sweep", "kinds.json"],
      ["sweep", "exact.json", "--device", "reference"],
    ];
    for (const command of commands) expect((await runCli([...command, "--fresh"], { cwd: calm })).code).toBe(0);
    const first = await runCli(commands[0] as string[], { cwd: old });
    expect(first.stderr).toContain("1 of 8 runs was in droplab.db already");
    expect(first.code).toBe(0);
    expect((await runCli(["resume", EXACT, "--device", "reference"], { cwd: old })).code).toBe(0);
    const [found, expected] = [old, calm].map((store) => storeContent(join(store, "droplab.db")) as unknown as Content) as [
      Content,
      Content,
    ];
    // the run that was done is as it was written, without what results have had since
    const [done, ...others] = Object.entries(found.trials).filter(([, { result }]) => !result.includes('"trainingExamples"'));
    expect([done?.[0] !== undefined, others]).toEqual([true, []]);
    const own = expected.trials[done?.[0] as string] as { result: string };
    const { trainingExamples: _, ...result } = JSON.parse(own.result);
    own.result = JSON.stringify(result);
    expect(found).toEqual(expected);
    const events = async (id: string): Promise<string[]> => {
      const { stdout } = await runCli(["log", id, "--json"], { cwd: old });
      return JSON.parse(stdout).events.map(({ text }: { text: string }) => text);
    };
    expect(await events("1c521fcc83d3bdedd39a")).toEqual(["started", "interrupted", "continued at iteration 5442", "done"]);
    expect(await events("45c8913ccf53b9c816bb")).toEqual(["started", "interrupted", "continued at iteration 2791", "done"]);
    // the process of the running one is not asked for by its number: no older droplab can write to the store any more
    expect(await events("044f253e4e33e156b84e")).toEqual(["process 4000000 on laboratory is no more", "started", "done"]);
  }, 180_000);

  test("keeps a droplab out that was at work when it was brought to this version", async () => {
    const cwd = folder();
    const before = new DatabaseSync(join(cwd, "droplab.db"));
    const record = before.prepare("UPDATE trials SET iteration = ?, seconds = seconds + ? WHERE id = ?");
    record.run(1, 1, "044f253e4e33e156b84e");
    await runCli(["rm", "nothing"], { cwd }); // opens it to write
    expect(() => record.run(2, 1, "044f253e4e33e156b84e")).toThrow("no such column: seconds");
    expect(() => before.prepare("UPDATE owners SET heartbeat = 1 WHERE number = 1")).toThrow("no such column: heartbeat");
    before.close();
  });
});
