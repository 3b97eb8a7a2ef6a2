import { cpSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { experimentFilter } from "../src/cli/experimentFilter.ts";
import { listedValues, rangeValues } from "../src/cli/listedValues.ts";
import { makeProgram } from "../src/cli/program.ts";
import { runCli } from "./runCli.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(root, "docs/experiments.md"), "utf8");
const folder = join(root, "examples/experiments");
const files = readdirSync(folder).filter((name) => /\.(json|ts)$/.test(name));
const shown = [...page.matchAll(/`examples\/experiments\/([^`]+)`:\n\n```\w+\n([\s\S]*?)```\n/g)].map(([, name, text]) => [name, text]);

describe("15.11: docs/experiments.md", () => {
  test("shows every example file as it is", () => {
    expect(shown.map(([name]) => name).toSorted()).toEqual(files.toSorted());
    for (const [name, text] of shown) expect(text, name).toBe(readFileSync(join(folder, name as string), "utf8"));
  });

  test("its first two commands are the same experiment", () => {
    const [, typed = ""] = /^npx droplab sweep (--protocol .*)$/m.exec(page) ?? [];
    const rates = JSON.parse(readFileSync(join(folder, "rates.json"), "utf8"));
    expect(typed).toBe(
      `--protocol ${rates.protocol} --model '${rates.model}' --train-examples ${rates.trainExamples} -i ${rates.iterations} -r ${rates.reps} --dropout ${rates.grid.dropout} --max-norm ${rates.grid.maxNorm}`,
    );
  });

  test("its commands have the options that there are", () => {
    const { commands } = makeProgram(() => {}, []);
    const lines = [...page.matchAll(/^npx droplab (\w+) (.*)$/gm)];
    expect(lines.length).toBe(7);
    for (const [line, name, words = ""] of lines) {
      const command = commands.find((one) => one.name() === name);
      for (const [option] of words.matchAll(/(?<= |^)--?[a-z][\w-]*/g))
        expect(
          command?.options.some(({ long, short }) => long === option || short === option),
          line,
        ).toBe(true);
    }
    for (const [, filter = ""] of page.matchAll(/--filter '([^']*)'/g)) expect(() => experimentFilter(filter)).not.toThrow();
  });
});

describe("15.11: lists and ranges", () => {
  test.each([
    ["0,0.2,0.4", ["0", "0.2", "0.4"]],
    ["mlp(64),mlp(256,256)", ["mlp(64)", "mlp(256,256)"]],
    ['"a,b.csv",c.csv', ["a,b.csv", "c.csv"]],
    ['"say ""a,b""",c', ['say "a,b"', "c"]],
    ["a,,b", ["a", "", "b"]],
    ["", [""]],
  ])("%j has the values %j", (text, values) => expect(listedValues(text)).toEqual(values));

  test.each(['"a,b', '"a"b,c'])("%j has quotes that do not end", (text) => expect(listedValues(text)).toBeUndefined());

  test.each([
    ["0:0.5:0.1", "0 0.1 0.2 0.3 0.4 0.5"],
    ["1:0:-0.25", "1 0.75 0.5 0.25 0"],
    ["0:1:0.3", "0 0.3 0.6 0.9"],
    ["1e-5:5e-5:1e-5", "0.00001 0.00002 0.00003 0.00004 0.00005"],
    ["100:300:100", "100 200 300"],
    ["0:9:0.7", "0 0.7 1.4 2.1 2.8 3.5 4.2 4.9 5.6 6.3 7 7.7 8.4"],
  ])("%s is %s", (text, values) => expect(rangeValues(text).join(" ")).toBe(values));

  test.each([
    ["0:0.5:-0.1", "steps of -0.1 never come from 0 to 0.5; a range is from:to:step, such as 0:0.5:0.1"],
    ["0:1:0", "steps of 0 never come from 0 to 1; a range is from:to:step, such as 0:0.5:0.1"],
    ["0:1:1e-9", "it has more than 10000 values; give larger steps"],
  ])("%s is none", (text, says) => expect(() => rangeValues(text)).toThrow(says));

  test("on the command line", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
    cpSync(join(folder, "plants.csv"), join(cwd, "a,b.csv"));
    const data = ["--dataset", '"a,b.csv"', "--missing", "mean", "--model", "mlp(2)", "--protocol", "sound"];
    const { stdout, code } = await runCli(["sweep", ...data, "--dropout", "0,0.1:0.5:0.2", "-i", "1", "-r", "1", "--dry-run"], { cwd });
    expect(code).toBe(0);
    expect(stdout.match(/^dropout [\d.]+/gm)).toEqual(["dropout 0", "dropout 0.1", "dropout 0.3", "dropout 0.5"]);
  });
});
