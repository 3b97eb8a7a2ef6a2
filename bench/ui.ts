/**
 * The live page: first paint from a warm server, size of its script, how long input waits while four runs report, and how long each view
 * takes over a store of 20,000 runs with a sweep of 300 configurations. Medians. Usage: npm run bench:ui
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath, stdout } from "node:process";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { openBrowser } from "../test/browser.ts";
import { serveUi } from "../test/dashboard.ts";
import { fillStore, WIDE } from "./bigStore.ts";

const [LOOKS, KEYS] = [5, 40];
const bin = join(import.meta.dirname, "..", "bin", "droplab.js");
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
const say = (what: string, value: string) => stdout.write(`${what.padEnd(64)} ${value}\n`);

const assets = join(import.meta.dirname, "..", "build", "dashboard", "assets");
const scripts = readdirSync(assets).filter((file) => file.endsWith(".js"));
say(
  "script, compressed",
  `${(scripts.reduce((sum, file) => sum + gzipSync(readFileSync(join(assets, file))).length, 0) / 1000).toFixed(0)} kB`,
);

const folder = mkdtempSync(join(tmpdir(), "droplab-"));
await fillStore(join(folder, "big.db"), { withWide: true });
const ui = await serveUi(folder, ["--store", "big.db"]);
const browser = await openBrowser();
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const { address } = ui;
const list: { id: string; name: string }[] = await (await fetch(`${address}/api/experiments`)).json();
const wide = list.find(({ name }) => name === WIDE)?.id;
const view = await (await fetch(`${address}/api/experiments/${wide}`)).json();
const run: string = view.configurations[0].runs[0].id;

/** Milliseconds from the address to the first paint, and until what the view is about is there. */
async function look(path: string, what: string): Promise<{ paint: number; whole: number }> {
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(address + path, { waitUntil: "commit" });
  await page.waitForSelector(what);
  const whole = performance.now() - start;
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
  await page.close();
  return { paint, whole };
}

for (const [name, path, what] of [
  ["experiments (201, 20,000 runs)", "/", ".list tbody tr"],
  ["an experiment of 300 configurations", `/experiment/${wide}`, ".results tbody tr"],
  ["a run", `/run/${run}?experiment=${wide}`, ".curves"],
  ["now", "/now", ".numbers"],
] as const) {
  await look(path, what);
  const looks = [];
  for (let i = 0; i < LOOKS; i++) looks.push(await look(path, what));
  say(
    name,
    `first paint ${median(looks.map(({ paint }) => paint)).toFixed(0)} ms, whole after ${median(looks.map(({ whole }) => whole)).toFixed(0)} ms`,
  );
}

/** Milliseconds from a key to the next frame. */
async function typing(page: Page): Promise<number[]> {
  return page.evaluate(async (count) => {
    const field = document.querySelector<HTMLInputElement>("input[type=search]");
    const waits: number[] = [];
    for (let i = 0; field && i < count; i++) {
      const start = performance.now();
      field.value = `d${"ropout"[i % 6]}`;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      waits.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    return waits;
  }, KEYS);
}

const sweep = ["sweep", "--model", "mlp(8)", "--dropout", "0,0.5", "-i", "20000", "-r", "2", "--workers", "4", "--evaluate-every", "100"];
const ended = new Promise((resolve) => execFile(execPath, [bin, ...sweep, "--store", "big.db"], { cwd: folder }, resolve));
const page = await context.newPage();
for (const [name, path] of [
  ["the list", "/"],
  ["the experiment of 300 configurations", `/experiment/${wide}`],
] as const) {
  await page.goto(address + path);
  await page.waitForSelector("tbody tr");
  const waits = await typing(page);
  say(`a key in ${name} while four runs report`, `${median(waits).toFixed(0)} ms, at most ${Math.max(...waits).toFixed(0)} ms`);
}
await ended;
await browser.close();
await ui.stop();
rmSync(folder, { recursive: true });
