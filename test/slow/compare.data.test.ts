import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { runCli } from "../runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));

/** Two classes of normal noise, 120 rows, the second class four times as frequent. */
function noise(name: string, seed: number): string {
  const random = new RandomSequence(seed, "noise");
  const rows = Array.from({ length: 120 }, (_, i) => [random.normal(), random.normal(), random.normal(), i % 5 ? "b" : "a"].join(","));
  writeFileSync(join(cwd, name), `x,y,z,label\n${rows.join("\n")}\n`);
  return name;
}
const common = ["--model", "mlp(8)", "-i", "40", "--protocol", "sound", "--workers", "2"];
const idOf = async (pattern: RegExp, store = "droplab.db"): Promise<string> => {
  const listed = JSON.parse((await runCli(["list", "--json", "--store", store], { cwd })).stdout) as { id: string; command: string }[];
  return listed.find(({ command }) => pattern.test(command))?.id ?? "none";
};

describe("on small data", () => {
  const data = ["--dataset", noise("noise.csv", 1)];

  test("13.28: configurations that are tested on other examples are not pruned against each other", async () => {
    const both = ["--dataset", `${noise("one.csv", 1)},${noise("two.csv", 2)}`];
    for (const options of [["--dry-run"], []]) {
      const { code, stderr } = await runCli(["sweep", ...both, ...common, "-r", "10", "--prune", ...options], { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain("prune: dataset two.csv is tested on other examples than dataset one.csv");
    }
  });

  test("13.28: runs that share one draw are not pruned", async () => {
    const args = ["sweep", ...data, ...common, "-r", "10", "--dropout", "0,0.2", "--vary", "dropout", "--prune", "--dry-run"];
    const { code, stderr } = await runCli(args, { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("prune: --vary holds some streams of random numbers") });
    // no net of these draws a mask
    const all = ["sweep", ...data, ...common, "-r", "10", "--learning-rate", "0.1,0.2", "--vary", "init,order", "--prune", "--dry-run"];
    expect((await runCli(all, { cwd })).code).toBe(0);
  });

  test("13.1: a learning rate of 1000 is never said to be better, whatever its diverged nets would score", async () => {
    const swept = await runCli(["sweep", ...data, ...common, "--optimizer", "sgd", "--learning-rate", "0.3,1e30", "-r", "6"], { cwd });
    expect(swept.stdout).toMatch(/diverged.*\n.*\n +1e\+30 +0 .* 6 of 6/);
    const id = await idOf(/1e30/);
    const compared = (await runCli(["compare", id], { cwd })).stdout;
    const reported = (await runCli(["report", id, "--md"], { cwd })).stdout;
    const latex = (await runCli(["report", id, "--latex"], { cwd })).stdout;
    for (const text of [compared, reported]) {
      expect(text).not.toMatch(/image|not recorded/);
      expect(text).not.toMatch(/1e\+30 is better/);
      expect(text).toContain("all 6 runs of learningRate 1e+30 diverged");
    }
    for (const text of [reported, latex]) expect(text).toContain("6 of 6");
    // what is swept is said to vary (13.30)
    expect(reported).toMatch(/\n- Data: noise\.csv: 2 classes, contents [0-9a-f]{10}\n/);
    expect(reported).toMatch(/learning rate varies \(0\.3; 1e\+30\)/);
    const { series } = JSON.parse((await runCli(["compare", id, "--json"], { cwd })).stdout);
    expect(series[1]).toMatchObject({ planned: 6, diverged: 6, accuracyBySeed: {} });
  });

  test("13.30: a value that is given twice is one configuration, and other test examples are refused", async () => {
    const swept = await runCli(["sweep", ...data, ...common, "--dropout", "0,0,0.5,0", "-r", "2"], { cwd });
    expect(swept.stderr).toMatch(/ of 4 runs/);
    const id = await idOf(/0,0,0\.5,0/);
    const compared = (await runCli(["compare", id], { cwd })).stdout;
    expect(compared.match(/dropout 0\.5/g)?.length).toBeGreaterThan(1);
    expect(compared).not.toContain("after Holm");
    const other = ["--dataset", noise("other.csv", 2)];
    await runCli(["run", ...other, ...common, "-r", "2"], { cwd });
    const refused = await runCli(["compare", id, await idOf(/other\.csv/)], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^droplab: compare: .* were tested on different examples \(noise\.csv and other\.csv\), so their accuracies cannot be compared; name/m,
    );
  });

  test("13.30: in what two experiments differ is said", async () => {
    await runCli(["run", ...data, ...common, "-r", "2", "--l2", "0.001", "--learning-rate", "0.01"], { cwd });
    await runCli(["run", ...data, ...common, "-r", "2"], { cwd });
    const compared = (await runCli(["compare", await idOf(/run .*noise.*-r 2$/), await idOf(/l2/)], { cwd })).stdout;
    expect(compared).toMatch(/\n[0-9a-f]{10} differs from it in learningRate 0\.01 and 0\.001; l2 0\.001 and none\.\n/);
    // by short names: the commands stand there once
    expect(compared.match(/droplab run /g)?.length).toBe(2);
    expect(
      Math.max(
        ...(compared
          .split("\n\n")[2]
          ?.split("\n")
          .map(({ length }) => length) ?? []),
      ),
    ).toBeLessThan(140);
    // the rows of a table are no pictures
    expect(compared).not.toMatch(/image/);
    expect(compared).toContain("more than one thing differs from the baseline");
    expect(compared).toMatch(/Calibration on the test examples.*15 bins/);
  });

  test("13.28: what --prune gives up is the same for any number of workers, and said beforehand", async () => {
    const sweepOf = (rates: string) =>
      ["sweep", ...data, "--model", "mlp(8)", "-i", "40", "--optimizer", "sgd", "--learning-rate", rates, "-r", "9", "--prune"] as const;
    const sweep = sweepOf("0.1,0.00001");
    const dry = await runCli([...sweep, "--dry-run"], { cwd });
    expect(dry.stdout).toMatch(/--prune can act from 6 seeds on: it looks after 6 and 8 of 9 seeds/);
    expect(dry.stdout).toContain("18 runs of 2 configurations, at most 18 to run, about");
    const states = async (workers: string) => {
      const { stdout } = await runCli([...sweep, "--workers", workers, "--no-store", "--json"], { cwd });
      return JSON.parse(stdout).trials.map(({ state, error }: { state: string; error: string }) => `${state} ${error}`);
    };
    expect(await states("3")).toEqual(await states("1"));
    expect((await runCli([...sweepOf("0.1,0.01,0.001,0.0001,0.00001,1"), "--dry-run"], { cwd })).stdout).toMatch(
      /--prune cannot act on 6 configurations with 9 seeds: .* from --reps 11 on it can/,
    );
  });

  test("13.28: what a sweep gave up is made by any command that asks for it without --prune, and given up again with it", async () => {
    const common = [...data, "--model", "mlp(8)", "-i", "40", "--optimizer", "sgd", "-r", "9", "--store", "pruned.db"];
    const sweep = ["sweep", ...common, "--learning-rate", "0.1,0.00001", "--json"];
    const states = async () => {
      const { stdout, stderr } = await runCli([...sweep, "--prune"], { cwd });
      const { trials } = JSON.parse(stdout);
      const pruned = trials.filter(({ state }: { state: string }) => state === "pruned").length;
      return { pruned, stderr };
    };
    const { pruned } = await states();
    expect(pruned).toBeGreaterThan(0);
    const again = await states();
    expect(again.pruned).toBe(pruned);
    expect(again.stderr).toContain(`${18 - pruned} of 18 runs were in pruned.db already`);
    // what was given up stays so elsewhere, and gets no p there
    await runCli(["export", await idOf(/learning-rate 0.1,0.00001/, "pruned.db"), "--json", "-o", "pruned.json", "--store", "pruned.db"], {
      cwd,
    });
    await runCli(["import", "pruned.json", "--store", "imported.db"], { cwd });
    const elsewhere = await runCli(["compare", await idOf(/learning-rate 0.1,0.00001/, "imported.db"), "--store", "imported.db"], { cwd });
    expect(elsewhere.stdout).toContain("was given up");
    expect(elsewhere.stdout).not.toMatch(/is (better|worse) than/);
    const { stdout, stderr, code } = await runCli(["run", ...common, "--learning-rate", "0.00001", "--json"], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain(
      `${pruned} ${pruned === 1 ? "run" : "runs"} that a sweep with --prune gave up ${pruned === 1 ? "is" : "are"} made now`,
    );
    expect(JSON.parse(stdout).runs.filter(({ result }: { result: unknown }) => result).length).toBe(9);
    // results are kept, whatever the looks say
    expect((await states()).pruned).toBe(0);
  });
});
