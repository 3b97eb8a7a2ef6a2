import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { beforeAll, describe, expect, test } from "vitest";
import { loadPages } from "#report";
import { newPaper } from "#report/files";
import { formatOf } from "../src/cli/fileFormat.ts";
import { namesInFull } from "../src/report/cutNames.ts";
import { madeUpExperiment, reportOf } from "./madeUpExperiment.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const texts = (svg: string) => [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);

/** The figures of an experiment with two configurations that have one name, and long ones. */
async function madeUpFigures() {
  const model = (units: number) =>
    ({
      name: "a net with a name that is as long as names of nets are",
      layers: [{ layer: "flatten" }, { layer: "dense", units }, { layer: "dense", units: 10 }],
    }) as never;
  const { experiment, source } = madeUpExperiment(
    { list: [4, 5, 6].map((units) => ({ model: model(units) })), reps: 3 },
    (configuration, k) => ({
      state: "done",
      accuracy: 0.9 + k / 100 - configuration / 50,
      deadClasses: [configuration],
    }),
  );
  const report = await reportOf(source, experiment, { commandFor: () => "droplab run" });
  return (await loadPages()).allFigures(report, newPaper());
}

describe("15.14: a figure that stands alone", () => {
  test("has the labels of its axes, what its marks stand for, and the sentences that explain it", async () => {
    const { standaloneSvg, themes } = await loadPages();
    const figures = await madeUpFigures();
    const labels: Readonly<Record<string, readonly string[]>> = {
      runs: ["test accuracy, % →", "a run", "mean", "its 95% interval"],
      curves: ["iteration →", "↑ error, %", "mean of the runs", "from the best to the worst run"],
      "kernel-norms": ["iteration →", "↑ norm"],
      "dead-classes": ["class"],
      differences: ["← worse · difference, points · better →", "no evidence", "95% interval"],
    };
    for (const [name, expected] of Object.entries(labels)) {
      const figure = figures.find((one) => one.name === name);
      if (!figure) throw new Error(name);
      const all = texts(standaloneSvg(figure));
      for (const label of expected) expect([name, all]).toEqual([name, expect.arrayContaining([label])]);
      expect(all.join(" ")).toContain(figure.caption.slice(0, 30).replaceAll("&", "&amp;"));
      expect(texts(standaloneSvg(figure, themes.slide)).join(" ")).not.toContain(figure.caption.slice(0, 30));
    }
  });

  test("has names in full that are cut in its pictures, but on a slide", async () => {
    const { standaloneSvg, themes } = await loadPages();
    const runs = (await madeUpFigures()).find(({ name }) => name === "runs");
    if (!runs) throw new Error("runs");
    const whole = "a net with a name that is as long as names of nets are";
    expect([new Set(runs.inFull).size, runs.inFull?.every((name) => name.startsWith(`model ${whole}`))]).toEqual([3, true]);
    expect(texts(standaloneSvg(runs)).join(" ")).toContain(`Names in full model ${whole}`);
    expect(namesInFull(["of one name", "of one name", "b"], ["1: of…", "2: of…", "b"])).toEqual(["1: of one name", "2: of one name"]);
    expect(texts(standaloneSvg(runs, themes.slide)).join(" ")).not.toContain(whole);
  });

  test("never gives two rows or pictures one label, though configurations share a name", async () => {
    for (const { name, panels } of await madeUpFigures()) {
      const titles = panels.flatMap(({ title }) => title ?? []);
      expect([name, new Set(titles).size]).toEqual([name, titles.length]);
      if (!["runs", "dead-classes", "differences"].includes(name)) continue;
      for (const { svg } of panels) {
        const rows = texts(svg).filter((text) => /net/.test(text as string));
        expect(rows.length).toBeGreaterThan(1);
        expect([name, new Set(rows).size]).toEqual([name, rows.length]);
      }
    }
  });

  test("is as wide as is asked for, with its pictures in it, in light and in dark", async () => {
    const { allFigures, spaceWithin, standaloneSvg, themes } = await loadPages();
    const { experiment, source } = madeUpExperiment({ grid: { dropout: [0, 0.1, 0.2] }, reps: 3 }, (configuration, k) => ({
      state: "done",
      accuracy: 0.9 + k / 100 - configuration / 50,
    }));
    const report = await reportOf(source, experiment, { commandFor: () => "droplab run" });
    for (const [width, theme] of [
      [640, themes.paper],
      [1920, themes["slide-dark"]],
    ] as const)
      for (const figure of allFigures(report, newPaper(), spaceWithin(width, theme))) {
        const svg = standaloneSvg(figure, theme, width);
        expect(svg).toMatch(/ width="(640|1920|1919|1921)" /);
        const [, inner] = /viewBox="0 0 ([\d.]+) /.exec(svg) as unknown as [string, string];
        for (const panel of figure.panels) expect(panel.width).toBeLessThanOrEqual(Number(inner));
        expect(svg.includes("#15171b")).toBe(theme === themes["slide-dark"]);
        expect(svg).not.toContain("var(--");
      }
  });
});

test("15.14: the ending of the output file decides the format, or is refused", () => {
  const formats = { html: { endings: ["html"] }, md: { endings: ["md"], flag: "--md" }, png: { endings: ["png"], flag: "--png" } };
  expect(formatOf(formats, undefined, "x.png")).toBe("png");
  expect(formatOf(formats, undefined, "a.b/X.PNG")).toBe("png");
  expect(formatOf(formats, "md", "notes.txt")).toBe("md");
  for (const none of [undefined, "-", "results", ".hidden", "/dev/null"]) expect(formatOf(formats, undefined, none)).toBeUndefined();
  expect(() => formatOf(formats, "md", "x.png")).toThrow("output: x.png ends in .png, but --md writes .md; change one of them");
  expect(() => formatOf(formats, undefined, "x.gif")).toThrow(
    "output: x.gif: .gif is no format of this command; let it end in .html, .md, .png",
  );
  expect(() => formatOf(formats, "md", "all.md.gz")).toThrow("output: all.md.gz ends in .gz, and droplab packs nothing;");
});

describe("15.14: droplab report", () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  let id: string;
  beforeAll(async () => {
    writeTinyTable(cwd);
    const args = [
      "sweep",
      "--dataset",
      "tiny.csv",
      "--model",
      "mlp(2)",
      "--protocol",
      "sound",
      "-i",
      "20",
      "-r",
      "2",
      "--dropout",
      "0,0.5",
    ];
    id = JSON.parse((await runCli([...args, "--json"], { cwd })).stdout).experiment;
  });
  const report = (...args: string[]) => runCli(["report", id, "--no-inspect", ...args], { cwd });

  test("writes PNG, PDF and SVG by the ending, as wide and under the title that are asked for", async () => {
    expect(await report("--figure", "runs", "--width", "1600", "-o", "runs.png")).toMatchObject({ code: 0 });
    expect(PNG.sync.read(readFileSync(join(cwd, "runs.png"))).width).toBe(1600);
    for (const width of ["2560", "1333"]) {
      await report("--figure", "differences", "--theme", "slide", "--width", width, "-o", "slide.png");
      expect(PNG.sync.read(readFileSync(join(cwd, "slide.png"))).width).toBe(Number(width));
    }
    expect(await report("--figure", "runs", "--title", "Two <rates>", "--width", "800", "-o", "runs.svg")).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, "runs.svg"), "utf8")).toMatch(/ width="800" [\s\S]*>Two &lt;rates><\/text>/);
    expect(await report("--figure", "runs", "--title", "Two rates", "--width", "800", "-o", "runs.pdf")).toMatchObject({ code: 0 });
    const pdf = readFileSync(join(cwd, "runs.pdf"), "latin1");
    expect(pdf).toMatch(/^%PDF-1\.\d/);
    expect(pdf).toMatch(/\/MediaBox \[0 0 600 [\d.]+\]/); // points of 1/72 inch, where pixels are 1/96
    expect(pdf).toContain("/FontFile2");
    expect(pdf).toContain("(Two rates)");
    await report("--figure", "runs", "--title", "Two rates", "--width", "800", "-o", "again.pdf");
    expect(readFileSync(join(cwd, "again.pdf"), "latin1") === pdf).toBe(true);
  });

  test("refuses a picture without a name, and what is of pictures alone", async () => {
    const refused = async (...args: string[]) => {
      const { code, stderr } = await report(...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused("-o", "x.png")).toMatch(/^droplab: output: x\.png is a picture of one figure; say which with --figure: runs, /);
    expect(await refused("--figure", "runs", "-o", "x.md")).toBe(
      "droplab: output: x.md is no picture; let it end in .svg, .png or .pdf, or leave --figure out\n",
    );
    expect(await refused("--theme", "slide")).toMatch(/^droplab: theme: it is of a single figure; say which with --figure/);
  });

  test("says where the font of PNG and PDF has no sign for a name", async () => {
    expect((await report("--figure", "runs", "--title", "模型", "-o", "cjk.png")).stderr).toContain(
      "droplab: the font of PNG and PDF has no sign for 模; an SVG is shown with the fonts of its reader\n",
    );
  });
});
