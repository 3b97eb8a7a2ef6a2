import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeText } from "#data";
import { csv, dataFolder, idxFile } from "./dataFolder.ts";
import { runCli } from "./runCli.ts";

const rows = Array.from({ length: 60 }, (_, n) => [
  n,
  `${(n * 7) % 13}.5`,
  ["left", "right"][n % 2],
  n % 5 === 4 ? "?" : n % 3,
  ["red", "blue"][n % 2],
]);
const table = csv([["id", "x", "side", "n", "colour"], ...rows]);

describe("13.25: droplab data", () => {
  test("--json gives all that would be read", async () => {
    const cwd = dataFolder({ "table.csv": table });
    const { stdout, code } = await runCli(["data", "table.csv", "--missing", "drop", "--split", "0.25", "--json"], { cwd });
    const told = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(told).toMatchObject({
      name: "table.csv",
      rows: 60,
      encoding: "UTF-8",
      separator: ",",
      header: ["id", "x", "side", "n", "colour"],
      shape: [4],
      scale: 1,
      classes: [
        { name: "blue", count: 24 },
        { name: "red", count: 24 },
      ],
      split: { trained: 30, heldOut: 6, test: 12 },
      columns: [
        { number: 1, name: "id", role: "index", holds: "whole numbers from 0 to 59", missing: 0 },
        { number: 2, name: "x", role: "feature", holds: "numbers from 0.5 to 12.5", missing: 0 },
        { number: 3, name: "side", role: "feature", holds: 'words: "left", "right"', missing: 0 },
        { number: 4, name: "n", role: "feature", holds: "whole numbers from 0 to 2", missing: 12 },
        { number: 5, name: "colour", role: "label", holds: 'words: "blue", "red"', missing: 0 },
      ],
    });
    expect(told.firstRows[4]).toEqual({ line: 6, cells: ["4", "2.5", "left", "?", "red"] });
    expect(told.majority.testShare).toBeGreaterThan(0);
    expect(told.notes).toContain("12 of the 60 rows of table.csv lack a value and are left out");
    expect(told.notes).toContain('column 3 ("side") tells the class by itself: each of its values goes with one class only');
  });

  test("tells how many are trained on of all training rows", async () => {
    const cwd = dataFolder({ "table.csv": table });
    const { stdout } = await runCli(["data", "table.csv", "--missing", "mean", "--train-examples", "7"], { cwd });
    expect(stdout).toContain(
      "  7 of 42 rows are trained on, 8 held out, 10 the test part, drawn with split seed 1, the same for all runs\n",
    );
    expect(stdout).toContain("numbers standardized by the 42 training rows\n");
    expect(stdout).toContain("are the mean of the training rows\n");
    expect(stdout).not.toMatch(/the 42 rows/);
  });

  test("13.25: names of classes and columns stand as they are, whatever sentences they look like", async () => {
    const names = ["left; 42 rows are trained on", "the 42 rows that are trained on"];
    const rows = Array.from({ length: 60 }, (_, n) => [`${(n * 7) % 11}.5`, n % 5, names[n % 2] as string]);
    const cwd = dataFolder({ "table.csv": csv([["a\u001b[31mred", "b", "class"], ...rows]) });
    for (const limits of [[], ["--train-examples", "7"]]) {
      const { stdout } = await runCli(["data", "table.csv", ...limits], { cwd });
      expect(stdout).toContain(
        `\n  labels are column 3 ("class"), by its name: ${JSON.stringify(names[0])} 30, the 42 rows that are trained on 30\n`,
      );
      expect(stdout).toContain(`\n  ${limits.length ? "7 of 42" : "42"} rows are trained on, 8 held out,`);
      expect(stdout).not.toContain("\u001b");
    }
  });

  test("tells of images, too", async () => {
    const part = (name: string, count: number) => ({
      [`${name}-images`]: idxFile([count, 2, 3], (i) => i % 17),
      [`${name}-labels`]: idxFile([count], (i) => i % 2),
    });
    const cwd = dataFolder({ ...part("train", 12), ...part("test", 4) });
    const { stdout, code } = await runCli(["data", "."], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("  16 images of 1 × 2 × 3 bytes from 0 to 16, divided by 16\n  labels 0 to 1: 0 8, 1 8\n");
    expect((await runCli(["data", "mnist"])).stdout).toContain("  70000 images of 1 × 28 × 28 bytes, divided by 255, in 10 classes\n");
  });

  test.each([
    [["table.csv"], 'droplab: table.csv: line 6, column 4 ("n"): the value is missing ("?"); 12 of 60 rows lack it: '],
    [
      ["nowhere.csv"],
      'droplab: dataset: "nowhere.csv" is not mnist, fashion-mnist, a folder of IDX files or a table (.csv, .tsv, .txt or .data); ',
    ],
    [["table.csv", "--label", "color"], 'droplab: label: "color" is no column of table.csv; its columns are named "id", '],
    [["table.csv", "--split", "2"], 'droplab: split: "2" is not a number from 0.01 to 0.9'],
    [["mnist", "--missing", "drop"], 'droplab: missing: it goes with a table, and "mnist" holds images; leave it out'],
    [
      ["table.csv", "--data-seed", "5"],
      "droplab: data-seed: nothing is drawn with it; give train-examples or label-noise too, or leave it out",
    ],
    [[], "droplab: missing required argument 'name'"],
  ])("%j is bad input: one sentence and exit code 2", async (args, says) => {
    const { stdout, stderr, code } = await runCli(["data", ...args], { cwd: dataFolder({ "table.csv": table }) });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.startsWith(says), stderr).toBe(true);
    expect(stderr.trimEnd()).not.toContain("\n");
  });

  test("quotes and cuts what a file holds, so that a line stays a line", async () => {
    const odd = csv([["x", "kind"], ...rows.map(([, x], n) => [x, n % 2 ? '"a\nb"' : `"${"long ".repeat(20)}"`])]);
    const { stdout } = await runCli(["data", "table.csv"], { cwd: dataFolder({ "table.csv": odd }) });
    expect(stdout).toContain('"a\\nb" 30');
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThan(200);
  });
});

describe("13.23: JSON files may have a byte-order mark or be UTF-16", () => {
  const experiment = {
    model: "model.json",
    protocol: "sound",
    iterations: 100,
    dataset: "table.csv",
    grid: { dropout: [0, 0.5] },
    reps: 2,
  };
  const model = {
    name: "small",
    layers: [{ layer: "flatten" }, { layer: "dense", units: 4 }, { layer: "relu" }, { layer: "dense", units: 2 }],
  };
  test.each<[string, (text: string) => Buffer]>([
    ["UTF-8 with a mark", (text) => Buffer.from(`\ufeff${text}`)],
    ["UTF-16 with a mark", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 of the other order", (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
  ])("%s", async (_, encode) => {
    const cwd = dataFolder({ "table.csv": csv(rows.map(([, x, , , kind]) => [x, kind])) });
    writeFileSync(join(cwd, "experiment.json"), encode(JSON.stringify(experiment)));
    writeFileSync(join(cwd, "model.json"), encode(JSON.stringify(model)));
    expect(JSON.parse(decodeText(readFileSync(join(cwd, "model.json")), "model.json").text)).toEqual(model);
    const { stdout, code, stderr } = await runCli(["sweep", "experiment.json", "--dry-run", "--no-store"], { cwd });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("dropout 0.5: 2 runs of 100 iterations");
  });
});
