import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { readLaboratory } from "#store";
import { runCli } from "../runCli.ts";
import { storeContent } from "../storeContent.ts";

const bin = fileURLToPath(new URL("../../bin/droplab.js", import.meta.url));
const folder = () => mkdtempSync(join(tmpdir(), "droplab-"));
const kills = Number(process.env["DROPLAB_KILLS"] ?? 4); // of each protocol
const iterations = Number(process.env["DROPLAB_ITERATIONS"] ?? 1500);
const sweep = (protocol: string) => [
  "sweep",
  "--protocol",
  protocol,
  "--model",
  "mlp(8)",
  "--dropout",
  "0,0.2",
  "-r",
  "3",
  "-i",
  String(iterations),
  "--checkpoint-every",
  "0.05",
];

/** What the store of an undisturbed sweep holds; each is run once, for all that is compared with it. */
const calmStores = new Map<string, Promise<Record<string, unknown>>>();
function calmContent(protocol: string): Promise<Record<string, unknown>> {
  const cwd = folder();
  const content =
    calmStores.get(protocol) ??
    runCli(sweep(protocol), { cwd }).then(({ code }) => {
      expect(code).toBe(0);
      return storeContent(join(cwd, "droplab.db"));
    });
  calmStores.set(protocol, content);
  return content;
}

/** What the log of each run of a store tells. */
async function logsOf(cwd: string): Promise<string[][]> {
  const reader = readLaboratory(join(cwd, "droplab.db"));
  const trials = Object.keys(storeContent(join(cwd, "droplab.db"))["trials"] as object);
  const logs = await Promise.all(trials.map(async (trial) => (await reader.logOf(trial)).map(({ text }) => text)));
  await reader.close();
  return logs;
}

/** Runs a command in a folder and kills it after some milliseconds; gives whether it was still running. */
function killed(args: readonly string[], cwd: string, ms: number, signal: NodeJS.Signals): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: "ignore" });
    const timer = setTimeout(() => child.kill(signal), ms);
    child.on("close", (_, by) => {
      clearTimeout(timer);
      resolve(by !== null);
    });
  });
}

describe.each(["post", "sound"])("a sweep that is killed again and again (%s)", (protocol) => {
  test("ends with the results of an undisturbed one, bit for bit: none lost, none doubled", async () => {
    const [calm, rough] = [await calmContent(protocol), folder()];
    const random = new RandomSequence(protocol === "post" ? 1 : 2, "noise");
    let hits = 0;
    for (let kill = 0; kill < kills; kill++) {
      if (await killed(sweep(protocol), rough, 250 + 600 * random.uniform(), "SIGKILL")) hits++;
    }
    expect(hits).toBeGreaterThan(0);
    const last = await runCli(sweep(protocol), { cwd: rough });
    expect(last.code).toBe(0);
    expect(storeContent(join(rough, "droplab.db"))).toEqual(calm);
    expect(calm).toMatchObject({ members: 6, checkpoints: 0 });
  }, 300000);
});

describe("Ctrl-C", () => {
  test("checkpoints at once, and resume continues with the same digits", async () => {
    const [calm, rough] = [await calmContent("sound"), folder()];
    const args = [...sweep("sound").slice(0, -2), "--checkpoint-every", "1000"];
    let pressed = false;
    const stopped = await runCli(args, {
      cwd: rough,
      onError: (text, kill) => {
        if (pressed || !/\d\/\d/.test(text)) return; // until a run trains
        setTimeout(() => kill("SIGINT"), 300);
        pressed = true;
      },
    });
    expect(stopped.stderr).toMatch(/droplab: stopped; \d of 6 runs had finished; the same command continues where they stopped\n$/);
    expect(stopped.code).toBe(130);
    expect(storeContent(join(rough, "droplab.db"))["checkpoints"]).toBeGreaterThan(0);
    const resumed = await runCli(["resume"], { cwd: rough });
    expect(resumed.code).toBe(0);
    expect(storeContent(join(rough, "droplab.db"))).toEqual(calm);
    // the command behind the numbers is the one that made them
    expect((await runCli(["list"], { cwd: rough })).stdout).toMatch(/ droplab sweep /);
    expect((await runCli(["resume"], { cwd: rough })).stdout).toBe("every experiment has come to its end\n");
  });

  test("pressed again later leaves at once", async () => {
    const cwd = folder();
    let pressed = 0;
    const { code } = await runCli(["run", "--device", "reference", "-i", "100", "-r", "2"], {
      cwd,
      onError: (_, kill) => {
        if (pressed++) return;
        kill("SIGINT");
        setTimeout(() => kill("SIGINT"), 1200);
      },
    });
    expect(code).toBe(130);
  });
});

describe("two processes on one store", () => {
  test("share the work, run every trial once, and both end with all results", async () => {
    const [calm, shared] = [await calmContent("post"), folder()];
    const [a, b] = await Promise.all([1, 2].map(() => runCli([...sweep("post"), "--workers", "1"], { cwd: shared })));
    expect([a?.code, b?.code]).toEqual([0, 0]);
    expect(a?.stdout).toBe(b?.stdout);
    expect(storeContent(join(shared, "droplab.db"))).toEqual(calm);
    expect(await logsOf(shared)).toEqual(Array.from({ length: 6 }, () => ["started", "done"]));
  });

  test("do not take a trial from each other when the clock of one jumps by hours", async () => {
    const cwd = folder();
    const jump = (hours: number) => `const now = Date.now; Date.now = () => now() + ${hours} * 3600e3;`;
    const results = await Promise.all([-9, 9].map((hours) => runCli([...sweep("sound"), "--workers", "1"], { cwd, preload: jump(hours) })));
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect((await logsOf(cwd)).map(({ length }) => length)).toEqual([2, 2, 2, 2, 2, 2]);
  });
});
