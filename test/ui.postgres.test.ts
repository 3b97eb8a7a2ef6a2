import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cookieOf, type ServedDashboard, serveUi } from "./dashboard.ts";
import { type PostgresServer, startPostgres } from "./postgresServer.ts";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
let server: PostgresServer;
let url: string;
let ui: ServedDashboard;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.database("dashboard");
  const quick = ["--model", "mlp(4)", "--dropout", "0,0.5", "-i", "30", "-r", "6", "--store", url];
  expect((await runCli(["sweep", ...quick, "--name", "before"], { cwd })).code).toBe(0);
  ui = await serveUi(cwd, ["--store", url]);
});
afterAll(async () => {
  await ui?.stop();
  await server?.end();
});

const get = async (path: string) => (await fetch(ui.address + path)).json();
const patience = { timeout: 40_000, interval: 200 };

describe("the page of a database", () => {
  test("has the same numbers as droplab compare, and names no password", async () => {
    const [{ id }] = await get("/api/experiments");
    const { comparisons } = JSON.parse((await runCli(["compare", id, "--json", "--store", url], { cwd })).stdout);
    const { configurations } = await get(`/api/experiments/${id}`);
    expect(configurations[1].difference.mean).toBeCloseTo(100 * comparisons[0].accuracyDifference.mean, 9);
    expect(configurations[1].difference.p).toBe(comparisons[0].adjustedP);
    expect((await get("/api/overview")).store).toMatch(/^postgres:\/\/[^@:]*@?127\.0\.0\.1/);
  });

  test("is told of what others do, stops it through the database, and goes on after the database was away", async () => {
    const heard: string[] = [];
    const gone = new AbortController();
    const stream = await fetch(`${ui.address}/api/events`, { signal: gone.signal });
    void (async () => {
      const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: "" };
        if (done) return;
        heard.push(value ?? "");
      }
    })().catch(() => {});
    const long = ["--model", "mlp(4)", "--dropout", "0,0.5", "-i", "2000000", "-r", "1", "--name", "long", "--store", url];
    const sweep = runCli(["sweep", ...long], { cwd });
    const state = async () =>
      ((await get("/api/experiments")) as { title: string; state: string; id: string }[]).find(({ title }) => title === "long");
    await expect.poll(async () => (await state())?.state, patience).toBe("running");
    await expect.poll(() => heard.join(""), patience).toContain("event: changed");
    expect((await get("/api/now")).workers.length).toBeGreaterThan(0);
    const { id = "" } = (await state()) ?? {};
    const headers = { "content-type": "application/json", origin: ui.address, cookie: await cookieOf(ui) };
    const told = await fetch(`${ui.address}/api/experiments/${id}/wish`, { method: "POST", headers, body: '{"stopped":true}' });
    expect(told.status).toBe(200);
    expect((await sweep).stderr).toContain("stopped");
    await expect.poll(async () => (await state())?.state, patience).toBe("stopped");

    await server.stop("immediate");
    const away = await fetch(`${ui.address}/api/experiments`);
    expect(away.status).toBe(503);
    expect((await away.json()).error).not.toMatch(/\n|:\d+:\d+/);
    await server.start();
    await expect.poll(async () => (await fetch(`${ui.address}/api/experiments`)).status, patience).toBe(200);
    heard.length = 0;
    expect((await runCli(["label", "before", "--note", "back", "--store", url], { cwd })).code).toBe(0);
    await expect.poll(() => heard.join(""), patience).toContain("event: changed");
    gone.abort();
  });
});
