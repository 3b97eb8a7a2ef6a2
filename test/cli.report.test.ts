import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { parseExperiment } from "#experiment";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const bin = fileURLToPath(new URL("../bin/droplab.js", import.meta.url));

/** The commands of a report in Markdown, in the order of its configurations. */
async function commandsOf(id: string, cwd: string): Promise<string[]> {
  const { stdout } = await runCli(["report", id, "--md"], { cwd });
  return [...stdout.matchAll(/^ {2}```sh\n {2}(.*)\n {2}```$/gm)].map(([, command]) => command as string);
}

/** What a shell makes of a command: its output, or the error that it is refused with. */
async function shell(command: string, cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)("sh", ["-c", `droplab() { "${process.execPath}" "${bin}" "$@"; }; ${command}`], { cwd });
  return stdout;
}

const experimentsOf = async (cwd: string) => JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);

describe("13.2: the commands of a report run as they are printed, and make the same runs:", () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  const layers = [{ layer: "dense", units: 3 }, { layer: "relu" }, { layer: "dropout" }, { layer: "dense", units: 2 }];
  const writeModel = (units: number) =>
    writeFileSync(join(cwd, "it's.json"), JSON.stringify({ name: 'a "model"\n', layers: [{ ...layers[0], units }, ...layers.slice(1)] }));

  beforeAll(() => writeTinyTable(cwd));

  test("of whatever a sweep takes though it acts on nothing in some configurations", async () => {
    writeModel(3);
    const common = {
      dataset: "tiny.csv",
      model: "mlp(3)",
      protocol: "sound",
      iterations: 20,
      evaluateEvery: 10,
      reps: 2,
      vary: ["dropout"],
    };
    const list = [
      { dropout: 0, dropoutKind: "gaussian", mc: 2, maxNorm: 0, maxNormScope: "kernel" },
      { dropout: 0.5, dropoutKind: "gaussian", mc: 2, maxNorm: 1, maxNormScope: "kernel", schedule: "step:30:0.5+warm-up:5" },
      { optimizer: "nesterov", momentum: 0, dropout: 0.5, dropoutRates: [0.1, 0.2], dataSeed: 4, earlyStopping: 9 },
      { optimizer: "adamW", dropout: 0.3, schedule: "exponential:1", dataSeed: 4, labelNoise: 0.2 },
      { model: "it's.json", dropout: 0.4 },
    ];
    writeFileSync(join(cwd, "sweep.json"), JSON.stringify({ ...common, list }));
    const swept = JSON.parse((await runCli(["sweep", "sweep.json", "--json"], { cwd })).stdout);
    writeModel(8); // the report's commands are those of the model that ran
    const commands = await commandsOf(swept.experiment, cwd);
    expect(commands).toHaveLength(5);
    expect(commands[0]).toBe(
      "droplab run --dataset tiny.csv --model 'mlp(3)' --protocol sound --iterations 20 --evaluate-every 10 --dropout 0 --max-norm 0 --weight-decay 0 --reps 1 --vary dropout --no-store",
    );
    const printed = await Promise.all(commands.map((command) => shell(command, cwd)));
    for (const [index, { accuracies }] of swept.configurations.entries()) {
      const percents = [...(printed[index] as string).matchAll(/^run +\d+ +([\d.]+)%/gm)].map(([, accuracy]) => accuracy);
      const expected = accuracies.map((accuracy: number) => (100 * accuracy).toFixed(2));
      if (index === 0)
        expect(percents).toEqual(expected.slice(0, 1)); // without masks all its runs are the first
      else if (index < 4) expect(percents).toEqual(expected);
      else expect(printed[index]).toContain((50 * (accuracies[0] + accuracies[1])).toFixed(2));
    }
  });

  test("of the split that variance varies, whose experiment is listed as such and can be read again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "droplab-"));
    writeTinyTable(folder);
    const args = ["variance", "--dataset", "tiny.csv", "--model", "mlp(2)", "--protocol", "sound", "-i", "10", "-r", "2"];
    const { stderr } = await runCli(args, { cwd: folder });
    expect(stderr).not.toContain("vary");
    expect((await runCli(["list"], { cwd: folder })).stdout).toMatch(/ -r 2 \(split varied\)\n/);
    const split = (await experimentsOf(folder)).find(
      ({ definition }: { definition: { vary?: string[] } }) => definition.vary?.length === 0,
    );
    expect(parseExperiment(split.definition)).toEqual(split.definition);
    const commands = await commandsOf(split.id, folder);
    expect(commands).toEqual(
      [1, 2].map((seed) => expect.stringMatching(new RegExp(`--split-seed ${seed} --reps 1 --vary none --no-store$`))),
    );
    expect(await Promise.all(commands.map((command) => shell(command, folder)))).toEqual([
      expect.stringContaining("mean accuracy (1 run): "),
      expect.stringContaining("mean accuracy (1 run): "),
    ]);
  });
});

test.each(["wasm", "reference"])("13.2: of %s, whose digits are its own, the command names it", async (device) => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const run = ["run", "--dataset", "tiny.csv", "--model", "mlp(3)", "--protocol", "sound", "-i", "10", "--evaluate-every", "10", "-r", "1"];
  expect((await runCli([...run, "--device", device], { cwd })).code).toBe(0);
  const [{ id }] = await experimentsOf(cwd);
  const [command = ""] = await commandsOf(id, cwd);
  expect(command).toContain(` --device ${device} `);
  // an option without a value may come twice, as where one's own is put behind
  expect(await shell(`${command} --no-store`, cwd)).toContain("mean accuracy (1 run)");
  expect(await runCli(["report", id, "--margin", "150"], { cwd })).toMatchObject({
    code: 2,
    stderr: 'droplab: margin: "150" is not a positive number up to 100\n',
  });
});

test("an experiment whose runs were removed is said to have none by report, compare and show", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const run = async (rate: string) => {
    const { stdout } = await runCli(["run", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "2", "-r", "1", "-d", rate, "--json"], {
      cwd,
    });
    return JSON.parse(stdout).runs[0].id as string;
  };
  const [trial] = [await run("0"), await run("0.5")];
  const [{ id }, { id: other }] = await experimentsOf(cwd);
  expect((await runCli(["rm", trial, "--yes"], { cwd })).code).toBe(0);
  const none = await Promise.all(
    [
      ["report", id, "--md"],
      ["compare", id, other],
      ["compare", other, id],
      ["export", id],
    ].map((a) => runCli(a, { cwd })),
  );
  for (const { code, stdout, stderr } of none) {
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^droplab: \w+: all its runs were removed; type droplab run --dataset tiny\.csv .* for new ones, or droplab rm \w+\n$/,
    );
  }
  const { stdout } = await runCli(["show", id], { cwd });
  expect(stdout).toMatch(/\nall its runs were removed\n$/);
});
