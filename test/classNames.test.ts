import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadPages, runLine } from "#report";
import { newPaper } from "#report/files";
import { openBrowser, overlappingLabels, visit } from "./browser.ts";
import { madeUpExperiment, reportOf } from "./madeUpExperiment.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const names = ["no <rain>", "rain, heavy"];
/** As they stand in sentences. */
const inWords = ["no <rain>", '"rain, heavy"'];
const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
let printed: string;
let id: string;
let lost: { seed: number; deadClasses: number[] }[];

beforeAll(async () => {
  writeTinyTable(cwd, { classes: names.map((name) => JSON.stringify(name)) });
  const run = ["run", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "300", "-r", "8", "--learning-rate", "0.05"];
  printed = (await runCli(run, { cwd })).stdout;
  [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
  const { trials } = JSON.parse((await runCli(["show", id, "--json"], { cwd })).stdout);
  lost = trials.map(({ result }: { result: { seed: number; deadClasses: number[] } }) => result);
});

describe("13.25: the names of classes reach", () => {
  test("the lines of runs", () => {
    const all = lost.flatMap(({ deadClasses }) => deadClasses);
    expect(all.length).toBeGreaterThan(0);
    const lines = printed.split("\n");
    for (const [place, { deadClasses }] of lost.entries()) for (const label of deadClasses) expect(lines[place]).toContain(inWords[label]);
    expect(printed).not.toMatch(/class(es)? \d/);
    const result = { seed: 1, accuracy: 0.5, iteration: 1, selectionAccuracy: 0.5, divergedAt: null, stoppedAt: null, monteCarlo: null };
    const line = (deadClasses: number[], classNames?: string[]) => runLine(1, { ...result, deadClasses }, false, classNames);
    expect(line([2])).toContain("class 2 is lost");
    expect(line([0, 1], ["cat", "Ankle boot"])).toContain("classes cat, Ankle boot are lost");
  });

  test("JSON, what is shown of a run, and exports", async () => {
    const json = JSON.parse(
      (
        await runCli(["run", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "300", "-r", "8", "--learning-rate", "0.05", "--json"], {
          cwd,
        })
      ).stdout,
    );
    expect(json.data.classNames).toEqual(names);
    const rows: Record<string, string>[] = parse((await runCli(["export", id], { cwd })).stdout, { columns: true });
    for (const [place, { deadClasses }] of lost.entries())
      expect(rows[place]?.["deadClassNames"]).toBe(deadClasses.length ? JSON.stringify(deadClasses.map((label) => names[label])) : "");
    const withLost = rows.find((row) => row["deadClassNames"]) as Record<string, string>;
    expect((await runCli(["show", withLost["trial"] as string], { cwd })).stdout).toContain(
      inWords[Number(withLost["deadClasses"])] as string,
    );
    expect(JSON.parse((await runCli(["export", id, "--json"], { cwd })).stdout).trials[0].classNames).toEqual(names);
  });
});

describe("13.25: figures with the names of classes", () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test("name rows and columns of confusions, mistakes and lost classes, and no text lies on another", async () => {
    const fashion = [
      "T-shirt/top",
      "Trouser",
      "Pullover",
      "Dress",
      "Coat",
      "Sandal",
      "Shirt",
      "Sneaker",
      "Bag",
      "a class with a very long name",
    ];
    const { experiment, source } = madeUpExperiment({ grid: { dropout: [0, 0.4] }, reps: 2 }, (_, repetition) => ({
      state: "done",
      accuracy: 0.9,
      deadClasses: repetition === 1 ? [9] : [],
    }));
    const named = {
      ...source,
      trials: async (ids: readonly string[]) =>
        new Map([...(await source.trials(ids))].map(([key, record]) => [key, { ...record, classNames: fashion }])),
    };
    const report = await reportOf(named, experiment, { commandFor: () => "" });
    const configuration = report.baseline;
    const [run] = configuration.runs;
    const confusion = fashion.map((_, label) => fashion.map((__, predicted) => (label === predicted ? 900 : label + predicted)));
    const inspection = {
      accuracy: 0.9,
      confusion,
      predictions: new Int16Array(),
      mistakes: [],
      layers: [],
      filters: { name: "w", shape: [4], units: [] },
      images: 10,
    };
    const { allFigures } = await loadPages();
    const all = allFigures({ ...report, inspected: [{ configuration, run, inspection, mistakeImages: [] }] }, newPaper());
    const figures = ["confusion", "dead-classes"].flatMap((name) => all.find((figure) => figure.name === name)?.panels ?? []);
    expect(figures.length).toBe(2);
    expect(figures[0]?.alt).toContain("a class with a very long name taken for Bag 17 times");
    const file = join(cwd, "figures.html");
    writeFileSync(file, `<!doctype html><body>${figures.map(({ svg }) => `<div class="picture">${svg}</div>`).join("")}`);
    const { page } = await visit(browser, file);
    expect(await overlappingLabels(page)).toEqual([]);
    for (const figure of figures) for (const name of ["T-shirt/top", "Sneaker", "a class wi…"]) expect(figure.svg).toContain(name);
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll(".picture svg")].flatMap((svg) => {
        const frame = svg.getBoundingClientRect();
        return [...svg.querySelectorAll("text")].flatMap((text) => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          return left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 || bottom > frame.bottom + 1
            ? [text.textContent]
            : [];
        });
      }),
    );
    expect(outside).toEqual([]);
  });
});
