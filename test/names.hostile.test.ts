import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inLine, visible } from "#engine";
import { latexReport, loadPages, markdownReport } from "#report";
import { newPaper } from "#report/files";
import { madeUpExperiment, reportOf } from "./madeUpExperiment.ts";
import { runCli } from "./runCli.ts";

const [escapeSign, override, bell] = ["\u001b", "\u202e", "\u0007"];
/** A name that turns the terminal red, clears its line, rings, and reads backwards. */
const hostile = `good${escapeSign}[31m${escapeSign}[2K${bell}${override}net\u009b1m\ndroplab: all is well`;
const asShown = "good\\u001b[31m\\u001b[2K\\u0007\\u202enet\\u009b1m\\ndroplab: all is well";
/** Everything that is obeyed and not shown. */
const obeyed = /[\p{Cc}\p{Bidi_Control}]/gu;
const obeyedIn = (text: string) => (text.match(obeyed) ?? []).filter((character) => character !== "\n" && character !== "\t");

test("15.9: control and bidirectional characters are shown as JSON has them; other writing stays", () => {
  expect(inLine(hostile)).toBe(asShown);
  expect(visible("a\tb\r\nשלום \u2067x\u2069 नमस्ते 👩‍🔬")).toBe("a\tb\\r\nשלום \\u2067x\\u2069 नमस्ते 👩‍🔬");
  expect(JSON.parse(visible(JSON.stringify({ hostile })))).toEqual({ hostile });
});

describe("15.9: a name from elsewhere that a terminal or a page would obey", () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-names-"));
  afterAll(() => rmSync(cwd, { recursive: true }));

  beforeAll(async () => {
    const bundle = JSON.parse(readFileSync(fileURLToPath(new URL("golden/bundleOfVersion1.json", import.meta.url)), "utf8"));
    Object.assign(bundle.experiments[0], { name: hostile, command: `droplab run --dataset '${hostile}'` });
    for (const trial of bundle.trials) {
      trial.dataset = hostile;
      trial.owner.host = hostile;
    }
    writeFileSync(join(cwd, "all.json"), JSON.stringify(bundle));
    expect((await runCli(["import", "all.json"], { cwd })).code).toBe(0);
  });

  test.each([
    [["list"]],
    [["list", "--json"]],
    [["show", "0af9"]],
    [["show", "f711"]],
    [["log", "f711"]],
    [["report", "0af9", "-o", "-", "--md"]],
  ])("is shown by %j", async (args) => {
    const { stdout, stderr } = await runCli(args, { cwd });
    expect([obeyedIn(stdout), obeyedIn(stderr)]).toEqual([[], []]);
    expect(stdout).toMatch(/good\\{1,2}u001b/);
    expect(stdout).not.toMatch(/^droplab: all is well/m);
  });

  test.each(["--csv", "--json"])("is shown by an export with %s on a terminal, and stays as it is in a file", async (format) => {
    const preload = "process.stdout.isTTY = true;";
    const { stdout } = await runCli(["export", format], { cwd, preload });
    expect(obeyedIn(stdout)).toEqual([]);
    const bare = (await runCli(["export", format], { cwd })).stdout;
    expect(bare.includes(override)).toBe(true);
  });

  test("is shown in what is refused", async () => {
    const { stderr } = await runCli(["run", "--dataset", hostile, "-i", "1"], { cwd });
    expect(stderr.split("\n").length).toBe(2);
    expect(obeyedIn(stderr)).toEqual([]);
  });

  test("is shown in pages, figures and tables for papers", async () => {
    const model = { name: hostile, layers: [{ layer: "flatten" }, { layer: "dense", units: 10 }] } as const;
    const definition = { name: hostile, model, grid: { dropout: [0, 0.5] }, reps: 3 };
    const { source, experiment } = madeUpExperiment(definition as never, (k, run) => ({
      state: "done",
      accuracy: 0.9 + k / 50 + run / 1000,
    }));
    const report = await reportOf(source, experiment, { commandFor: () => "droplab run" });
    const { htmlReport, allFigures, standaloneSvg } = await loadPages();
    const paper = newPaper();
    const figures = allFigures(report, paper);
    const texts = [
      htmlReport(report, figures, paper),
      markdownReport(report),
      latexReport(report),
      ...figures.map((one) => standaloneSvg(one)),
    ];
    for (const text of texts) expect(obeyedIn(text)).toEqual([]);
    expect(texts[0]).toContain("good\\u001b[31m");
    expect(texts[1]).not.toMatch(/^droplab: all is well/m);
  });
});
