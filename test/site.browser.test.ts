import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, seriousFindings } from "./browser.ts";
import { builtSite } from "./builtSite.ts";
import { type ServedFolder, serveFolder } from "./servedFolder.ts";

const UNDER = "/droplab";
let site: string;
let server: ServedFolder;
let browser: Browser;

/** The site as any web server would host it, in a folder, with no headers of ours. */
beforeAll(async () => {
  site = await builtSite();
  [server, browser] = await Promise.all([serveFolder(site, {}, { under: UNDER, policy: "" }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

const at = (path: string) => `${server.address}${UNDER}/${path}`;

async function tab(context: BrowserContext): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  return { page, complaints };
}

/** Waits until the whole deploy is kept and its worker answers. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active?.state !== "activated" || !navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
  });

/** Whether no newer worker is on its way. */
async function settled(): Promise<boolean> {
  const found = await navigator.serviceWorker.getRegistration();
  return found?.active?.state === "activated" && !found.installing && !found.waiting;
}

const visited = [
  "index.html",
  "story.html",
  "docs/index.html",
  "docs/data.html",
  "results/index.html",
  "results/post.html",
  "results/post-report.html",
];

describe("the site in a browser, from a folder of a plain web server", () => {
  test.each([
    ["light, wide", "light", 1200],
    ["dark, as a phone", "dark", 375],
  ] as const)(
    "%s: no page complains, asks for what is not there, is wider than the window or hard to use",
    async (_, colorScheme, width) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
      const { page, complaints } = await tab(context);
      for (const path of visited) {
        await page.goto(at(path));
        const bar = await page.locator("header.top").evaluate((header) => getComputedStyle(header).position);
        expect([path, bar]).toEqual([path, "sticky"]);
        expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, width]);
        expect([path, await seriousFindings(page)]).toEqual([path, []]);
      }
      expect([complaints, server.missing]).toEqual([[], []]);
      await context.close();
    },
  );

  test("after the first visit every page is there without a network", async () => {
    const context = await browser.newContext();
    const { page, complaints } = await tab(context);
    await page.goto(at(""));
    await kept(page);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.postMessage("keep digits"));
    const digits = () =>
      page.evaluate(async () => (await (await caches.open(`droplab ${new URL("./", location.href)} digits`)).keys()).length);
    await expect.poll(digits, { timeout: 20_000 }).toBe(4);
    await context.setOffline(true);
    for (const path of ["", ...visited]) {
      await page.goto(at(path));
      expect([path, await page.locator("header.top").evaluate((header) => getComputedStyle(header).position)]).toEqual([path, "sticky"]);
      expect(await page.locator("h1").textContent()).not.toBe("");
    }
    const [name = ""] = readdirSync(join(site, "mnist"));
    await page.goto(at(""));
    const fetched = await page.evaluate(async (path) => (await (await fetch(path)).arrayBuffer()).byteLength, `mnist/${name}`);
    expect(fetched).toBe(statSync(join(site, "mnist", name)).size);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("a file that is kept damaged is not used, and kept anew", async () => {
    const context = await browser.newContext();
    const { page, complaints } = await tab(context);
    await page.goto(at("docs/index.html"));
    await kept(page);
    const lengths = (damage: boolean) =>
      page.evaluate(async (isDamaged) => {
        const found: number[] = [];
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          for (const request of await cache.keys()) {
            if (!/showPlayground.*js$|index\.html$/.test(request.url)) continue;
            if (isDamaged) await cache.put(request, new Response("export const broken = 1;"));
            else found.push((await (await cache.match(request))?.arrayBuffer())?.byteLength ?? 0);
          }
        }
        return found.sort((one, other) => one - other);
      }, damage);
    const whole = await lengths(false);
    await lengths(true);
    await page.goto(at("index.html"));
    await page.waitForSelector(".net-of canvas");
    await page.goto(at("docs/index.html"));
    await page.goto(at("results/index.html"));
    await expect.poll(() => lengths(false)).toEqual(whole);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("a new deploy is there at the next load, then without a network, and the one before is only kept for pages that are open", async () => {
    const deploys = [1, 2, 3].map((n) => {
      const folder = mkdtempSync(join(tmpdir(), "droplab-"));
      cpSync(site, folder, { recursive: true, filter: (path) => !path.endsWith("mnist") });
      changeDeploy(folder, n);
      return folder;
    });
    const context = await browser.newContext();
    const { page } = await tab(context);
    const heading = () => page.locator("h1").textContent();
    for (const [i, folder] of deploys.entries()) {
      server.replace(folder);
      await page.goto(at("docs/data.html"));
      expect(await heading()).toBe(`Deploy ${i + 1}`);
      await expect
        .poll(() => page.evaluate(() => caches.keys()), { timeout: 10_000 })
        .toContainEqual(expect.stringMatching(new RegExp(` deploy${i + 1}$`)));
      await expect.poll(() => page.evaluate(settled), { timeout: 10_000 }).toBe(true);
    }
    await context.setOffline(true);
    await page.reload();
    expect(await heading()).toBe("Deploy 3");
    const names = (await page.evaluate(() => caches.keys())).map((name) => name.split(" ").at(-1));
    expect(names.sort()).toEqual(["deploy2", "deploy3", "digits"]);
    server.replace(site);
    await context.close();
  });

  test("a deploy whose files are of two is not kept", async () => {
    const mixed = mkdtempSync(join(tmpdir(), "droplab-"));
    cpSync(site, mixed, { recursive: true, filter: (path) => !path.endsWith("mnist") });
    writeFileSync(join(mixed, "story.html"), `${readFileSync(join(mixed, "story.html"), "utf8")}<!-- newer -->`);
    server.replace(mixed);
    const context = await browser.newContext();
    const { page } = await tab(context);
    await page.goto(at("docs/index.html"));
    await expect
      .poll(
        () => page.evaluate(async () => [(await navigator.serviceWorker.getRegistration())?.active ?? null, (await caches.keys()).length]),
        { timeout: 20_000 },
      )
      .toEqual([null, 0]);
    server.replace(site);
    await context.close();
  });
});

/** Makes another deploy of a built site: a document has another heading, and its worker knows. */
function changeDeploy(folder: string, n: number): void {
  const page = readFileSync(join(folder, "docs/data.html"), "utf8").replace(
    /(<h1[^>]*>)[^<]*<\/h1>/,
    (_, start) => `${start}Deploy ${n}</h1>`,
  );
  writeFileSync(join(folder, "docs/data.html"), page);
  const sum = createHash("sha256").update(page).digest("hex");
  const worker = readFileSync(join(folder, "sw.js"), "utf8")
    .replace(/(\[\\"docs\/data\.html\\",\\")[0-9a-f]{64}/, (_, start) => `${start}${sum}`)
    .replace(/(\\"version\\":\\")[0-9a-f]{16}/, (_, start) => `${start}deploy${n}`);
  writeFileSync(join(folder, "sw.js"), worker);
}
