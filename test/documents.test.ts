import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tableOptions } from "#data";
import { buildNet, parseModel } from "#nn";
import { layerTable } from "../src/nn/layerTable.ts";
import { dropoutLayerKinds, lossNames } from "../src/nn/model.ts";
import { dataFolder } from "./dataFolder.ts";
import { examples, examplesPage, expectPrinted, isLong, output, read, root } from "./documentPrograms.ts";
import { runCli } from "./runCli.ts";

describe("the examples print what their page says", () => {
  const short = examples.filter((example) => !isLong(example));
  test.each(short)("%s", async (file, text) => expectPrinted(await output(file), text));

  test("what is said of max-norm is true of its table", () => {
    const [, text = ""] = examplesPage.match(/maxNormAllowsBiggerLearningRates\.ts\n([^`]*)```/) ?? [];
    const rows = new Map(
      text.split("\n").map((line) => [line.split(" ")[0], [...line.matchAll(/([\d.]+) \+\/- [\d.]+(?:, (\d) diverged)?/g)]]),
    );
    const means = (rate: string) => (rows.get(rate) ?? []).map(([, mean]) => Number(mean)) as [number, number, number];
    expect(rows.get("1")?.map(([, , diverged]) => diverged)).toEqual(["1", undefined, undefined]);
    const [none, loose, tight] = means("0.6");
    expect(Math.min(loose, tight) - none).toBeGreaterThan(15);
    const [free, two, half] = means("0.1");
    expect((free - half).toFixed(1)).toBe("5.4");
    expect(two).toBeGreaterThanOrEqual(free);
  });

  test("and the page has all of them", () => {
    const programs = readdirSync(`${root}/examples`).filter((name) => name.endsWith(".ts"));
    expect(examples.map(([file]) => file).sort()).toEqual(programs.map((name) => `examples/${name}`).sort());
  });
});

describe("the blocks of docs/library.md run and print what stands under them", () => {
  const blocks = [
    ...read("docs/library.md").matchAll(/## ([^\n]*)\n(?:(?!\n## )[\s\S])*?```ts\n([^`]*(?:`[^`]+`[^`]*)*?)```\n\n```text\n([^`]*)```/g),
  ];
  test.each(blocks.map(([, title, code, text]) => [title, code, text] as [string, string, string]))("%s", async (title, code, text) => {
    mkdirSync(`${root}/build/docs`, { recursive: true });
    const file = `build/docs/${title.replaceAll(/\W+/g, "-")}.ts`;
    writeFileSync(`${root}/${file}`, code);
    expectPrinted(await output(file), text);
  });

  test("all of them", () => {
    expect(blocks.length).toBe(read("docs/library.md").match(/^```ts$/gm)?.length);
  });
});

test("docs/methods.md is what the catalog says", async () => {
  expect((await runCli(["methods", "--markdown"])).stdout).toBe(read("docs/methods.md"));
});

test("docs/experiment.schema.json is what the experiment's schema says", async () => {
  expect((await runCli(["sweep", "--schema"])).stdout).toBe(read("docs/experiment.schema.json"));
});

describe("docs/models.md", () => {
  const page = read("docs/models.md");

  test("shows models that can be built", () => {
    const models = [...page.matchAll(/```json\n([^`]*)```/g)].map(([, text]) => parseModel(JSON.parse(text as string)));
    expect(models.length).toBe(3);
    for (const model of models) expect(buildNet(model, { input: [1, 28, 28] }).classes).toBe(10);
  });

  test("tells of every layer, loss and kind of dropout", () => {
    for (const name of [...Object.keys(layerTable), ...lossNames, ...dropoutLayerKinds]) expect(page).toContain(`\`${name}\``);
  });
});

describe("docs/data.md", () => {
  const page = read("docs/data.md");
  const commands = [...page.matchAll(/```console\n\$ npx droplab (data [^\n]*)\n([^`]*)```/g)].map(([, line, text]) => [line, text]);

  test.each(commands as [string, string][])("13.25: droplab %s prints what the page says", async (line, text) => {
    const [, table] = /```csv\n([^`]*)```/.exec(page) as unknown as [string, string];
    const cwd = dataFolder({ "plants.csv": table });
    const { stdout, stderr } = await runCli(line.split(" "), { cwd });
    expect(stdout + stderr).toBe(text);
  });

  test("tells of every option of tables, by its flags, name, help, range and default", () => {
    for (const { flags, name, help, range, default: unless } of tableOptions)
      expect(page).toContain(`| \`${flags}\` | \`${name}\` | ${help} | ${range} | ${unless} |`);
    expect(commands.length).toBe(2);
  });
});
