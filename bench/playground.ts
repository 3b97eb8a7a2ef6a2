/**
 * The playground in a headless browser: how fast a twin trains with the other beside it, as a share of Node's wasm alone in the same minute;
 * how long input waits and how far frames are apart meanwhile; the first picture, and what is loaded for it. Usage: npm run bench:playground
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stdout } from "node:process";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { openDevice } from "#devices";
import { defaultSettings } from "../src/web/playground/settings/settings.ts";
import { Twin } from "../src/web/playground/twin/twin.ts";
import { openBrowser } from "../test/browser.ts";
import { builtSite } from "../test/builtSite.ts";
import { mnistDigits } from "../test/playgroundDigits.ts";
import { serveFolder } from "../test/servedFolder.ts";

const [FROM, TO, INPUTS, VISITS] = [1000, 4000, 40, 5];
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
const say = (what: string, value: string) => stdout.write(`${what.padEnd(72)} ${value}\n`);

const site = await builtSite();
const loaded = readdirSync(join(site, "assets")).filter((name) => /\.(js|css)$/.test(name));
const bytes = loaded.reduce((sum, name) => sum + gzipSync(readFileSync(join(site, "assets", name))).length, 0);
say("script and style of the whole site, both kernels, compressed", `${(bytes / 1000).toFixed(0)} kB`);

/** Steps a second of both twins' settings in Node, one after the other, on an idle machine. */
async function inNode(): Promise<{ readonly a: number; readonly b: number }> {
  const [device, digits] = [await openDevice("wasm"), mnistDigits()];
  const rate = async (own: (typeof defaultSettings)["a"]) => {
    const twin = new Twin(device, digits, { shared: defaultSettings.shared, own });
    for (let step = 0; step < 300; step += 50) await twin.train(50);
    const start = performance.now();
    for (let step = 300; step < 1500; step += 50) await twin.train(50);
    return (1000 * 1200) / (performance.now() - start);
  };
  return { a: await rate(defaultSettings.a), b: await rate(defaultSettings.b) };
}

const server = await serveFolder(site, {}, { under: "/droplab", policy: "" });
const address = `${server.address}/droplab/index.html`;
const browser = await openBrowser();

const paints: { paint: number; nets: number }[] = [];
for (let i = 0; i < VISITS; i++) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForSelector(".net-of canvas");
  const nets = await page.evaluate(() => performance.now());
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
  paints.push({ paint, nets });
  await context.close();
}
say(
  "first visit: first paint, nets drawn",
  `${median(paints.map(({ paint }) => paint)).toFixed(0)} ms, ${median(paints.map(({ nets }) => nets)).toFixed(0)} ms`,
);

const node = await inNode();
say("--device wasm in Node, alone: A and B", `${node.a.toFixed(0)} and ${node.b.toFixed(0)} steps a second`);

const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
await page.goto(address);
await page.waitForSelector(".net-of canvas");
await page.click(".go");
await untilStep(page, FROM);
const frames = page.evaluate(
  (until) =>
    new Promise<number[]>((resolve) => {
      const gaps: number[] = [];
      let before = performance.now();
      const next = (now: number) => {
        gaps.push(now - before);
        before = now;
        const step = Number(document.querySelector(".count b")?.textContent?.replaceAll(",", ""));
        if (step >= until) resolve(gaps);
        else requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    }),
  TO,
);
const start = performance.now();
await untilStep(page, TO);
const rate = (1000 * (TO - FROM)) / (performance.now() - start);
say("in the page, each twin beside the other, scoring and drawing included", `${rate.toFixed(0)} steps a second`);
// side by side they go as fast as the slower one
say("as a share of the slower one in Node", `${((100 * rate) / Math.min(node.a, node.b)).toFixed(0)}% (goal 70%)`);
const gaps = await frames;
say("frames meanwhile", `median ${median(gaps).toFixed(0)} ms apart, at most ${Math.max(...gaps).toFixed(0)} ms (goal 200 ms)`);

for (const [name, act] of [
  ["an arrow key on a net", "key"],
  ["the share of units taken away", "take"],
  ["twin B's dropout rate", "rate"],
] as const) {
  const waits = await inputs(page, act);
  say(
    `${name}, until the next frame, while both train`,
    `${median(waits).toFixed(0)} ms, at most ${Math.max(...waits).toFixed(0)} ms (goal 100 ms)`,
  );
}
await browser.close();
server.close();

async function untilStep(on: Page, step: number): Promise<void> {
  await on.waitForFunction((least) => Number(document.querySelector(".count b")?.textContent?.replaceAll(",", "")) >= least, step, {
    timeout: 300_000,
    polling: 50,
  });
}

/** Milliseconds from an input to the frame after it. */
function inputs(on: Page, act: "key" | "take" | "rate"): Promise<number[]> {
  return on.evaluate(
    async ({ act, count }) => {
      const waits: number[] = [];
      const net = document.querySelector<HTMLElement>(".net-of canvas[tabindex]");
      const field = document.querySelector<HTMLInputElement>(act === "take" ? ".take-box input" : ".twin-head input");
      for (let i = 0; i < count; i++) {
        const start = performance.now();
        if (act === "key") net?.dispatchEvent(new KeyboardEvent("keydown", { key: i % 2 ? "ArrowDown" : "ArrowRight", bubbles: true }));
        else if (field) {
          field.value = act === "take" ? String((7 * i) % 90) : String(((i % 9) + 1) / 10);
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        waits.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return waits;
    },
    { act, count: INPUTS },
  );
}
