import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "./browser.ts";
import { cookieOf, type ServedDashboard, serveUi } from "./dashboard.ts";
import { runCli } from "./runCli.ts";

const bin = fileURLToPath(new URL("../bin/droplab.js", import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
let ui: ServedDashboard;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  ui = await serveUi(cwd);
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await (await context.newPage()).goto(`${ui.address}/?token=${ui.token}`);
});
afterAll(async () => {
  await browser?.close();
  await ui?.stop();
});

async function open(path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(ui.address + path);
  return page;
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly runs: number;
  readonly title: string;
}
const rows = async (): Promise<Row[]> => (await fetch(`${ui.address}/api/experiments`)).json();
const titled = async (title: string) => (await rows()).find((row) => row.title === title);
const patience = { timeout: 60_000, interval: 200 };

describe("a page that is open", () => {
  test("begins empty, and seven tabs follow a sweep of another process", async () => {
    const first = await open("/");
    await first.getByText("Nothing has been run yet").waitFor();
    const tabs = [first];
    for (let i = 0; i < 6; i++) tabs.push(await open("/"));
    const sweep = runCli(["sweep", "--model", "mlp(4)", "--dropout", "0,0.5", "-i", "40", "-r", "3", "--name", "elsewhere"], { cwd });
    for (const tab of tabs) await tab.getByText("elsewhere").waitFor({ timeout: 30_000 });
    expect((await sweep).code).toBe(0);
    for (const tab of tabs) await tab.getByText("6 of 6").waitFor({ timeout: 15_000 });
    for (const tab of tabs) await tab.close();
  });

  test("starts an experiment from the form, with an estimate beside it, stops and continues it, and adds repetitions", async () => {
    const page = await open("/now");
    await page.fill("input[name=name]", "from the form");
    await page.fill("input[name=model]", "mlp(4)");
    await page.fill("input[name=dropout]", "0, 1.5");
    await page.getByText("is not a rate in [0, 1)").waitFor({ timeout: 20_000 });
    await page.fill("input[name=dropout]", "0, 0.5");
    await page.fill("input[name=iterations]", "400000");
    await page.fill("input[name=reps]", "2");
    const start = page.getByRole("button", { name: "Start 4 runs" });
    await start.waitFor({ timeout: 30_000 });
    await page.getByText("droplab sweep '--name=from the form'").waitFor();
    await start.click();
    await page.waitForURL(/\/experiment\//, { timeout: 40_000 });
    await page.getByText("Running, 0 of 4").waitFor({ timeout: 20_000 });
    await page.getByRole("button", { name: "Stop" }).click();
    await expect.poll(async () => (await titled("from the form"))?.state, patience).toBe("stopped");
    await page.getByText("Stopped, 0 of 4").waitFor({ timeout: 20_000 });
    await expect.poll(() => page.getByRole("button", { name: "Continue" }).isEnabled(), patience).toBe(true);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect.poll(async () => (await titled("from the form"))?.state, patience).toBe("running");
    await page.getByRole("button", { name: "Stop" }).click();
    await page.close();

    const done = await titled("elsewhere");
    const small = await open(`/experiment/${done?.id}`);
    await small.getByRole("button", { name: "Add repetitions…" }).click();
    await small.locator("dialog input").fill("3");
    await small.getByText("give a larger whole number").waitFor();
    await small.locator("dialog input").fill("4");
    await small.getByRole("button", { name: "Add", exact: true }).click();
    await small.getByText("Done, 8 of 8").waitFor({ timeout: 60_000 });
    expect(await small.locator(".results svg.strip .dot").count()).toBe(8);
    await small.close();
  });

  test("keeps what people write", async () => {
    const { id = "" } = (await titled("elsewhere")) ?? {};
    const page = await open(`/experiment/${id}`);
    await page.getByRole("button", { name: "+ tag" }).click();
    await page.locator(".edit input").fill("paper");
    await page.keyboard.press("Enter");
    await page.locator(".tags .tag", { hasText: "paper" }).waitFor();
    await page.getByRole("button", { name: "add a note" }).click();
    await page.locator(".edit textarea").fill("two\nlines");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".note").waitFor();
    expect(await page.locator(".note").textContent()).toBe("two\nlines");
    await page.getByRole("button", { name: "archive", exact: true }).click();
    await page.getByText("archived", { exact: true }).waitFor();
    const [listed] = JSON.parse((await runCli(["list", "--json", "--filter", "tag=paper"], { cwd })).stdout);
    expect(listed).toMatchObject({ id, note: "two\nlines" });
    await page.close();
  });

  test("says when the server is gone, comes back by itself, and then shows what happened meanwhile", async () => {
    const page = await open("/");
    await page.getByText("Live").waitFor();
    await page.getByText("from the form").waitFor();
    const { port, token } = ui;
    ui.child.kill("SIGKILL");
    await page.getByText("Server gone.").waitFor({ timeout: 20_000 });
    expect(await page.locator("tbody tr").count()).toBeGreaterThan(0);
    expect(
      (await runCli(["sweep", "--model", "mlp(4)", "--dropout", "0,0.1", "-i", "20", "-r", "1", "--name", "meanwhile"], { cwd })).code,
    ).toBe(0);
    ui = await serveUi(cwd, ["--port", String(port)]);
    await page.getByText("meanwhile").waitFor({ timeout: 20_000 });
    await page.getByText("Live").waitFor();
    expect(await page.getByText("Server gone.").count()).toBe(0);
    // a new server has a new token
    expect(ui.token).not.toBe(token);
    await page.getByText("Looking only").waitFor();
    await page.close();
  });

  test("shows the store that stands at its place, also where another one was put there", async () => {
    const page = await open("/");
    await page.getByText("meanwhile").waitFor();
    for (const end of ["", "-wal", "-shm"]) rmSync(join(cwd, `droplab.db${end}`), { force: true });
    const away = await fetch(`${ui.address}/api/experiments`);
    expect(away.status).toBe(503);
    expect((await away.json()).error).toContain("it is not there any more; put it back");
    expect(
      (await runCli(["sweep", "--model", "mlp(4)", "--dropout", "0,0.3", "-i", "20", "-r", "1", "--name", "a new store"], { cwd })).code,
    ).toBe(0);
    await page.getByText("a new store").waitFor({ timeout: 20_000 });
    expect(await page.getByText("meanwhile").count()).toBe(0);
    const { id = "" } = (await titled("a new store")) ?? {};
    const headers = { "content-type": "application/json", origin: ui.address, cookie: await cookieOf(ui) };
    const told = await fetch(`${ui.address}/api/experiments/${id}/label`, { method: "POST", headers, body: '{"note":"here"}' });
    expect(told.status).toBe(200);
    expect(await titled("a new store")).toMatchObject({ note: "here" });
    await page.close();
  });

  test("a run whose process was killed is interrupted, and nothing is said to be left to wait for", async () => {
    const child = spawn(
      process.execPath,
      [bin, "sweep", "--model", "mlp(4)", "--dropout", "0,0.5", "-i", "900000", "-r", "1", "--name", "killed"],
      { cwd },
    );
    await expect.poll(async () => (await titled("killed"))?.state, patience).toBe("running");
    const { id = "" } = (await titled("killed")) ?? {};
    const page = await open(`/experiment/${id}`);
    await page.getByText("Running, 0 of 2").waitFor();
    child.kill("SIGKILL");
    await page.getByText("Unfinished, 0 of 2").waitFor({ timeout: 20_000 });
    expect(await page.getByText(/\d+ (s|min) left/).count()).toBe(0);
    expect(await page.getByRole("button", { name: "Continue" }).count()).toBe(1);
    expect((await (await fetch(`${ui.address}/api/now`)).json()).secondsLeft).toBeNull();
    await page.close();
  });

  test("what it started goes on when the page is closed, and ends with the server when that was said", async () => {
    const cookie = await cookieOf(ui);
    const headers = { "content-type": "application/json", origin: ui.address, cookie };
    const fields = { name: "goes on", model: "mlp(4)", iterations: "300000", reps: "1", dropout: "0,0.5" };
    const answer = await fetch(`${ui.address}/api/start`, { method: "POST", headers, body: JSON.stringify({ fields }) });
    const { experiment } = await answer.json();
    expect(experiment).toMatch(/^[0-9a-f]{10}$/);
    await expect.poll(async () => (await titled("goes on"))?.state, patience).toBe("running");
    ui.child.kill("SIGINT");
    await expect
      .poll(() => ui.said(), patience)
      .toContain("Ctrl-C again stops it with the server, nothing is lost, and droplab resume goes on");
    expect((await titled("goes on"))?.state).toBe("running");
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(await ui.stop("SIGINT")).toBe(0);
    const all = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout) as { name: string; states: Record<string, number> }[];
    const shown = all.find(({ name }) => name === "goes on") as (typeof all)[number];
    expect(shown.states["running"]).toBe(0);
    expect(shown.states["interrupted"]).toBeGreaterThan(0);
    ui = await serveUi(cwd);
  });
});
