import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadMnist } from "#data/files";
import { configurationsOf, type Experiment, parseExperiment, planExperiment } from "#experiment";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
const fileOf = (name: string, experiment: object): string => {
  writeFileSync(join(cwd, name), JSON.stringify(experiment));
  return name;
};
const plans = async (...args: string[]) => (await runCli(["sweep", ...args, "--dry-run"], { cwd })).stdout;

describe("13.2: what is given on the command line is told from a default", () => {
  const file = fileOf("seed.json", { protocol: "sound", iterations: 20, seed: 9, reps: 2, vary: ["init"], grid: { dropout: [0, 0.3] } });

  test("a base seed of 1 replaces that of a file, as any other does, and none leaves it", async () => {
    expect(await plans(file, "--seed", "1")).toContain("base seed 1\n");
    expect(await plans(file, "--seed", "2")).toContain("base seed 2\n");
    expect(await plans(file)).toContain("base seed 9\n");
  });

  test("so do all other options that equal what is used without a file", async () => {
    const { stdout } = await runCli(["sweep", "--help"]);
    expect(stdout.replace(/\s+/g, " ")).toContain("a seed derived from it (default: 1)");
    const usual = ["-r", "10", "-i", "50000", "--evaluate-every", "100", "--batch-size", "100", "--learning-rate", "0.001"];
    const other = fileOf("other.json", { iterations: 20, reps: 2, evaluateEvery: 5, batchSize: 7, learningRate: 0.5, protocol: "sound" });
    const [both, alone] = [await plans(other, ...usual, "--protocol", "post"), await plans(...usual, "--protocol", "post")];
    expect(both).toContain("one configuration: 10 runs of 50000 iterations");
    expect(/experiment \w+/.exec(both)?.[0]).toBe(/experiment \w+/.exec(alone)?.[0]);
  });
});

describe("13.2: --quick is for what is not given", () => {
  test("it leaves the iterations and the runs of a file, and those of its list", async () => {
    const list = [{ iterations: 20 }, { iterations: 40, dropout: 0.1 }];
    expect(await plans(fileOf("reps.json", { protocol: "sound", reps: 20 }), "--quick")).toContain("20 runs of 2000 iterations");
    expect(await plans(fileOf("iterations.json", { protocol: "sound", iterations: 60 }), "--quick")).toContain("4 runs of 60 iterations");
    expect(await plans(fileOf("quickList.json", { protocol: "sound", list }), "--quick")).toContain("4 runs of 40 iterations");
  });

  test("beside a file that gives both it is refused, which would act on nothing", async () => {
    const file = fileOf("both.json", { protocol: "sound", iterations: 60, reps: 2 });
    expect(await runCli(["sweep", file, "--quick", "--dry-run"], { cwd })).toMatchObject({
      code: 2,
      stderr: "droplab: quick: iterations and reps are given, by both.json or beside it; leave --quick out, or give -i and -r\n",
    });
  });
});

describe("13.2: a field of an experiment that is undefined is not given", () => {
  const data = loadMnist();
  const rates = (experiment: Experiment) =>
    planExperiment(parseExperiment(experiment), () => data, "1 fused").configurations.map(({ config }) => config.learningRate);
  const common: Experiment = { protocol: "sound", learningRate: 0.02 };

  test("in a grid it takes no configuration away", () => {
    const asked: Experiment = { grid: { dropout: [0, 0.5], learningRate: undefined } };
    const varied = [{ dropout: 0 }, { dropout: 0.5 }];
    expect(configurationsOf(parseExperiment(asked)).map((one) => one.varied)).toEqual(varied);
    expect(configurationsOf(asked).map((one) => one.varied)).toEqual(varied);
    expect(planExperiment(asked, () => data, "1 fused").experiment.grid).toEqual({ dropout: [0, 0.5] });
  });

  test("in a list it leaves the common value, and varies nothing", () => {
    expect(rates({ ...common, list: [{ learningRate: undefined, l2: 0.1 }, { learningRate: 0.1 }] })).toEqual([0.02, 0.1]);
    const asked = { dropout: 0.5, list: [{ dropout: undefined, l2: 0.1 }, { l2: 0.01 }] };
    expect(configurationsOf(asked)).toEqual([
      { fields: { dropout: 0.5, l2: 0.1 }, varied: { l2: 0.1 } },
      { fields: { dropout: 0.5, l2: 0.01 }, varied: { l2: 0.01 } },
    ]);
    expect(rates({ ...common, list: [{ learningRate: undefined }, {}] })).toEqual([0.02]);
  });

  test("in one of the two of grid and list it is no second value", () => {
    expect(rates({ ...common, grid: { learningRate: undefined }, list: [{ learningRate: 0.1 }] })).toEqual([0.1]);
    expect(rates({ ...common, grid: { learningRate: [0.3] }, list: [{ learningRate: undefined }] })).toEqual([0.3]);
  });

  test("at the top it is that of the command line's default, and no file keeps it", () => {
    const { experiment } = planExperiment(
      parseExperiment({ protocol: "sound", seed: undefined, reps: undefined, grid: undefined }),
      () => data,
      "1",
    );
    expect(experiment).toEqual({ protocol: "sound" });
  });
});
