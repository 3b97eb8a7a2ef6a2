import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Experiment, parseExperiment, planExperiment } from "#experiment";
import { buildNet, type LayerSpec, mlp, parseModel } from "#nn";
import { tinyData } from "./laboratories.ts";
import { runCli } from "./runCli.ts";
import { tinyTrainer } from "./tinyTrainer.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-large-"));
afterAll(() => rmSync(cwd, { recursive: true }));

const many = (count: number): LayerSpec[] => [
  ...Array.from(
    { length: count - 1 },
    (_, i): LayerSpec => (i % 3 ? { layer: i % 3 === 1 ? "relu" : "dropout" } : { layer: "dense", units: 1 }),
  ),
  { layer: "dense", units: 2 },
];
const nested = (depth: number): LayerSpec =>
  depth === 0 ? { layer: "relu" } : { layer: "residual", layers: [nested(depth - 1)], shortcut: [{ layer: "relu" }] };
const tooMany = { name: "deep", layers: many(100_001) };
const tooDeep = { name: "nested", layers: [{ layer: "flatten" }, nested(101), { layer: "dense", units: 2 }] as LayerSpec[] };
const LAYERS = "it has more than 100000 layers; give it fewer";
const DEPTH = "its residual blocks lie more than 100 deep in each other; nest fewer of them";
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe("15.8: a model", () => {
  test("of tens of thousands of layers is planned in linear time", () => {
    const { stepProgram } = tinyTrainer({ layers: [{ layer: "flatten" }, ...many(30_000)], methods: { dropout: 0.5 } });
    expect(stepProgram.code.length).toBeGreaterThan(30_000);
  });

  test("of more layers than are planned, or deeper blocks, is refused before anything is made of it", () => {
    expect(() => parseModel(tooMany)).toThrow(`model: ${LAYERS}`);
    expect(() => parseModel(tooDeep)).toThrow(`model: ${DEPTH}`);
    expect(() => buildNet(tooMany, { input: [1] })).toThrow(`model deep: ${LAYERS}`);
    expect(() => buildNet(tooDeep, { input: [1] })).toThrow(`model nested: ${DEPTH}`);
    expect(() => buildNet(mlp(Array(40_000).fill(1)), { input: [1] })).toThrow(
      /^model mlp\(1,1,[1,]{50,60}…: it has more than 100000 layers/,
    );
    let deepest: unknown = [];
    for (let depth = 0; depth < 100_000; depth++) deepest = [{ layer: "residual", layers: deepest }];
    expect(() => parseExperiment({ model: { layers: deepest } })).toThrow(`model: ${DEPTH}`);
    expect(() => parseExperiment({ grid: { model: ["lenet", tooMany] } })).toThrow(`grid.model[1]: ${LAYERS}`);
    expect(() => parseExperiment({ list: [{ model: tooDeep }] })).toThrow(`list[0].model: ${DEPTH}`);
    expect(parseModel({ layers: [{ layer: "flatten" }, nested(100), { layer: "dense", units: 2 }] }).layers.length).toBe(3);
  });
});

describe("15.8: an experiment", () => {
  const values = numbers(199);
  const grid = { batchSize: values, iterations: values, evaluateEvery: values };
  const grids = "grid: 199 × 199 × 199 are 7880599 configurations, more than 100000; vary fewer values, or make several experiments";
  const list = Array.from({ length: 600 }, () => ({}));

  test.each<[string, Experiment, string]>([
    ["a grid", { grid }, grids],
    [
      "a list and a grid",
      { list, grid: { batchSize: values } },
      "list: 600 × 199 are 119400 configurations, more than 100000; vary fewer values, or make several experiments",
    ],
    [
      "repetitions",
      { grid: { batchSize: values }, reps: 6000 },
      "reps: 6000 runs of 199 configurations are 1194000, more than 1000000; give at most 5025",
    ],
  ])("of more than is planned, by %s, is refused before any of it is made", (_, experiment, says) => {
    expect(() => parseExperiment(experiment)).toThrow(says);
    const distinct = { ...experiment, ...(experiment.list && { list: list.map((_, k) => ({ learningRate: k + 1 })) }) };
    expect(() => planExperiment(distinct, () => tinyData, "2 fused")).toThrow(says);
  });

  test("is refused with one sentence by the command line", async () => {
    writeFileSync(join(cwd, "grid.json"), JSON.stringify({ grid }));
    expect(await runCli(["sweep", "grid.json"], { cwd })).toMatchObject({ code: 2, stderr: `droplab: grid.json: ${grids}\n` });
  });

  test("ends with Ctrl-C while it is planned, and leaves nothing", async () => {
    let pressed = false;
    const args = ["sweep", "--model", "mlp(2)", "--batch-size", numbers(300).join(), "--max-norm", numbers(300).join(), "-r", "1"];
    const { code, stdout, stderr } = await runCli(args, {
      cwd,
      onError(text, kill) {
        if (pressed || !text.includes("planning")) return;
        pressed = true;
        kill("SIGINT");
      },
    });
    expect([code, stdout]).toEqual([null, ""]);
    expect(stderr).toBe("droplab: planning 90000 configurations; Ctrl-C stops it, and nothing is kept of it\n");
    expect(existsSync(join(cwd, "droplab.db"))).toBe(false);
  });
});
