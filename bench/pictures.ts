/**
 * Makes the pictures of the live page in the README, from experiments that it runs: docs/pictures. They take some minutes.
 * Usage: npm run pictures
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath, stdout } from "node:process";
import { openBrowser } from "../test/browser.ts";
import { serveUi } from "../test/dashboard.ts";

const root = join(import.meta.dirname, "..");
const target = join(root, "docs/pictures");
const folder = mkdtempSync(join(tmpdir(), "droplab-"));
const droplab = (...args: string[]) =>
  execFileSync(execPath, [join(root, "bin/droplab.js"), ...args], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });

droplab(
  "sweep",
  "--protocol",
  "post",
  "--dropout",
  "0,0.1,0.4",
  "-i",
  "1500",
  "-r",
  "6",
  "--name",
  "As the post did it, in short",
  "--tag",
  "post",
  "--snapshots",
  "5",
);
droplab(
  "sweep",
  "--protocol",
  "sound",
  "--model",
  "mlp(64)",
  "--dropout",
  "0,0.25,0.5",
  "--max-norm",
  "0,1,2",
  "-i",
  "800",
  "-r",
  "6",
  "--name",
  "Dropout and max-norm",
  "--tag",
  "grid",
);
droplab("sweep", join(root, "examples/whereDropoutHelps.json"), "--robustness", "--tag", "paper");

const ui = await serveUi(folder);
const browser = await openBrowser();
const list: { id: string; title: string }[] = await (await fetch(`${ui.address}/api/experiments`)).json();
const idOf = (start: string) => list.find(({ title }) => title.startsWith(start))?.id;
const post = idOf("As the post");
const view = await (await fetch(`${ui.address}/api/experiments/${post}`)).json();
const lost: { id: string } =
  view.configurations[0].runs.find((run: { lost: string[] }) => run.lost.length) ?? view.configurations[0].runs[0];

/** Milliseconds until all that a view asks for is drawn. */
const CALM = 2500;
mkdirSync(target, { recursive: true });
for (const [name, path, colorScheme, height] of [
  ["experiment", `/experiment/${idOf("Where dropout helps")}`, "light", 1180],
  ["grid-dark", `/experiment/${idOf("Dropout and max-norm")}?select=2,4`, "dark", 900],
  ["run", `/run/${lost.id}?experiment=${post}`, "light", 860],
] as const) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height } });
  const page = await context.newPage();
  await page.goto(`${ui.address}/?token=${ui.token}`);
  await page.goto(ui.address + path);
  await page.waitForSelector("h1");
  await page.waitForTimeout(CALM);
  await page.screenshot({ path: join(target, `${name}.png`) });
  await context.close();
  stdout.write(`wrote docs/pictures/${name}.png\n`);
}
await browser.close();
await ui.stop();
rmSync(folder, { recursive: true });
