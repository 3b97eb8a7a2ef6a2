import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./browser.ts";
import { type ServedDashboard, serveUi } from "./dashboard.ts";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
let ui: ServedDashboard;
let browser: Browser;
let context: BrowserContext;
let experiment: string;

beforeAll(async () => {
  const grid = ["--dropout", "0:0.5:0.01", "--max-norm", "0,2", "-i", "4", "-r", "1", "--evaluate-every", "4"];
  expect((await runCli(["sweep", "--store", "a b.db", "--model", "mlp(2)", ...grid], { cwd })).code).toBe(0);
  ui = await serveUi(cwd, ["--store", "a b.db"]);
  [{ id: experiment }] = await (await fetch(`${ui.address}/api/experiments`)).json();
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await (await context.newPage()).goto(`${ui.address}/?token=${ui.token}`);
});
afterAll(async () => {
  await browser?.close();
  await ui?.stop();
});

async function open(path: string, where = context): Promise<Page> {
  const page = await where.newPage();
  await page.goto(ui.address + path);
  return page;
}

const inFocus = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.closest("[data-row]")?.getAttribute("data-row") ?? (activeElement?.id || activeElement?.textContent);
  });

test("the way back from a run leads to its row and place, and a new view has the focus", async () => {
  const page = await open(`/experiment/${experiment}`);
  await page.waitForSelector(".results tbody tr:nth-child(102)");
  for (let row = 0; row < 80; row++) await page.keyboard.press("j");
  const y = await page.evaluate(() => scrollY);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/run\//);
  expect(await inFocus(page)).toBe("main");
  await page.goBack();
  await expect.poll(() => inFocus(page), { timeout: 10_000 }).toBe("79");
  expect(await page.evaluate(() => scrollY)).toBe(y);
  await page.keyboard.press("j");
  expect(await inFocus(page)).toBe("80");
});

test("who opened a dialog has the focus again, however it is closed", async () => {
  const page = await open(`/experiment/${experiment}`);
  const button = page.getByRole("button", { name: "Add repetitions…" });
  for (const close of [() => page.keyboard.press("Escape"), () => page.getByRole("button", { name: "Cancel" }).click()]) {
    await button.press("Enter");
    await page.waitForSelector("dialog[open]");
    await close();
    await expect.poll(() => inFocus(page)).toBe("Add repetitions…");
  }
});

test("a filter that leaves more rows draws some of them at once, and the others after what is pressed next", async () => {
  const page = await open(`/experiment/${experiment}?q=0.4`);
  await page.waitForSelector(".results tbody tr:nth-child(20)");
  const rows = page.locator(".results tbody tr");
  await page.getByLabel("Filter configurations").fill("");
  await expect.poll(() => rows.count()).toBe(102);
  await page.getByLabel("Filter configurations").fill("0.4");
  await expect.poll(() => rows.count()).toBeLessThan(40);
  const drawn = await page.evaluate(async () => {
    const field = document.querySelector("input[type=search]") as HTMLInputElement;
    field.value = "";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return document.querySelectorAll(".results tbody tr").length;
  });
  expect(drawn).toBeLessThan(80);
  await expect.poll(() => rows.count()).toBe(102);
});

test("a tab that only looked may steer when the token was shown in another", async () => {
  const own = await browser.newContext();
  const page = await open("/", own);
  await page.getByText("Looking only").waitFor();
  await open(`/?token=${ui.token}`, own);
  await page.evaluate(() => dispatchEvent(new Event("focus"))); // as when somebody comes back to it
  await expect.poll(() => page.getByText("Looking only").count()).toBe(0);
  await own.close();
});

test("a tab that nobody sees asks for nothing, and is of now when it is seen", async () => {
  const [hidden, other] = [await open("/"), await open("/")];
  const hide = (isHidden: boolean) =>
    hidden.evaluate((is) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => is });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  await hidden.waitForSelector(".list tbody tr");
  await hide(true);
  await other.evaluate(
    (id) =>
      fetch(`/api/experiments/${id}/label`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "renamed" }),
      }),
    experiment,
  );
  await other.getByText("renamed").waitFor();
  await other.waitForTimeout(1500);
  expect(await hidden.getByText("renamed").count()).toBe(0);
  await hide(false);
  await hidden.getByText("renamed").waitFor();
});

test("commands of the page name its store", async () => {
  const page = await open("/now");
  await page.fill("input[name=model]", "mlp(2)");
  await page.fill("input[name=dropout]", "0, 0.5");
  await page.getByText("droplab sweep '--model=mlp(2)' --dropout=0,0.5 --store 'a b.db'").waitFor({ timeout: 60_000 });
  await page.goto(`${ui.address}/experiment/${experiment}`);
  await page.getByRole("button", { name: "Export…" }).click();
  await page.getByText(`droplab export ${experiment} -o all.json --store 'a b.db'`).waitFor();
});

test("on a phone the table can be sorted, and what is pressed is 40 pixels high", async () => {
  const phone = await browser.newContext({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  const page = await open(`/experiment/${experiment}?select=0,1`, phone);
  await page.waitForSelector(".results tbody tr");
  await page.getByLabel("Sorted by").selectOption("-mean");
  expect(new URL(page.url()).searchParams.get("sort")).toBe("-mean");
  const means = async () =>
    (await page.locator(".results td.c-mean").allTextContents()).map((text) => Number.parseFloat(text.replace("★", "")));
  const sorted = await means();
  expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
  for (const path of [`/experiment/${experiment}`, "/", "/now"]) {
    await page.goto(ui.address + path);
    await page.waitForSelector("h1");
    await page.waitForTimeout(500);
    const low = await page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          "main button, main select, main input, main .tick label, nav a, main a.name, main a.button",
        ),
      ]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 40 && !one.closest("label:not(.field)"))
        .map((one) => `${one.className} ${one.textContent || one.tagName}: ${one.getBoundingClientRect().height}`),
    );
    expect([...new Set(low)], path).toEqual([]);
  }
  await phone.close();
});
