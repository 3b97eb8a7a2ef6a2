import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openLaboratory } from "#store";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const machine = { processor: "", cores: 1, node: "", device: "" };
const page = (cwd: string) => openLaboratory(join(cwd, "droplab.db"), { about: { host: "", machine, version: "0", command: "a page" } });
const folder = () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  return cwd;
};
const sweep = (...more: string[]) => ["sweep", "--dataset", "tiny.csv", "--model", "mlp(2)", "--dropout", "0,0.5", ...more];

/** Runs a command; when it has begun, another process wishes something of its experiment. */
async function steered(cwd: string, args: readonly string[], wishes: object) {
  let wished: Promise<unknown> | undefined;
  const result = await runCli(args, {
    cwd,
    onError(text) {
      if (wished || !/run \d/.test(text)) return;
      const { store, close } = page(cwd);
      wished = store.experiments().then(async ([experiment]) => {
        await store.wish(experiment?.id ?? "", wishes);
        await close();
      });
    },
  });
  await wished;
  return result;
}

describe("a sweep does what another process wishes of it:", () => {
  test("it stops within a beat, and the same command goes on", async () => {
    const cwd = folder();
    const long = sweep("-i", "1000000", "-r", "1");
    const stopped = await steered(cwd, long, { stopped: true });
    expect(stopped.stderr).toMatch(
      /droplab: stopped by droplab stop; 0 of 2 runs had finished; the same command, or droplab resume [0-9a-f]{10}, goes on\n$/,
    );
    expect(stopped.code).toBe(130);
    const [experiment] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
    expect(experiment.states).toMatchObject({ interrupted: 2, running: 0 });
    const { store, close } = page(cwd);
    expect(await store.wishes(experiment.id)).toMatchObject({ stopped: true });
    await close();
    let pressed = false;
    await runCli(long, {
      cwd,
      onError(text, kill) {
        if (!pressed && /run \d/.test(text)) setTimeout(() => kill("SIGINT"), 300);
        pressed ||= /run \d/.test(text);
      },
    });
    const again = page(cwd);
    expect(await again.store.wishes(experiment.id)).toMatchObject({ stopped: false });
    await again.close();
  });

  test("it adds repetitions", async () => {
    const cwd = folder();
    const { stdout, stderr, code } = await steered(cwd, sweep("-i", "30000", "-r", "2", "--json"), { repetitions: 4 });
    expect(stderr).toContain("droplab: 4 runs of each configuration are wished now\n");
    const { trials, definition } = JSON.parse(stdout);
    expect([code, definition.reps, trials.map(({ state }: { state: string }) => state)]).toEqual([
      0,
      4,
      Array.from({ length: 8 }, () => "done"),
    ]);
  });
});
