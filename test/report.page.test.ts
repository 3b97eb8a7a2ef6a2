import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Experiment } from "#experiment";
import { latexReport, loadPages, markdownReport } from "#report";
import { newPaper } from "#report/files";
import { openBrowser, overlappingLabels, seriousFindings, visit } from "./browser.ts";
import { type MadeUpRun, madeUpExperiment, reportOf } from "./madeUpExperiment.ts";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
const page = join(cwd, "report.html");
let browser: Browser;
let id: string;

beforeAll(async () => {
  const sweep = ["sweep", "--model", "mlp(16)", "--dropout", "0,0.2,0.4", "--max-norm", "0,2", "-i", "200", "-r", "6"];
  expect((await runCli(sweep, { cwd })).code).toBe(0);
  [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
  expect(await runCli(["report", id, "-o", "report.html"], { cwd })).toMatchObject({ code: 0, stdout: "" });
  browser = await openBrowser();
});
afterAll(() => browser?.close());

describe("the page of a sweep", () => {
  test.each([
    { dark: false, width: 1100 },
    { dark: true, width: 1100 },
    { dark: false, width: 360 },
  ])("opens from disk without complaint, network or serious finding: %j", async (how) => {
    const { page: opened, complaints } = await visit(browser, page, how);
    expect(await seriousFindings(opened)).toEqual([]);
    expect(await overlappingLabels(opened)).toEqual([]);
    expect(await opened.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });

  test("is one small file with every section", async () => {
    const content = readFileSync(page, "utf8");
    expect(content.length).toBeLessThan(3e6);
    expect(/<script|https?:\/\/(?!www\.w3\.org)/.exec(content)).toBeNull();
    const { page: opened } = await visit(browser, page);
    const titles = await opened.locator("h2").allTextContents();
    expect(titles).toEqual([
      "In short",
      "Results",
      "Every run",
      "Against dropout 0, maxNorm 0",
      "Accuracy against dropout",
      "dropout and maxNorm together",
      "From settings to accuracy",
      "Learning curves",
      "Kernel norms",
      "Lost classes",
      "Activations and sparsity",
      "First-layer filters",
      "Confusion",
      "Dead units",
      "Worst mistakes",
      "Statistics",
      "What was run",
      "Runs",
    ]);
  });

  test("leads from every number to its runs and to the command that repeats them with the same digits", async () => {
    const { page: opened } = await visit(browser, page);
    const broken = await opened.evaluate(() =>
      [...document.querySelectorAll("a")]
        .map((link) => link.getAttribute("href") ?? "")
        .filter((href) => !document.getElementById(href.slice(1))),
    );
    expect(broken).toEqual([]);
    const row = opened.locator("#results tbody tr").nth(3);
    const [name, mean] = [await row.locator("th").textContent(), await row.locator("td").nth(2).textContent()];
    expect(name).toBe("dropout 0.2, maxNorm 2");
    await row.locator("td").nth(2).locator("a").click();
    const runs = opened.locator("details[open]").filter({ hasText: "dropout 0.2, maxNorm 2" });
    const command = (await runs.locator("pre").textContent()) ?? "";
    expect(command).toBe("droplab run --model 'mlp(16)' --iterations 200 --dropout 0.2 --max-norm 2 --reps 6 --no-store");
    const words = command
      .split(" ")
      .slice(1)
      .map((word) => word.replaceAll("'", ""));
    const { summary } = JSON.parse((await runCli([...words, "--json"], { cwd })).stdout);
    expect((100 * summary.mean).toFixed(2)).toBe(mean);
    const accuracies = await runs.locator("tbody tr td:nth-child(5)").allTextContents();
    expect(accuracies.length).toBe(6);
  });

  test("prints on white paper with every run in sight", async () => {
    const { page: opened } = await visit(browser, page, { dark: true });
    await opened.emulateMedia({ media: "print" });
    expect(await opened.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(253, 252, 249)");
    expect(await opened.locator("#runs tbody tr").first().isVisible()).toBe(true);
  });
});

describe("other forms", () => {
  test("a figure is drawn as SVG that is XML, and as a PNG picture", async () => {
    const svg = await runCli(["report", id, "--svg", "runs", "-o", "-"], { cwd });
    expect(svg.stdout).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    expect(svg.stdout).not.toContain("var(--");
    const opened = await (await browser.newContext()).newPage();
    writeFileSync(join(cwd, "runs.svg"), svg.stdout);
    await opened.goto(`file://${join(cwd, "runs.svg")}`);
    expect(await opened.evaluate(() => [document.documentElement.localName, document.querySelectorAll("parsererror").length])).toEqual([
      "svg",
      0,
    ]);
    await runCli(["report", id, "--png", "curves", "-o", "curves.png"], { cwd });
    const { width, height, data } = PNG.sync.read(readFileSync(join(cwd, "curves.png")));
    expect(width).toBeGreaterThan(1000);
    expect(height).toBeGreaterThan(300);
    expect(new Set(data).size).toBeGreaterThan(50); // not one colour
  });

  test("Markdown and LaTeX have the same means as the page", async () => {
    const markdown = (await runCli(["report", id, "--md"], { cwd })).stdout;
    const latex = (await runCli(["report", id, "--latex"], { cwd })).stdout;
    const { page: opened } = await visit(browser, page);
    const means = await opened.locator("#results tbody td:nth-child(4)").allTextContents();
    expect(means.length).toBe(6);
    for (const mean of means) {
      expect(markdown).toContain(`| ${mean} |`);
      expect(latex).toContain(`& ${mean} &`);
    }
    expect(latex).toMatch(/\\begin\{tabular\}\{l[lr]+\}[\s\S]*\\toprule[\s\S]*\\bottomrule/);
  });

  test("what cannot be is refused", async () => {
    const refused = async (...args: string[]) => (await runCli(["report", ...args], { cwd })).stderr;
    expect(await refused("zzz")).toBe("droplab: zzz: there is no such experiment; droplab list names them\n");
    expect(await refused(id, "--md", "--latex")).toBe("droplab: report: --md and --latex do not go together; give one\n");
    expect(await refused(id, "--svg", "pie")).toMatch(
      /^droplab: figure: "pie" is not in this report; it has runs, differences, by-dropout, map-dropout-max-norm, parallel, curves, /,
    );
    expect(await refused(id, "--baseline", "dropout 0.9")).toMatch(
      /^droplab: baseline: "dropout 0.9" is in no configuration's name; there are /,
    );
    expect(await refused(id, "-o", "no/such/folder.html")).toMatch(
      /^droplab: output: no\/such\/folder\.html cannot be written: .*\(ENOENT\)/,
    );
  });
});

/** Writes the page of a made-up experiment; gives the file. */
async function madeUpPage(name: string, definition: Experiment, runOf: (configuration: number, repetition: number) => MadeUpRun) {
  const { experiment, source } = madeUpExperiment(definition, runOf);
  const report = await reportOf(source, experiment, {
    commandFor: () => "droplab run",
  });
  const { allFigures, htmlReport, standaloneSvg } = await loadPages();
  const figures = allFigures(report, newPaper());
  for (const figure of figures) expect(standaloneSvg(figure)).toContain("</svg>");
  const file = join(cwd, `${name}.html`);
  writeFileSync(file, htmlReport(report, figures, newPaper()));
  return { file, markdown: markdownReport(report), latex: latexReport(report) };
}

async function expectSound(file: string) {
  const { page: opened, complaints } = await visit(browser, file);
  expect(await seriousFindings(opened)).toEqual([]);
  expect(await overlappingLabels(opened)).toEqual([]);
  expect(complaints).toEqual([]);
  expect(readFileSync(file).length).toBeLessThan(3e6);
  return opened;
}

const done = (accuracy: number): MadeUpRun => ({ state: "done", accuracy });

describe("an unusual experiment", () => {
  test("with failed, diverged, pruned and unfinished runs says so plainly", async () => {
    const ends: MadeUpRun[] = [
      done(0.98),
      { state: "failed", error: "out of memory" },
      { state: "done", accuracy: 0.1, divergedAt: 77 },
      { state: "pruned" },
      { state: "queued" },
      { state: "interrupted" },
    ];
    const { file, markdown } = await madeUpPage("mixed", { grid: { dropout: [0, 0.4] }, reps: 6 }, (configuration, repetition) =>
      configuration ? (ends[repetition - 1] as MadeUpRun) : done(0.97 + repetition / 1000),
    );
    const opened = await expectSound(file);
    const sentence = "Of 12 runs, 8 are done; 1 failed, 1 given up early (pruned), 2 not finished, 1 diverged (no score).";
    expect(await opened.locator("#summary").textContent()).toContain(sentence);
    expect(markdown).toContain(sentence);
    expect(await opened.locator("#runs").textContent()).toMatch(/out of memory[\s\S]*diverged at iteration 77/);
  });

  test("that failed altogether still renders", async () => {
    const { file } = await madeUpPage("failed", { grid: { dropout: [0, 0.4] }, reps: 2 }, () => ({
      state: "failed",
      error: "no such file",
    }));
    expect(await (await expectSound(file)).locator("#summary").textContent()).toContain("No run has finished yet.");
  });

  test("of one run says that it has no spread", async () => {
    const { file, markdown } = await madeUpPage("one", { dropout: 0.4, reps: 1 }, () => done(0.9887));
    expect(await (await expectSound(file)).locator("#summary").textContent()).toContain("Mean accuracy 98.87% over 1 run");
    expect(markdown).not.toMatch(/NaN|undefined/i);
    expect(/NaN|undefined/.exec(readFileSync(file, "utf8"))).toBeNull();
  });

  test("of 60 configurations shows the best in figures and all in the tables", async () => {
    const dropout = Array.from({ length: 12 }, (_, i) => i / 16);
    const maxNorm = Array.from({ length: 5 }, (_, i) => i * 5);
    const { file } = await madeUpPage("many", { grid: { dropout, maxNorm }, reps: 5 }, (configuration, repetition) =>
      done(0.9 + configuration / 5000 + ((repetition * 7919 * (configuration + 1)) % 101) / 20000),
    );
    const opened = await expectSound(file);
    expect(await opened.locator("#results tbody tr").count()).toBe(60);
    expect(await opened.locator("#figure-curves .panel").count()).toBe(16);
    for (const name of ["runs", "differences", "curves", "kernel-norms"])
      expect(await opened.locator(`#figure-${name}`).textContent()).toContain("Shown are 16 of 60 configurations: the baseline and those");
  });

  test("with names full of markup shows them as text", async () => {
    const name = `<script>alert("1")</script>" onload="alert(2)' \\input{x} $&_%#`;
    const model = {
      name: `<img src=x onerror=alert(3)>`,
      input: [1, 28, 28],
      layers: [{ layer: "flatten" }, { layer: "dense", units: 10 }],
    } as const;
    const { file, markdown, latex } = await madeUpPage(
      "markup",
      { name, list: [{ model }, { model: { ...model, name: "</style><script>alert(4)</script>" } }], reps: 7 },
      (configuration, repetition) => done(0.9 + (configuration + repetition) / 100),
    );
    const opened = await expectSound(file);
    expect(await opened.locator("h1").textContent()).toBe(name);
    expect(await opened.evaluate(() => document.querySelectorAll("script:not(:empty)[src], [onload], [onerror]").length)).toBe(0);
    expect(/<script|<img src=x/.exec(readFileSync(file, "utf8"))).toBeNull();
    expect(markdown).not.toMatch(/(?<!\\)<script/);
    expect(latex).not.toMatch(/(?<!\\)[_#%](?!.*made by)(?=x)/);
  });
});
