import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { type DataSpec, limitTraining } from "#data";
import { loadDataset } from "#data/files";
import { type Experiment, idleNotes, planExperiment } from "#experiment";
import { type CliResult, runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
interface Swept {
  experiment: string;
  configurations: { varied: { labelNoise: number }; memorized: { asLabelled: number; asTrue: number } | null }[];
  data: { dataset: string; labelNoise: number; dataHash: string; testHash: string }[];
  trials: { id: string; configuration: number; result: { memorized: { examples: number; asLabelled: number; asTrue: number } | null } }[];
}
const sweep = [
  "sweep",
  "--dataset",
  "tiny.csv",
  "--model",
  "mlp(16)",
  "-i",
  "200",
  "-r",
  "3",
  "--train-examples",
  "20",
  "--label-noise",
  "0,0.3",
];
let swept: Swept;
let printed: CliResult;

beforeAll(async () => {
  writeTinyTable(cwd);
  swept = JSON.parse((await runCli([...sweep, "--json"], { cwd })).stdout);
  printed = await runCli(sweep, { cwd });
});

describe("13.24: what was learned by heart of wrong labels reaches", () => {
  const found = () =>
    swept.trials.flatMap(({ configuration, result }) => (configuration === 1 && result.memorized ? [result.memorized] : []));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  test("JSON, run by run and in the mean; without wrong labels there is nothing", () => {
    expect(found().map(({ examples }) => examples)).toEqual([6, 6, 6]);
    for (const { asLabelled, asTrue } of found()) expect(asLabelled + asTrue).toBeCloseTo(1, 12); // there are two classes
    expect(swept.configurations.map(({ memorized }) => memorized)).toEqual([
      null,
      {
        asLabelled: expect.closeTo(mean(found().map((one) => one.asLabelled)), 12),
        asTrue: expect.closeTo(mean(found().map((one) => one.asTrue)), 12),
      },
    ]);
    expect(swept.trials.filter(({ configuration }) => configuration === 0).map(({ result }) => result.memorized)).toEqual([
      null,
      null,
      null,
    ]);
  });

  test("the table of a sweep, what is shown of a run, and exports", async () => {
    const share = (100 * mean(found().map((one) => one.asLabelled))).toFixed(1);
    expect(printed.stdout).toContain(`${share}% of the wrong labels learned by heart`);
    expect(printed.stderr).toContain(
      "tiny.csv: 6 of the 20 training labels are wrong, drawn with data seed 1; held-out and test labels are as they were",
    );
    const trial = swept.trials.find(({ configuration }) => configuration === 1) as Swept["trials"][number];
    const { asLabelled = 0, asTrue = 0 } = trial.result.memorized ?? {};
    const shown = (await runCli(["show", trial.id], { cwd })).stdout;
    expect(shown).toMatch(/\nNLL \d+\.\d{4}, ECE \d+\.\d\d% on the test examples\n/);
    expect(shown).toMatch(/\ndata {7}tiny\.csv, trainExamples 20, labelNoise 0\.3: 2 classes, contents [0-9a-f]{10}\nmodel {6}mlp\(/);
    expect(shown).toContain(
      `of 6 wrong labels ${(100 * asLabelled).toFixed(2)}% learned by heart, ${(100 * asTrue).toFixed(2)}% seen through`,
    );
    const rows: Record<string, string>[] = parse((await runCli(["export"], { cwd })).stdout, { columns: true });
    const row = rows.find(({ trial: id }) => id === trial.id);
    expect([row?.["wrongLabels"], Number(row?.["memorizedShare"]), Number(row?.["seenThroughShare"])]).toEqual(["6", asLabelled, asTrue]);
    expect(JSON.parse(row?.["data"] ?? "")).toEqual({ dataset: "tiny.csv", trainExamples: 20, labelNoise: 0.3 });
  });

  test("Markdown reports", async () => {
    expect((await runCli(["report", swept.experiment, "--md"], { cwd })).stdout).toMatch(
      /\| 0\.3 \|.*% of the wrong labels learned by heart|labelNoise 0\.3 \|.*% of the wrong labels learned by heart/,
    );
  });

  test("identity: configurations have data of their own and the same test examples", () => {
    const [clean, noisy] = swept.data;
    expect(clean?.testHash).toBe(noisy?.testHash);
    expect(clean?.dataHash).not.toBe(noisy?.dataHash);
  });
});

describe("13.24: options that cannot be, or do nothing, are said", () => {
  const run = ["run", "--dataset", "tiny.csv", "--model", "mlp(16)", "-i", "2", "-r", "1", "--no-store"];
  test.each([
    [["--train-examples", "1000"], /^train-examples: tiny\.csv has \d+ training examples, not 1000; give a whole number up to \d+$/],
    [["--label-noise", "1"], 'label-noise: "1" is not a share in [0, 1)'],
    [["--label-noise", "0.001"], /^label-noise: 0\.001 of \d+ training labels is none of them; give at least 0\.0\d+, or 0$/],
    [["--data-seed", "2"], "data-seed: nothing is drawn with it; give train-examples or label-noise too, or leave it out"],
    [["--data-seed", "-1"], 'data-seed: "-1" is not a whole number from 0 to 4294967295'],
  ])("%j", async (options, says) => {
    const { code, stderr } = await runCli([...run, ...options], { cwd });
    const said = stderr.split("\n").filter((line) => line.startsWith("droplab: "));
    expect([code, said.length]).toEqual([2, 1]);
    if (typeof says === "string") expect(said[0]).toBe(`droplab: ${says}`);
    else expect(said[0]?.slice("droplab: ".length)).toMatch(says);
  });

  test("a data seed that draws nothing, of one run and in a sweep", () => {
    const cases: [Experiment, string[]][] = [
      [{ dataSeed: 2 }, ["dataSeed: nothing is drawn with it; give trainExamples or labelNoise too, or leave it out"]],
      [{ dataSeed: 2, labelNoise: 0.3 }, []],
      [{ dataSeed: 2, grid: { labelNoise: [0, 0.3] } }, []],
      [
        { grid: { dataSeed: [1, 2], labelNoise: [0, 0.3] } },
        [
          expect.stringMatching(
            /^dataSeed: nothing is drawn with it \(dataSeed 1, labelNoise 0; dataSeed 2, labelNoise 0: nothing changes there/,
          ),
        ],
      ],
    ];
    for (const [experiment, notes] of cases) {
      const load = ({ dataset, trainExamples, labelNoise, dataSeed }: DataSpec) =>
        limitTraining(loadDataset(join(cwd, dataset)), { trainExamples, labelNoise, dataSeed });
      expect(idleNotes(planExperiment({ dataset: "tiny.csv", model: "mlp(2)", reps: 1, ...experiment }, load, "2 fused"))).toEqual(notes);
    }
  });
});
