/**
 * Makes the pictures of the README, docs/pictures: of the live page, from experiments that it runs, and of the playground and the story, whose
 * twins it trains. They take some minutes.
 * Usage: npm run pictures [-- --only ui|playground]
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execPath, stdout } from "node:process";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "../test/browser.ts";
import { builtSite } from "../test/builtSite.ts";
import { serveUi } from "../test/dashboard.ts";
import { serveFolder } from "../test/servedFolder.ts";

const root = join(import.meta.dirname, "..");
const target = join(root, "docs/pictures");
/** Milliseconds until all that a view asks for is drawn. */
const CALM = 2500;

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(target, `${name}.png`) });
  await page.context().close();
  stdout.write(`wrote docs/pictures/${name}.png\n`);
}

async function uiPictures(browser: Browser): Promise<void> {
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
  const list: { id: string; title: string }[] = await (await fetch(`${ui.address}/api/experiments`)).json();
  const idOf = (start: string) => list.find(({ title }) => title.startsWith(start))?.id;
  const post = idOf("As the post");
  const view = await (await fetch(`${ui.address}/api/experiments/${post}`)).json();
  const lost: { id: string } =
    view.configurations[0].runs.find((run: { lost: string[] }) => run.lost.length) ?? view.configurations[0].runs[0];

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
    await shoot(page, name);
  }
  await ui.stop();
  rmSync(folder, { recursive: true });
}

async function playgroundPictures(browser: Browser): Promise<void> {
  const server = await serveFolder(await builtSite(), {}, { policy: "" });
  const open = async (path: string, colorScheme: "light" | "dark", height: number) => {
    const page = await (await browser.newContext({ colorScheme, viewport: { width: 1280, height } })).newPage();
    await page.goto(`${server.address}/${path}`);
    return page;
  };
  const twins = await open("index.html#image=4", "light", 980);
  await twins.click(".go:enabled");
  await twins.waitForFunction(() => Number(document.querySelector(".count b")?.textContent?.replace(",", "")) >= 400);
  await twins.click(".go");
  await twins.waitForSelector(".go:enabled");
  await twins.waitForTimeout(CALM);
  await shoot(twins, "playground");
  const story = await open("story.html#remains", "dark", 900);
  const scene = story.locator("#remains");
  await scene.getByRole("button", { name: "Train both nets" }).click({ timeout: 60_000 });
  await scene.getByText("trained: step").waitFor({ timeout: 300_000 });
  await scene.getByRole("slider").first().fill("55");
  await story.waitForTimeout(8 * CALM);
  await story.evaluate(() => document.querySelector("#remains")?.scrollIntoView({ behavior: "instant" }));
  await story.waitForTimeout(CALM);
  await shoot(story, "story-dark");
  server.close();
}

mkdirSync(target, { recursive: true });
const only = argv.includes("--only") ? argv.at(-1) : undefined;
const browser = await openBrowser();
if (only !== "playground") await uiPictures(browser);
if (only !== "ui") await playgroundPictures(browser);
await browser.close();
