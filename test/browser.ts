import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import chromium from "@sparticuz/chromium";
import { type Browser, type Page, chromium as playwright } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * A real browser, out of an npm package; with arguments of our own: those of the package switch web security off. The sandbox of the system
 * is not there for root, nor in most containers.
 */
export async function openBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
  return playwright.launch({ executablePath: await chromium.executablePath(), args, headless: true });
}

export interface Visit {
  readonly page: Page;
  /** What the page said on the console, threw, or asked the network for. */
  readonly complaints: readonly string[];
}

/** Opens a file from disk as a reader would: by its colours and the width of the window. */
export async function visit(browser: Browser, file: string, { dark = false, width = 1100 } = {}): Promise<Visit> {
  const context = await browser.newContext({ colorScheme: dark ? "dark" : "light", viewport: { width, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  return { page, complaints };
}

/** What axe finds serious or critical about a page, each with an example. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await checker.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

/** Texts of one picture that lie on one another, as far as they are seen. */
export function overlappingLabels(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll(".picture svg")].flatMap((svg) => {
      const boxes = [...svg.querySelectorAll("text")]
        .filter((text) => text.textContent?.trim())
        .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
      return boxes.flatMap((one, i) =>
        boxes.slice(i + 1).flatMap((other) => {
          const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          return across > 1 && down > 4 ? [`${svg.getAttribute("aria-label")?.slice(0, 40)}: ${one.text} | ${other.text}`] : [];
        }),
      );
    }),
  );
}
