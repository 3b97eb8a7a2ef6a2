import { mkdtempSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cookieOf, type ServedDashboard, serveUi } from "./dashboard.ts";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
let ui: ServedDashboard;
let cookie: string;
let experiment: string;
let run: string;

beforeAll(async () => {
  const sweep = ["sweep", "--model", "mlp(4)", "--dropout", "0,0.5", "-i", "20", "-r", "2", "--name", "<img src=x onerror=alert(1)>"];
  expect((await runCli(sweep, { cwd })).code).toBe(0);
  ui = await serveUi(cwd);
  cookie = await cookieOf(ui);
  [{ id: experiment }] = await (await fetch(`${ui.address}/api/experiments`)).json();
  const view = await (await fetch(`${ui.address}/api/experiments/${experiment}`)).json();
  run = view.configurations[0].runs[0].id;
});
afterAll(() => ui?.stop());

interface Raw {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A request of which everything can be wrong, the host's name too. */
function ask({
  path,
  method = "GET",
  headers = {},
  body,
}: Raw): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: ui.port, path, method, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece) => {
        text += piece;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const change = (extra: Partial<Raw> = {}): Raw => ({
  path: `/api/experiments/${experiment}/wish`,
  method: "POST",
  body: JSON.stringify({ order: 1 }),
  ...extra,
  headers: { "content-type": "application/json", origin: ui.address, cookie, ...extra.headers },
});
const isWell = async () => (await ask({ path: "/api/overview" })).status === 200;

describe("who may ask", () => {
  test.each(["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.nip.io", "[::1", "127.0.0.1:80:80"])(
    "not under the name %j",
    async (host) => {
      const { status, text } = await ask({ path: "/api/overview", headers: { host } });
      expect([400, 421]).toContain(status);
      expect(text).not.toContain("droplab.db");
    },
  );

  test("under the names of this machine, whatever the port, which may be forwarded", async () => {
    for (const host of [`localhost:${ui.port}`, `127.0.0.1:${ui.port}`, `[::1]:${ui.port}`, "127.0.0.1:8000"])
      expect((await ask({ path: "/api/overview", headers: { host } })).status).toBe(200);
  });

  test.each([
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("no other page: %j", async (headers) => {
    expect((await ask({ path: "/api/experiments", headers })).status).toBe(403);
    expect((await ask(change({ headers }))).status).toBe(403);
  });

  test("looking is open, changing needs the token, whatever the cookie pretends", async () => {
    expect((await ask({ path: "/api/experiments" })).status).toBe(200);
    const [name, value = ""] = cookie.split("=");
    for (const wrong of ["", `${name}=`, `${name}=${value.slice(0, -1)}`, `${name}=${value}x`, `other=${value}`])
      expect((await ask(change({ headers: { cookie: wrong } }))).status).toBe(401);
    expect((await ask({ path: "/?token=wrong" })).status).toBe(401);
    expect((await ask(change())).status).toBe(200);
    // a form of another page sends neither
    const { cookie: _, origin: __, ...bare } = change().headers ?? {};
    expect((await ask({ ...change(), headers: { ...bare, cookie } })).status).toBe(403);
  });

  test("the cookie is for this server's pages alone, and no script can read it", async () => {
    const { headers } = await ask({ path: `/?token=${ui.token}` });
    expect(String(headers["set-cookie"])).toMatch(/HttpOnly; SameSite=Strict/i);
    expect(headers["location"]).toBe("/");
  });
});

describe("what is asked", () => {
  test.each([
    "/../package.json",
    "/assets/../../package.json",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/assets/%2e%2e%2f%2e%2e%2fpackage.json",
    "/..\\..\\package.json",
    "//etc/passwd",
    "/.git/config",
    "/experiment/../../x",
    "/api/experiments/..%2f..%2fetc",
    "/api/nothing",
    "/assets/none.js",
  ])("%s leads nowhere", async (path) => {
    const { status, text } = await ask({ path });
    expect([400, 404]).toContain(status);
    expect(text).not.toMatch(/root:|"dependencies"|\[core\]|<html/);
  });

  test.each([
    "/api/experiments/zz",
    "/api/experiments/' OR 1=1--",
    `/api/experiments/${"a".repeat(300)}`,
    "/api/experiments/abcdef?baseline=1e9x",
    "/api/runs/abcdef/example?index=-1",
    "/api/progress?ids=x",
    "/api/experiments/abcdef/figure/runs.exe",
    "/api/experiments/abcdef/table/doc",
  ])("%s is refused with a sentence", async (path) => {
    const { status, text } = await ask({ path: encodeURI(path) });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(JSON.parse(text).error).not.toMatch(/\n|at .*:\d+:\d+/);
  });

  test("what is not there is said so", async () => {
    for (const path of [
      "/api/experiments/abcdef0123",
      "/api/runs/abcdef0123",
      "/api/runs/abcdef0123/net",
      `/api/experiments/${experiment}?baseline=7`,
    ])
      expect((await ask({ path })).status).toBe(404);
  });

  test.each([
    ["no JSON", "{", 400],
    ["an array", "[]", 400],
    ["null", "null", 400],
    ["another field", '{"rm":"-rf"}', 400],
    ["another type", '{"stopped":"yes"}', 400],
    ["a number beyond", '{"order":1e9}', 400],
    ["a prototype", '{"__proto__":{"stopped":true}}', 400],
    ["deep nesting", `${"[".repeat(20000)}${"]".repeat(20000)}`, 400],
    ["too much", JSON.stringify({ note: "x".repeat(200_000) }), 413],
  ])("a body that is %s", async (_, body, status) => {
    const answer = await ask(change({ body }));
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text).error).toMatch(/^\w[^\n]*$/);
    expect(await isWell()).toBe(true);
  });

  test("bodies of other types, and lengths that lie, are refused", async () => {
    expect((await ask(change({ headers: { "content-type": "text/plain" } }))).status).toBe(400);
    const many = await ask(change({ headers: { "transfer-encoding": "chunked" }, body: Buffer.alloc(300_000, "x") }));
    expect(many.status).toBe(413);
    expect(await isWell()).toBe(true);
  });

  test.each([
    [{ dropout: "0,0.5", dataDir: "/etc" }],
    [{ dropout: "0,0.5", store: "other.db" }],
    [{ dataset: "/etc/passwd" }],
    [{ dataset: "../x.csv" }],
    [{ model: "evil.ts" }],
    [{ model: "./x/model.json" }],
    [{ name: "a\nb", dropout: "0,0.5" }],
    [{ dropout: "0 --store=x" }],
    [{ dropout: "$(reboot)" }],
    [{}],
  ])("a form of %j starts nothing", async (fields) => {
    for (const path of ["/api/estimate", "/api/start"]) {
      const { status, text } = await ask(change({ path, body: JSON.stringify({ fields }) }));
      expect(status).toBe(400);
      expect(JSON.parse(text).error).toMatch(/^\S[^\n]*$/);
    }
    expect(JSON.parse((await ask({ path: "/api/experiments" })).text)).toHaveLength(1);
  });

  test("every answer carries the policy; reports run nothing", async () => {
    for (const path of ["/", "/api/overview", `/experiment/${experiment}`]) {
      const { headers } = await ask({ path });
      expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
    }
    const report = await ask({ path: `/api/experiments/${experiment}/report` });
    expect(report.headers["content-security-policy"]).not.toMatch(/script-src/);
    expect(report.text).not.toContain("<img src=x");
    const page = await ask({ path: "/" });
    expect(page.text).not.toMatch(/<script>|<style>| on\w+=/);
  });
});

describe("what goes on for long", () => {
  /** Kilobytes of the server's process. */
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${ui.child.pid}/status`, "utf8"))?.[1]);

  test("200 streams, of which half read nothing, cost little through many changes, and the server answers beside them", async () => {
    const heard: number[] = [];
    const sockets = Array.from({ length: 200 }, (_, i) => {
      const socket = connect(ui.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(`GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${ui.port}\r\n\r\n`);
      if (i % 2) socket.pause();
      else socket.on("data", (data) => (heard[i] = (heard[i] ?? 0) + data.length));
      return socket;
    });
    await expect.poll(() => Object.values(heard).filter(Boolean).length, { timeout: 20_000 }).toBe(100);
    const before = memory();
    for (let k = 0; k < 60; k++) {
      const { status } = await ask(change({ path: `/api/experiments/${experiment}/label`, body: JSON.stringify({ note: `note ${k}` }) }));
      expect(status).toBe(200);
    }
    const asked = performance.now();
    expect((await ask({ path: `/api/runs/${run}` })).status).toBe(200);
    expect(performance.now() - asked).toBeLessThan(2000);
    expect(memory() - before).toBeLessThan(100_000);
    for (const socket of sockets) socket.destroy();
    expect(await isWell()).toBe(true);
  });

  test("requests that never end, and connections that say nothing, block nobody", async () => {
    const sockets = Array.from({ length: 50 }, (_, i) => {
      const socket = connect(ui.port, "127.0.0.1");
      socket.on("error", () => {});
      if (i % 2) socket.write("POST /api/start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50000\r\n\r\n{");
      return socket;
    });
    expect(await isWell()).toBe(true);
    for (const socket of sockets) socket.destroy();
  });
});

describe("other ways to serve", () => {
  test("--read-only changes nothing, even with a token that was guessed", async () => {
    const shown = await serveUi(cwd, ["--read-only"]);
    try {
      expect(shown.said()).not.toContain("token=");
      const answer = await fetch(`${shown.address}/api/experiments/${experiment}/wish`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: shown.address },
        body: '{"stopped":true}',
      });
      expect(answer.status).toBe(403);
      expect(await (await fetch(`${shown.address}/api/overview`)).json()).toMatchObject({ isReadOnly: true, maySteer: false });
    } finally {
      await shown.stop();
    }
  });

  test("beyond this machine the token is needed for looking, too", async () => {
    const open = await serveUi(cwd, ["--host", "0.0.0.0"]);
    try {
      expect((await fetch(`${open.address}/api/experiments`)).status).toBe(401);
      expect((await fetch(`${open.address}/`)).status).toBe(401);
      const answer = await fetch(`${open.address}/api/experiments`, { headers: { cookie: await cookieOf(open) } });
      expect(answer.status).toBe(200);
    } finally {
      await open.stop();
    }
    const shown = await serveUi(cwd, ["--host", "0.0.0.0", "--read-only"]);
    try {
      expect((await fetch(`${shown.address}/api/experiments`)).status).toBe(401);
      const answer = await fetch(`${shown.address}/api/overview`, { headers: { cookie: await cookieOf(shown) } });
      expect(await answer.json()).toMatchObject({ isReadOnly: true, maySteer: false });
    } finally {
      await shown.stop();
    }
  });

  test("what cannot be served is said in a sentence", async () => {
    const taken = await runCli(["ui", "--port", String(ui.port)], { cwd });
    expect(taken).toMatchObject({ code: 2, stdout: "" });
    expect(taken.stderr).toMatch(/port: 127\.0\.0\.1:\d+ cannot be listened on \(EADDRINUSE\); choose another with --port/);
    expect((await runCli(["ui", "--port", "70000"], { cwd })).stderr).toContain("is not a whole number from 0 to 65535");
    expect((await runCli(["ui", "--host", ""], { cwd })).stderr).toContain("is no address");
    expect((await runCli(["ui", "--host", "no.such.host.invalid"], { cwd })).code).toBe(2);
    expect(await runCli(["ui", "--read-only", "--store", "none.db"], { cwd })).toMatchObject({ code: 2 });
  });
});
