import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadMnist } from "#data/files";
import { openDevice } from "#devices";
import { counts, dataOf, train } from "./browser/training.ts";
import { openBrowser } from "./browser.ts";
import { serveFolder } from "./servedFolder.ts";

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
let server: Awaited<ReturnType<typeof serveFolder>>;
let browser: Browser;

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
  server = await serveFolder(outDir, { "/examples": examples });
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
  await page.goto(server.address);
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
