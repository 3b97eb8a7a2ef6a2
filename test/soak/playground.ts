/**
 * `npm run soak:playground`: both twins train in a browser for ten minutes at full speed, while units are taken away and images change. The
 * memory of the browser after the last minute may be a tenth more than after the second; no console message.
 *
 *   node test/soak/playground.ts [minutes]
 */
import { readdirSync, readFileSync } from "node:fs";
import { argv, exit, pid, stdout } from "node:process";
import { openBrowser } from "../browser.ts";
import { builtSite } from "../builtSite.ts";
import { serveFolder } from "../servedFolder.ts";

const minutes = Number(argv[2] ?? 10);
const say = (text: string) => stdout.write(`${text}\n`);
const server = await serveFolder(await builtSite(), {}, { under: "/droplab", policy: "" });
const browser = await openBrowser();
const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
const complaints: string[] = [];
page.on("console", (message) => complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(error.message));
await page.goto(`${server.address}/droplab/index.html`);
await page.waitForSelector(".net-of canvas");
await page.click(".go");

/** Megabytes that the processes of the page have for themselves, of those that descend from this one. */
function megabytes(): number {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, number>();
  for (const name of all) {
    try {
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1]));
    } catch {
      // it has ended
    }
  }
  const isOwn = (process: number): boolean => process === pid || (process > 1 && isOwn(parents.get(process) ?? 0));
  let bytes = 0;
  for (const [process] of parents) {
    if (!isOwn(process)) continue;
    try {
      if (!readFileSync(`/proc/${process}/cmdline`, "utf8").includes("--type=renderer")) continue;
      bytes += 1024 * Number(/^Private_Dirty:\s+(\d+)/m.exec(readFileSync(`/proc/${process}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // it has ended
    }
  }
  return bytes / 1e6;
}

/** The least of some looks: garbage comes and goes. */
async function settled(): Promise<number> {
  const looks: number[] = [];
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    looks.push(megabytes());
  }
  return Math.min(...looks);
}

const start = Date.now();
let before = Number.NaN;
let last = Number.NaN;
for (let minute = 1; minute <= minutes; minute++) {
  while (Date.now() - start < 60_000 * minute - 10_000) {
    await page.locator(".take-box input").fill(String(Math.floor(90 * Math.random())));
    await page
      .locator(".digit-strip button")
      .nth(Math.floor(10 * Math.random()))
      .click();
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
  last = await settled();
  if (minute === 2) before = last;
  say(`minute ${minute}: step ${await page.textContent(".count b")}, ${last.toFixed(0)} MB`);
}
await browser.close();
server.close();
const isFlat = minutes < 3 || last <= 1.1 * before;
if (complaints.length) say(`The page said: ${complaints.slice(0, 5).join("; ")}`);
say(
  isFlat && complaints.length === 0
    ? "Memory stayed as it was."
    : `Memory after minute ${minutes} is ${last.toFixed(0)} MB, after minute 2 it was ${before.toFixed(0)} MB.`,
);
exit(isFlat && complaints.length === 0 ? 0 : 1);
