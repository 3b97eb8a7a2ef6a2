import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readAddress } from "../src/web/playground/settings/address.ts";
import { pairPlans, scenePlans } from "../src/web/playground/story/pairs.ts";
import { sceneNames } from "../src/web/playground/story/sceneText.ts";
import { openBrowser, seriousFindings } from "./browser.ts";
import { serveSite } from "./servedSite.ts";

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  site = await serveSite();
  browser = await openBrowser();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});

async function open(path: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  contexts.push(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.stack}`));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
  await page.goto(site.address + path);
  return { page, complaints };
}

describe("the story's page", () => {
  test("18: trains the pair of the scene in view, and goes on in the playground at the same step without training again", async () => {
    const { page, complaints } = await open("story.html");
    const scene = page.locator("#claim");
    await scene.getByRole("button", { name: "Train both nets" }).click({ timeout: 60_000 });
    await page.waitForFunction(() => Number(document.querySelector("#claim .how-far b")?.textContent?.replace(",", "")) >= 20);
    await scene.getByRole("button", { name: "Pause" }).click();
    await scene.getByRole("button", { name: "Train on" }).waitFor();
    await scene.getByRole("button", { name: "Another seed" }).click();
    await page.waitForFunction(() => {
      const words = new URLSearchParams(document.querySelector("#claim .go-on")?.getAttribute("href")?.split("#")[1]);
      return words.get("seed") === "2" && Number(words.get("step")) >= 20;
    });
    await scene.getByRole("button", { name: "Pause" }).click();
    await scene.getByRole("button", { name: "Train on" }).waitFor();
    await scene.getByRole("link", { name: "Go on in the playground" }).click();
    await page.waitForURL(/index\.html#/);
    const { address, problems } = readAddress(new URL(page.url()).hash);
    expect(problems).toEqual([]);
    const { settings } = pairPlans.relu;
    expect(address.timeline.start).toEqual({ ...settings, shared: { ...settings.shared, seed: 2 } });
    expect(address.step).toBeGreaterThanOrEqual(20);
    expect(address.view.image).toBe(scenePlans.claim.image);
    await page.waitForSelector(".net-of canvas");
    const step = address.step.toLocaleString("en");
    await page.waitForFunction((text) => document.querySelector(".count b")?.textContent === text, step, { timeout: 20_000 });
    expect(complaints).toEqual([]);
  });

  test("18: has six scenes with their pictures at once, on a phone too, which axe and the console find nothing about", async () => {
    const { page, complaints } = await open("story.html", { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.locator(".scene h2").count()).toBe(sceneNames.length);
    for (const name of sceneNames) {
      await page.locator(`#${name}`).scrollIntoViewIfNeeded();
      const { hash } = new URL((await page.locator(`#${name} .go-on`).getAttribute("href")) ?? "", site.address);
      expect(readAddress(hash)).toMatchObject({
        problems: [],
        address: { timeline: { start: pairPlans[scenePlans[name].pair].settings } },
      });
      const picture = name === "rescue" ? ".picture-of svg" : name === "helps" ? ".growth svg" : ".net canvas";
      await page.locator(`#${name} ${picture}`).first().waitFor({ timeout: 60_000 });
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(complaints).toEqual([]);
    await page.close();
    // the policy keeps axe out
    const other = await open("story.html#remains", { bypassCSP: true });
    await other.page.locator("#remains .net canvas").first().waitFor();
    expect(await other.page.locator(".scenes [aria-current]").innerText()).toBe("5 What remains");
    expect(await seriousFindings(other.page)).toEqual([]);
  });
});
