import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadMnist } from "#data/files";
import { openDevice } from "#devices";
import { type Device, numericsOf } from "#engine";
import { lenet } from "#nn";
import { runTrial, type TrialConfig } from "#train";
import { trialSeed } from "../src/web/playground/settings/netOf.ts";
import type { Kept } from "../src/web/playground/state/kept.ts";
import { openBrowser, seriousFindings } from "./browser.ts";
import { builtSite } from "./builtSite.ts";
import { type ServedFolder, serveFolder } from "./servedFolder.ts";

let server: ServedFolder;
let browser: Browser;
let context: BrowserContext;
const complaints: string[] = [];

beforeAll(async () => {
  const site = await builtSite();
  [server, browser] = await Promise.all([serveFolder(site, {}, { under: "/droplab", policy: "" }), openBrowser()]);
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

async function openPage(hash = "", where = context): Promise<Page> {
  const page = await where.newPage();
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  await page.goto(`${server.address}/droplab/index.html${hash}`);
  await page.waitForSelector(".net-of canvas");
  return page;
}

const stepOf = async (page: Page) => Number((await page.textContent(".count b"))?.replaceAll(",", ""));
const untilStep = (page: Page, step: number) =>
  page.waitForFunction((least) => Number(document.querySelector(".count b")?.textContent?.replaceAll(",", "")) >= least, step, {
    timeout: 60_000,
  });

/** Where both hold after a pause: they are scored there. */
async function heldAt(page: Page): Promise<number> {
  await page.waitForFunction(
    () => {
      const step = document.querySelector(".count b")?.textContent;
      return (
        document.querySelector(".go:enabled")?.textContent === "Start" &&
        document.querySelector(".net-of.b .score")?.textContent?.includes(`at step ${step}`)
      );
    },
    undefined,
    { timeout: 60_000 },
  );
  return stepOf(page);
}

/** What the page keeps in its database; undefined while that is nothing. */
const keptIn = (page: Page) =>
  page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === "droplab-playground")) return undefined;
    return new Promise<unknown>((resolve, reject) => {
      const request = indexedDB.open("droplab-playground", 1);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const got = request.result.transaction("kept").objectStore("kept").get("last");
        got.onsuccess = () => {
          request.result.close();
          resolve(got.result && { ...got.result.kept, places: undefined });
        };
      };
    });
  }) as Promise<Omit<Kept, "places"> | undefined>;

/** The same once it is of a step. */
async function keptAt(page: Page, step: number): Promise<Omit<Kept, "places">> {
  let kept: Awaited<ReturnType<typeof keptIn>>;
  await expect
    .poll(
      async () => {
        kept = await keptIn(page);
        return kept?.step;
      },
      { timeout: 30_000 },
    )
    .toBe(step);
  return kept as Omit<Kept, "places">;
}

/** Losses of `droplab run`, by record. */
async function lossesOf(device: Device, methods: TrialConfig["methods"]): Promise<number[]> {
  const config: TrialConfig = {
    ...{ protocol: "sound", model: lenet({ logits: "linear" }), methods, optimizer: "adam", learningRate: 0.001, momentum: 0 },
    ...{ schedule: { kind: "constant" }, iterations: 200, evaluateEvery: 100, batch: 100, seed: trialSeed({ seed: 1 }) },
  };
  const trial = runTrial(config, loadMnist(), device);
  for (;;) {
    const step = await trial.next();
    if (step.done) return step.value.result.evaluations.map(({ loss }) => loss);
  }
}

describe("the playground in a browser", () => {
  test("trains both twins with the digits of droplab run, and goes on where it was when it is loaded again", async () => {
    const page = await openPage();
    await page.click(".go");
    await untilStep(page, 200);
    await page.click(".go");
    const step = await heldAt(page);
    const { losses, numerics } = await keptAt(page, step);
    const wasm = await openDevice("wasm");
    const native = await openDevice("native");
    expect(numerics).toBe(numericsOf(wasm));
    for (const [twin, methods] of [
      ["a", {}],
      ["b", { dropout: 0.5 }],
    ] as const) {
      const own = losses[twin].slice(0, 2).map(({ loss }) => loss);
      expect(own).toEqual(await lossesOf(wasm, methods));
      if (wasm.simd === "relaxed" && native.simd !== "baseline") expect(own).toEqual(await lossesOf(native, methods));
    }
    const scores = () => page.locator(".twin-head .score").allTextContents();
    await expect.poll(async () => (await scores()).join(), { timeout: 20_000 }).toContain(`right on 10,000 test images at step ${step}`);
    const before = await scores();
    await expect.poll(async () => (await keptIn(page))?.scores.b.at(-1)?.step, { timeout: 20_000 }).toBe(step);
    await page.reload();
    await expect.poll(() => stepOf(page), { timeout: 20_000 }).toBe(step);
    await expect.poll(scores, { timeout: 20_000 }).toEqual(before);
    await page.close();
  });

  test("an address brings another browser to the same digits, changes on the way included", async () => {
    const page = await openPage("#model=mlp(16)");
    await page.click(".go");
    await untilStep(page, 60);
    await page.locator(".twin-head input[type=range]").fill("0.2");
    await untilStep(page, 200);
    await page.click(".go");
    const step = await heldAt(page);
    await page.waitForFunction(() => location.hash.includes("then="));
    await page.waitForFunction((at) => document.querySelector(".net-of.b .score")?.textContent?.includes(`at step ${at}`), step);
    await expect.poll(async () => (await keptIn(page))?.scores.b.at(-1)?.step, { timeout: 20_000 }).toBe(step);
    const { losses, timeline, scores } = await keptAt(page, step);
    expect(timeline.changes.at(-1)?.settings.b.dropout).toBe(0.2);
    await expect.poll(() => page.evaluate(() => location.hash), { timeout: 10_000 }).toContain(`&step=${step}&`);
    const elsewhere = await browser.newContext();
    const other = await openPage(await page.evaluate(() => location.hash), elsewhere);
    await other.waitForFunction((at) => document.querySelector(".net-of.b .score")?.textContent?.includes(`at step ${at}`), step);
    expect(await keptAt(other, step)).toMatchObject({ losses, timeline, scores });
    await elsewhere.close();
    await page.close();
  });

  test("loaded again in the middle of training it goes on from the last step that was shown", async () => {
    const page = await openPage("#model=mlp(16)&seed=1&batch=20");
    await page.click(".go");
    await untilStep(page, 300);
    const shown = await stepOf(page);
    await page.reload();
    await page.waitForSelector(".net-of canvas");
    await untilStep(page, shown);
    await page.close();
  });

  test("every knob acts while the twins train; what needs new nets says so", async () => {
    const page = await openPage("#model=mlp(16)");
    await page.click(".go");
    await untilStep(page, 20);
    const knobs = page.locator(".knobs");
    for (const [name, value] of [
      ["A: dropout rate", "0.1"],
      ["B: max-norm c", "2"],
      ["A: L2", "3"],
    ] as const) {
      const knob = knobs.getByLabel(name);
      await knob.fill(value);
      await untilStep(page, (await stepOf(page)) + 20);
    }
    await knobs.getByRole("button", { name: /ReLU/ }).click();
    await page.waitForSelector(".notice.word");
    expect(await page.textContent(".notice.word")).toContain("New nets with seed 1, since the logits changed");
    await untilStep(page, 20);
    await page.click(".go");
    await page.close();
  });

  test("a drawn digit is answered by both twins, and by thinned nets of the one with dropout", async () => {
    const page = await openPage();
    expect(await page.locator(".votes-cell").innerText()).not.toMatch(/say/);
    const pad = page.locator(".pad-cell canvas");
    await pad.scrollIntoViewIfNeeded();
    const box = (await pad.boundingBox()) as { x: number; y: number; width: number; height: number };
    await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.2);
    await page.mouse.down();
    for (let i = 2; i <= 8; i++) await page.mouse.move(box.x + box.width / 2, box.y + (box.height * i) / 10);
    await page.mouse.up();
    await expect.poll(() => page.locator(".votes-cell").innerText(), { timeout: 20_000 }).toMatch(/say/);
    expect(await seriousFindings(page)).toEqual([]);
    await page.close();
  });

  test("a small experiment ends with a verdict", async () => {
    const page = await openPage("#model=mlp(16)&train-examples=500");
    await page.getByRole("button", { name: "Run 6 seeds each" }).click();
    await page.waitForSelector(".small .verdict table", { timeout: 90_000 });
    expect(await page.textContent(".small .verdict")).toMatch(/dropout 0.5 .*dropout 0/);
    await page.close();
  });

  test.each([
    ["digitsWorker", "The worker that fetches MNIST's images did not load"],
    ["/worker-", "A twin's worker is gone: it could not be loaded"],
  ])("where %s does not load it says so", async (file, sentence) => {
    const page = await (await browser.newContext()).newPage();
    await page.route(
      (url) => url.pathname.includes(file),
      (route) => route.abort(),
    );
    await page.goto(`${server.address}/droplab/index.html`);
    await page.waitForSelector(".notices .notice");
    expect(await page.textContent(".notices")).toContain(sentence);
    await page.context().close();
  });

  test("fits a phone, and says nothing on the console", async () => {
    const phone = await browser.newContext({ viewport: { width: 390, height: 800 }, isMobile: true, hasTouch: true, colorScheme: "dark" });
    const page = await openPage("", phone);
    await page.click(".go");
    await untilStep(page, 20);
    await page.click(".go");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await seriousFindings(page)).toEqual([]);
    await phone.close();
    expect(complaints).toEqual([]);
  });
});
