import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { NUMERICAL_VERSION } from "#engine";
import type { Facts } from "../../bench/results/facts.ts";
import { postPage } from "../../bench/results/postPage.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const none: Facts = { post: null, sound: null, heldOut: null, overfitting: null, unitsTakenAway: null };

describe("npm run results", () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  const newFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), "droplab-results-"));
    folders.push(folder);
    return folder;
  };

  /** Runs it; `stopAt` is what standard error says when SIGTERM is sent. */
  function results(args: readonly string[], stopAt?: string): Promise<{ code: number | null; stderr: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(root, "bench/results.ts"), ...args], {
        cwd: tmpdir(),
        stdio: ["ignore", "ignore", "pipe"],
      });
      let stderr = "";
      child.stderr.on("data", (data) => {
        const before = stopAt !== undefined && stderr.includes(stopAt);
        stderr += data;
        if (stopAt !== undefined && !before && stderr.includes(stopAt)) child.kill("SIGTERM");
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, stderr }));
    });
  }

  test("33: a short version that is stopped continues, and makes a page that says it is short", { timeout: 600_000 }, async () => {
    const out = newFolder();
    expect((await results(["--quick", "--out", out], "runs finished")).code).toBe(130);
    const { code, stderr } = await results(["--quick", "--out", out]);
    expect(code, stderr).toBe(0);
    const made = readFileSync(join(out, "post.md"), "utf8");
    const madeFacts: Facts = { ...none, ...JSON.parse(readFileSync(join(out, "post.json"), "utf8")) };
    expect(made).toBe(postPage(madeFacts, NUMERICAL_VERSION));
    expect(made).toContain("> **A short version**");
    expect(made).toContain("64 runs and 1,280 training steps");
    const overfitting = readFileSync(join(out, "overfitting.md"), "utf8");
    expect(overfitting).toContain("2,000 training images, of which 40% have a wrong label");
    for (const page of [made, overfitting]) expect(page).not.toMatch(/Unfinished|NaN|nan\b|undefined|agrees/);
    for (const protocol of ["post", "sound"]) expect(readFileSync(join(out, `${protocol}-report.html`), "utf8")).toContain("<svg");
    const limited = madeFacts.sound?.rows.find(({ varied }) => varied["maxNorm"] === 1);
    expect(limited?.unitNorms?.units).toBe(6 + 16 + 120 + 84 + 10);
    expect(limited?.unitNorms?.largest).toBeCloseTo(1, 5); // projected onto the ball of radius 1
    expect(limited?.unitNorms?.atLimit?.least).toBeGreaterThan(0);
  });

  test("33: refuses what it cannot do with one sentence", async () => {
    const out = newFolder();
    for (const [args, sentence] of [
      [["--quik"], "results: Unknown option '--quik'"],
      [["--write-only", "--store", join(out, "none.db"), "--out", out], "there is no store"],
      [["--pages-only", "--out", out], "there is no overfitting.json"],
    ] as const) {
      const { code, stderr } = await results(args);
      expect(code).toBe(2);
      expect(stderr).toContain(sentence);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
  });
});
