import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, seriousFindings } from "./browser.ts";
import { type ServedDashboard, serveUi } from "./dashboard.ts";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
let ui: ServedDashboard;
let browser: Browser;
let context: BrowserContext;
let experiment: string;
let complaints: string[] = [];

const NAME = "<b>Dropout</b> & limits";

beforeAll(async () => {
  const grid = [
    "sweep",
    "--model",
    "mlp(8)",
    "--dropout",
    "0,0.2,0.5",
    "--max-norm",
    "0,2",
    "-i",
    "60",
    "-r",
    "6",
    "--evaluate-every",
    "20",
  ];
  expect((await runCli([...grid, "--name", NAME, "--note", "a <i>note</i>", "--snapshots", "2"], { cwd })).code).toBe(0);
  ui = await serveUi(cwd);
  [{ id: experiment }] = await (await fetch(`${ui.address}/api/experiments`)).json();
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await (await open("/")).goto(`${ui.address}/?token=${ui.token}`);
});
afterAll(async () => {
  await browser?.close();
  await ui?.stop();
});
afterEach(async () => {
  for (const page of context.pages().slice(1)) await page.close();
});

/** A tab, of which every message is kept. */
async function open(path: string, where = context): Promise<Page> {
  const page = await where.newPage();
  page.on("console", (message) => complaints.push(`${path}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`${path}: ${error.stack}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(ui.address + path);
  return page;
}

/** The message about an answer that is no 200 is the browser's own. */
const unexpected = () => complaints.filter((text) => !/Failed to load resource|net::ERR/.test(text));

const firstRun = async () =>
  (await (await fetch(`${ui.address}/api/experiments/${experiment}`)).json()).configurations[1].runs[0].id as string;

describe("every view", () => {
  const views = async () => ({
    list: "/",
    experiment: `/experiment/${experiment}?select=1,2`,
    run: `/run/${await firstRun()}?experiment=${experiment}`,
    now: "/now",
    "what is not there": "/experiment/abcdef0123",
  });

  test.each([
    { colorScheme: "light", width: 1280 },
    { colorScheme: "dark", width: 1280 },
    { colorScheme: "light", width: 375 },
  ] as const)("says nothing on the console, has no serious finding and never moves sideways: %j", async ({ colorScheme, width }) => {
    complaints = [];
    const own = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    await open(`/?token=${ui.token}`, own);
    for (const [name, path] of Object.entries(await views())) {
      const page = await open(path, own);
      await page.waitForSelector("h1");
      if (name === "experiment") await page.waitForSelector(".curves canvas, .curves");
      if (name === "run") {
        await page.getByText("Look into it").click();
        await page.waitForSelector(".confusion");
        await page.waitForSelector(".layers");
        await page.waitForSelector(".over-time");
      }
      expect(await seriousFindings(page), name).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0);
      await page.close();
    }
    await own.close();
    expect(unexpected()).toEqual([]);
  });

  test("does not say that a single look has chosen", async () => {
    const once = ["sweep", "--model", "mlp(4)", "--dropout", "0,0.5", "-i", "20", "-r", "1", "--evaluate-every", "20"];
    expect((await runCli([...once, "--name", "one look", "--store", "once.db"], { cwd })).code).toBe(0);
    const other = await serveUi(cwd, ["--store", "once.db"]);
    try {
      const [{ id }] = await (await fetch(`${other.address}/api/experiments`)).json();
      const { configurations } = await (await fetch(`${other.address}/api/experiments/${id}`)).json();
      const run = await (await fetch(`${other.address}/api/runs/${configurations[0].runs[0].id}?experiment=${id}`)).json();
      expect(run.curve.evaluations).toBe(1);
      expect(run.cautions.join(" ")).not.toContain("chosen on the test examples");
    } finally {
      await other.stop();
    }
  });

  test("shows what people wrote as they wrote it", async () => {
    const page = await open("/");
    await page.waitForSelector("tbody tr");
    expect(await page.locator("a.name").first().textContent()).toBe(NAME);
    await expect.poll(() => page.locator("tbody b").count(), { timeout: 20_000 }).toBe(1); // the mean's
  });
});

describe("the table of an experiment", () => {
  test("says what droplab compare says, and no filter changes a number", async () => {
    const page = await open(`/experiment/${experiment}`);
    const { stdout } = await runCli(["compare", experiment, "--json"], { cwd });
    const { comparisons } = JSON.parse(stdout);
    await page.waitForSelector(".results tbody tr");
    const verdicts = () => page.locator(".results .c-verdict .verdict").allTextContents();
    const before = await verdicts();
    expect(before).toHaveLength(comparisons.length + 1);
    await page.fill("input[type=search]", "dropout 0.5");
    await expect.poll(() => page.locator(".results tbody tr").count()).toBe(2);
    for (const text of await verdicts()) expect(before).toContain(text);
    expect(await page.getByText("2 of 6 shown").count()).toBe(1);
    expect(new URL(page.url()).searchParams.get("q")).toBe("dropout 0.5");
  });

  test("sorts by a head, keeps its order in the address, and makes any row the baseline", async () => {
    const page = await open(`/experiment/${experiment}`);
    await page.getByRole("button", { name: "mean", exact: true }).click();
    const means = async () =>
      (await page.locator(".results td.c-mean").allTextContents()).map((text) => Number.parseFloat(text.replace("★ ", "")));
    const sorted = await means();
    expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
    await page.reload();
    await page.waitForSelector(".results tbody tr");
    expect(await means()).toEqual(sorted);
    await page.getByRole("button", { name: "Make dropout 0.2, maxNorm 0 the baseline" }).click();
    await page.waitForSelector('.baseline[aria-label="Baseline"]');
    await expect.poll(() => page.locator(".results tr:has(.baseline[aria-pressed=true]) .c-verdict").textContent()).toBe("baseline");
    expect(page.url()).toContain("baseline=2");
    expect(await page.locator("#compared").count()).toBe(0);
  });

  test("compares what is selected by keys alone", async () => {
    const page = await open(`/experiment/${experiment}`);
    await page.waitForSelector(".results tbody tr");
    for (const key of ["j", "j", "x", "j", "x"]) await page.keyboard.press(key);
    await page.waitForSelector(".compare");
    expect(await page.locator(".compare b").textContent()).toBe("2 selected");
    await page.keyboard.press("c");
    expect(await page.locator(".sentences li").count()).toBe(2);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator(".compare").count()).toBe(0);
    for (const key of ["g", "n"]) await page.keyboard.press(key);
    await expect.poll(() => page.url()).toContain("/now");
    for (const key of ["g", "e"]) await page.keyboard.press(key);
    await page.waitForSelector("table.list tbody tr");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain(`/experiment/${experiment}`);
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("dialog[open]").count()).toBe(0);
    await page.waitForSelector("input[type=search]"); // of the view that was opened
    await page.keyboard.press("/");
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe("search");
  });

  test("figures and tables can be downloaded as what they say", async () => {
    const page = await open(`/experiment/${experiment}`);
    await page.waitForSelector(".panel svg");
    const links = await page.locator(".save a").evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
    const served = links.filter((link) => !link.startsWith("data:"));
    expect(served.length).toBeGreaterThanOrEqual(6);
    for (const link of [...served, ...["csv", "md", "tex"].map((kind) => `${ui.address}/api/experiments/${experiment}/table/${kind}`)]) {
      const answer = await fetch(link);
      expect(answer.status, link).toBe(200);
      expect(answer.headers.get("content-disposition"), link).toMatch(/^attachment/);
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (link.includes(".png")) expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      else if (link.includes(".svg")) expect(bytes.toString()).toMatch(/^<svg /);
      else expect(bytes.length).toBeGreaterThan(100);
    }
  });

  test("curves that were selected are downloaded as they are shown", async () => {
    const page = await open(`/experiment/${experiment}?select=1`);
    await page.waitForSelector("#compared .curves canvas");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("#compared").getByRole("button", { name: "Learning curves as SVG" }).click(),
    ]);
    const names = await page.locator("#compared .curves").getAttribute("aria-label");
    expect(names).toMatch(/^Learning curves of [^;]+; [^;]+$/);
    expect(readFileSync(await download.path()).toString()).toMatch(/^<svg [\s\S]*<path /);
    const csv = decodeURIComponent(
      (await page.locator("#compared").getByRole("link", { name: "Learning curves as CSV" }).getAttribute("href")) ?? "",
    );
    expect(csv).toMatch(/^data:text\/csv;charset=utf-8,configuration,iteration,runs,errorPercent,/);
    expect(
      new Set(
        csv
          .split("\r\n")
          .slice(1, -1)
          .map((line) => line.replace(/,\d.*$/, "")),
      ).size,
    ).toBe(2);
  });

  test("what the page draws itself can be downloaded, too", async () => {
    const page = await open(`/run/${await firstRun()}?experiment=${experiment}`);
    await page.waitForSelector(".curves canvas");
    for (const format of ["SVG", "PNG"]) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: `Error as ${format}` }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`droplab-error.${format.toLowerCase()}`);
      const bytes = readFileSync(await download.path());
      if (format === "PNG") expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      else expect(bytes.toString()).toMatch(/^<svg [\s\S]*<path d="M56/);
    }
    const link = page.getByRole("link", { name: "Error as CSV" });
    expect(await link.getAttribute("download")).toBe("droplab-error.csv");
    const csv = await link.getAttribute("href");
    expect(decodeURIComponent(csv ?? "")).toMatch(/^data:text\/csv;charset=utf-8,iteration,errorPercent,trainLoss\r\n20,/);
  });

  test("a hundred rapid clicks leave it whole", async () => {
    complaints = [];
    const page = await open(`/experiment/${experiment}`);
    await page.waitForSelector(".results tbody tr");
    await page.evaluate(() => {
      for (let i = 0; i < 100; i++) {
        const all = document.querySelectorAll<HTMLElement>(".results button, .results input, .segment button, .chips button");
        all[(i * 7) % all.length]?.click();
      }
    });
    await page.waitForTimeout(1500);
    expect(await page.locator("h1").textContent()).toBe(NAME);
    expect(unexpected()).toEqual([]);
  });
});
