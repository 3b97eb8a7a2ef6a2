import { mkdtempSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadMnist } from "#data/files";
import { openDevice } from "#devices";
import { counts, dataOf, train } from "./browser/training.ts";
import { openBrowser } from "./browser.ts";

/** Nothing but the page's own files; WebAssembly may be compiled, which is what 'wasm-unsafe-eval' says. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

const { train: whole, test: tested } = loadMnist();
const examples = new Uint8Array(
  Buffer.concat([
    whole.images.subarray(0, counts.train * whole.features) as Uint8Array,
    whole.labels.subarray(0, counts.train),
    tested.images.subarray(0, counts.test * tested.features) as Uint8Array,
    tested.labels.subarray(0, counts.test),
  ]),
);

const outDir = mkdtempSync(join(tmpdir(), "droplab-page-"));
const warnings: string[] = [];
let server: Server;
let browser: Browser;
let address: string;

beforeAll(async () => {
  const onLog = (_: Rolldown.LogLevel, { message }: Rolldown.RolldownLog) => void warnings.push(message);
  await build({
    root: fileURLToPath(new URL("browser", import.meta.url)),
    configFile: false,
    logLevel: "silent",
    worker: { format: "es", rolldownOptions: { onLog } },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2024",
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 5000,
      rolldownOptions: { onLog },
    },
  });
  server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "");
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Type", types[extname(path)] ?? "application/octet-stream");
    response.end(path === "/examples" ? examples : readFileSync(join(outDir, path)));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

test("14: a page trains fifty LeNet steps in a module Worker, with the digits and the id of Node's wasm, under a strict policy", async () => {
  expect(warnings).toEqual([]);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
  await page.goto(address);
  await page.locator("output[data-state=done]").waitFor({ state: "attached" });
  const { trained, loaded, sharedMemory, error } = JSON.parse((await page.locator("output").textContent()) ?? "");
  expect({ error, loaded, complaints }).toEqual({ error: undefined, loaded: true, complaints: [] });
  // the policy is in force: nothing but the page's own files can be asked for
  const refused = () =>
    new Promise((resolve) => {
      addEventListener("securitypolicyviolation", ({ effectiveDirective }) => resolve(effectiveDirective));
      fetch("data:,x").catch(() => {});
    });
  expect(await page.evaluate(refused)).toBe("connect-src");
  // as in any page that is not isolated: what would share memory has memory of its own
  expect(sharedMemory).toBe(false);
  const own = await train(dataOf(examples), await openDevice("wasm"), () => performance.now());
  const plain = JSON.parse(JSON.stringify(own, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value)));
  expect(trained).toEqual(plain);
  expect(trained.result.evaluations).toHaveLength(2);
  expect(trained.weights.length).toBeGreaterThan(10_000);
});

test("14: the tables of data, methods and training come to a page without the schemas that check them", async () => {
  const input = fileURLToPath(new URL("browser/tables.ts", import.meta.url));
  const built = await build({ configFile: false, logLevel: "silent", build: { write: false, rolldownOptions: { input } } });
  const { output } = built as Rolldown.RolldownOutput;
  const code = output.map((one) => (one.type === "chunk" ? one.code : "")).join("");
  expect(code).toContain("labelSmoothing");
  expect(code).not.toContain("ZodError");
  expect(code.length).toBeLessThan(60_000);
});
