import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addSite } from "../src/web/server/siteRoutes.ts";
import { openBrowser } from "./browser.ts";
import { builtSite } from "./builtSite.ts";
import { cookieOf, type ServedDashboard, serveUi } from "./dashboard.ts";

const site = await builtSite();
const digits = readdirSync(join(site, "mnist"));
const named = (start: string) => digits.find((name) => name.startsWith(start)) ?? "";

describe("droplab ui serves the playground", () => {
  let ui: ServedDashboard;
  beforeAll(async () => {
    ui = await serveUi(mkdtempSync(join(tmpdir(), "droplab-")));
  });
  afterAll(() => ui?.stop());
  const policyAt = async (path: string) => (await fetch(`${ui.address}/playground/${path}`)).headers.get("content-security-policy");

  test("pages with their own policy, scripts of workers with one that lets them compile", async () => {
    expect(await policyAt("")).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(await policyAt("")).toContain("frame-ancestors 'none'");
    expect(await policyAt("docs/index.html")).toContain("script-src 'self';");
    expect(await policyAt("results/post-report.html")).toMatch(/style-src 'self' 'unsafe-hashes' 'sha256-/);
    const [script] = readdirSync(join(site, "assets")).filter((name) => name.endsWith(".js"));
    expect(await policyAt(`assets/${script}`)).toContain("'wasm-unsafe-eval'");
    expect((await fetch(`${ui.address}/`)).headers.get("content-security-policy")).not.toContain("wasm-unsafe-eval");
  });

  test("keeps nothing for later under a port that is another's tomorrow", async () => {
    const html = await (await fetch(`${ui.address}/playground/`)).text();
    expect(html).not.toContain("data-offline");
  });

  test("one gets there and back by the bar, and nothing complains", async () => {
    const browser = await openBrowser();
    const context = await browser.newContext();
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${ui.address}/?token=${ui.token}`);
    await page.getByRole("link", { name: "Playground" }).click();
    await page.waitForURL("**/playground/");
    await page.getByRole("link", { name: "Results" }).click();
    await page.getByRole("link", { name: /^Report: The post's table, protocol post/ }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("link", { name: "Experiments", exact: true }).click();
    await page.waitForURL(`${ui.address}/`);
    await page.getByRole("button", { name: /Keys/ }).waitFor();
    expect([complaints, await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)]).toEqual([[], 0]);
    await browser.close();
  });

  test("refuses other sites as it does on all its pages", async () => {
    const asked = await fetch(`${ui.address}/playground/mnist/${named("labels")}`, { headers: { origin: "http://other.example" } });
    expect(asked.status).toBe(403);
    expect(await cookieOf(ui)).not.toBe("");
  });
});

describe("the routes of the playground", () => {
  const served = (folder: string) => {
    const app = new Hono();
    addSite(app, folder);
    return app;
  };

  test("say what to do where the site is not built", async () => {
    const answer = await served(join(tmpdir(), "nowhere-at-all")).request("/playground/");
    expect([answer.status, await answer.text()]).toEqual([
      404,
      "The playground is not built; type npm run build:site, and load this page again.\n",
    ]);
  });

  test("make the digits where the folder has none, the same bytes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "droplab-"));
    cpSync(join(site, "index.html"), join(folder, "index.html"));
    const name = named("heldOut");
    const bytes = await (await served(folder).request(`/playground/mnist/${name}`)).arrayBuffer();
    const sum = createHash("sha256").update(new Uint8Array(bytes)).digest("hex").slice(0, 10);
    expect(name).toBe(`heldOut-${sum}.bin`);
  });

  test("turn no request into a path", async () => {
    const app = served(site);
    for (const path of [
      "/playground/../package.json",
      "/playground/%2e%2e/site.stamp",
      "/playground/mnist/..%2f..%2fstamp",
      "/playground/mnist/names.json",
    ])
      expect([path, (await app.request(path)).status]).toEqual([path, 404]);
    expect((await app.request("/playground")).headers.get("location")).toBe("/playground/");
  });
});
