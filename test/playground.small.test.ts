import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadMnist } from "#data/files";
import { openDevice } from "#devices";
import { numericsOf } from "#engine";
import { defaultSettings, type Settings } from "../src/web/playground/settings/settings.ts";
import { runSmall } from "../src/web/playground/state/smallExperiment.ts";
import { FEATURES, HELD_OUT } from "../src/web/playground/twin/digits.ts";
import { hostCaller } from "./playgroundDigits.ts";

const bin = fileURLToPath(new URL("../bin/droplab.js", import.meta.url));
const { train } = loadMnist();
const heldOut = { images: new Uint8Array(train.images.subarray(0, HELD_OUT * FEATURES)), labels: train.labels.slice(0, HELD_OUT) };
const { shared, a, b } = defaultSettings;

test.each<[string, Settings]>([
  ["dropout", { shared: { ...shared, model: "mlp(16)" }, a, b }],
  [
    "few images with wrong labels",
    { shared: { ...shared, seed: 3, model: "mlp(16)", trainExamples: 400, labelNoise: 0.3 }, a, b: { ...b, l2: 1e-3 } },
  ],
])("a small experiment says what droplab sweep and compare say: %s", async (_, settings) => {
  const device = await openDevice("wasm");
  const callers = { a: await hostCaller(), b: await hostCaller() };
  const shares: number[] = [];
  const verdict = await runSmall(settings, {
    ...{ callers, heldOut, numerics: numericsOf(device), size: { seeds: 3, iterations: 40 } },
    tell: (share) => shares.push(share),
  });
  expect(shares.at(-1)).toBe(1);
  const folder = mkdtempSync(join(tmpdir(), "droplab-"));
  writeFileSync(join(folder, "small.json"), JSON.stringify(verdict?.definition));
  const droplab = (...args: string[]) =>
    execFileSync(process.execPath, [bin, ...args, "--store", "s.db"], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  droplab("sweep", "small.json", "--device", "wasm");
  const [{ id }] = JSON.parse(droplab("list", "--json"));
  const said = droplab("compare", id);
  expect(said).toContain(verdict?.sentence);
  for (const warning of verdict?.warnings ?? []) expect(said).toContain(warning);
  expect(verdict?.accuracies.a).toHaveLength(3);
});

test("13.1: a run that diverged has no accuracy in the table by seed, whatever its net was before", async () => {
  const caller = (diverges: boolean) => {
    let asked = 0;
    const ask = async (_: string, [{ seed }]: readonly [{ readonly seed: number }]) => {
      asked++;
      const divergedAt = diverges && asked % 2 ? 150 : null;
      return { ...{ seed, accuracy: 0.9 + asked / 1000, iteration: 100, deadClasses: [], selectionAccuracy: 0.9, divergedAt }, ...rest };
    };
    return { ask };
  };
  const rest = {
    stoppedAt: null,
    monteCarlo: null,
    majorityShare: 0.1135,
    testExamples: 10_000,
    trainingExamples: 55_000,
    evaluations: [],
  };
  const verdict = await runSmall(
    { shared: { ...shared, model: "mlp(16)" }, a, b },
    {
      callers: { a: caller(false), b: caller(true) } as never,
      ...{ heldOut, numerics: "", size: { seeds: 4, iterations: 200 }, tell: () => {} },
    },
  );
  const none = verdict?.accuracies.b.filter((accuracy) => accuracy === null).length;
  expect([none, verdict?.accuracies.a.includes(null)]).toEqual([2, false]);
  expect(verdict?.sentence).toContain("2 of 4 runs of");
});

test("twins that are alike are one configuration", async () => {
  const callers = { a: await hostCaller(), b: await hostCaller() };
  const settings = { shared: { ...shared, model: "mlp(16)" }, a, b: a };
  const verdict = await runSmall(settings, { callers, heldOut, numerics: "", size: { seeds: 1, iterations: 5 }, tell: () => {} });
  expect(verdict?.sentence).toBe("Both twins are the same configuration: there is nothing to compare.");
});
