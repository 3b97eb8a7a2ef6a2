import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { DataSpec } from "#data";
import { loadDataset } from "#data/files";
import { type Claim, planExperiment } from "#experiment";
import { openLaboratory } from "#store";
import { idxFile } from "../dataFolder.ts";
import { type CliResult, runCli } from "../runCli.ts";
import { writeTinyTable } from "../tinyTable.ts";

const machine = { processor: "a processor", cores: 1, node: "v24", device: "native avx2" };
const about = { host: hostname(), machine, version: "0", command: "droplab" };
const folder = () => mkdtempSync(join(tmpdir(), "droplab-"));
const small = ["--model", "mlp(2)", "-i", "10", "-r", "2"];
const table = ["run", "--dataset", "tiny.csv", ...small];

interface Listed {
  readonly id: string;
  readonly command: string;
  readonly definition: { readonly reps?: number };
  readonly states: { readonly done: number; readonly queued: number };
}
const listed = async (cwd: string): Promise<Listed[]> => JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
const trialsOf = async (cwd: string, id: string): Promise<{ trial: string; dataHash: string }[]> =>
  JSON.parse((await runCli(["show", id, "--json"], { cwd })).stdout).trials;

/** What a command that is refused says. */
function refusal({ code, stdout, stderr }: CliResult): string {
  expect([code, stdout]).toEqual([2, ""]);
  const said = stderr.split("\n").filter((line) => line.startsWith("droplab: "));
  expect(said.length).toBe(1);
  return said[0] as string;
}

/** Lets a store forget what came of an experiment's last trial, as if it had been interrupted before it began. */
function reopen(cwd: string): void {
  const database = new DatabaseSync(join(cwd, "droplab.db"));
  database.exec(
    "UPDATE trials SET state = 'queued', iteration = 0, result = NULL, weights = NULL, sum = NULL WHERE number = (SELECT max(number) FROM trials)",
  );
  database.close();
}

describe("13.19: runs and experiments are known by what their data held:", () => {
  test("an edited table, named without a slash, makes other runs and another experiment, and both stay listed and shown", async () => {
    const cwd = folder();
    writeTinyTable(cwd);
    expect((await runCli(table, { cwd })).stderr).not.toContain("already");
    writeTinyTable(cwd, { edited: true });
    const again = await runCli(table, { cwd });
    expect(again.stderr).not.toContain("already");
    const experiments = await listed(cwd);
    expect(experiments.length).toBe(2);
    const [before, after] = await Promise.all(experiments.map(({ id }) => trialsOf(cwd, id)));
    expect(new Set([...(before ?? []), ...(after ?? [])].map(({ trial }) => trial)).size).toBe(4);
    expect(again.stderr).toContain(`droplab: experiment ${experiments[0]?.id} was made by the same options`);
    writeTinyTable(cwd);
    expect((await runCli(table, { cwd })).stderr).toContain("2 of 2 runs were in droplab.db already");
    expect((await listed(cwd)).length).toBe(2);
  });

  /** The experiment and the runs of a data set that is named from a working folder. */
  const idsOf = (cwd: string, dataset: string) => {
    const load = ({ dataset: name, ...options }: DataSpec) => loadDataset(join(cwd, name), options);
    const { id, trials } = planExperiment({ dataset, model: "mlp(2)", reps: 2 }, load, "1 fused");
    return [id, ...trials.map((trial) => trial.id)];
  };

  test("the same table under another name, in another folder, has the same runs and is the same experiment", () => {
    const [one, other] = [folder(), folder()];
    writeTinyTable(one);
    writeTinyTable(other);
    renameSync(join(other, "tiny.csv"), join(other, "other.csv"));
    expect(idsOf(other, "other.csv")).toEqual(idsOf(one, "tiny.csv"));
    expect(idsOf(other, "./other.csv")).toEqual(idsOf(one, "tiny.csv"));
  });

  test("a folder of IDX files whose name is the data set's is no name either", () => {
    const cwd = folder();
    const idsWith = (factor: number) => {
      mkdirSync(join(cwd, "digits"), { recursive: true });
      const put = (name: string, file: Uint8Array) => writeFileSync(join(cwd, "digits", name), file);
      put(
        "train-images-idx3-ubyte",
        idxFile([24, 4, 4], (i) => (i * factor) % 251),
      );
      put(
        "train-labels-idx1-ubyte",
        idxFile([24], (i) => i % 2),
      );
      put(
        "t10k-images-idx3-ubyte",
        idxFile([12, 4, 4], (i) => (i * 7) % 251),
      );
      put(
        "t10k-labels-idx1-ubyte",
        idxFile([12], (i) => i % 2),
      );
      return idsOf(cwd, "digits");
    };
    const [before, after] = [idsWith(11), idsWith(13)];
    expect(new Set([...before, ...after]).size).toBe(6);
    expect(idsWith(11)).toEqual(before);
  });

  test("an edited file of a model makes another experiment, and both stay listed", async () => {
    const cwd = folder();
    writeTinyTable(cwd);
    const model = (units: number) =>
      writeFileSync(
        join(cwd, "model.json"),
        JSON.stringify({ layers: [{ layer: "dense", units }, { layer: "relu" }, { layer: "dense", units: 2 }] }),
      );
    const run = () => runCli(["run", "--dataset", "tiny.csv", "--model", "model.json", "-i", "10", "-r", "2"], { cwd });
    model(2);
    await run();
    model(3);
    expect((await run()).stderr).not.toContain("already");
    const experiments = await listed(cwd);
    expect(experiments.map(({ states }) => states.done)).toEqual([2, 2]);
    reopen(cwd);
    model(4);
    expect(refusal(await runCli(["resume"], { cwd }))).toMatch(
      /a file of a model has changed\); put the old one back to continue them; for new runs type droplab run /,
    );
  });

  test("devices whose digits differ make experiments of their own, and both stay listed", async () => {
    const cwd = folder();
    writeTinyTable(cwd);
    await runCli([...table, "--device", "reference"], { cwd });
    await runCli([...table, "--device", "wasm"], { cwd });
    const experiments = await listed(cwd);
    expect(experiments.map(({ states }) => states.done)).toEqual([2, 2]);
    reopen(cwd);
    expect(refusal(await runCli(["resume", "--device", "reference"], { cwd }))).toMatch(
      /its runs have the digits of \d+ wasm \w+, this device gives those of \d+ reference \w+; choose the device with --device and --simd/,
    );
    expect((await runCli(["resume", "--device", "wasm"], { cwd })).code).toBe(0);
    const compared = await runCli(["compare", ...experiments.map(({ id }) => id)], { cwd });
    expect(compared.stdout).toMatch(
      /runs are with the digits of reference \w+ and of wasm \w+: what differs between configurations may be that/,
    );
  });
});

describe("13.19: what an experiment has stays where commands show it:", () => {
  test("fewer repetitions hide no finished run, and drop those that have not begun", async () => {
    const cwd = folder();
    writeTinyTable(cwd);
    const { store, queue } = openLaboratory(false, { about });
    const load = (spec: DataSpec) => loadDataset(join(cwd, spec.dataset));
    const save = async (reps: number) => {
      const plan = planExperiment({ dataset: "tiny.csv", model: "mlp(2)", grid: { dropout: [0, 0.5] }, reps }, load, "1 fused");
      await store.saveExperiment(plan, "droplab sweep");
      const [experiment] = await store.experiments();
      return { repetitions: (await store.members(plan.id)).map(({ repetition }) => repetition), reps: experiment?.definition.reps, plan };
    };
    const { plan } = await save(3);
    // the second run of one configuration has come to its end
    const done = plan.trials.find(({ configuration, repetition }) => configuration === 1 && repetition === 2)?.id as string;
    await queue.offer((await store.owed({ experiment: plan.id })).filter(({ id }) => id === done));
    const [claim] = (await queue.take([`1 fused ${plan.trials[0]?.dataHash}`])) as [Claim];
    const nothing = { accuracy: null, iteration: null, selectionAccuracy: null, divergedAt: 1, stoppedAt: null, monteCarlo: null };
    const end = () => store.finish(claim, { seed: 1, ...nothing, deadClasses: [], evaluations: [] }, 1, null);
    // while it runs, another process does not take its companions away
    expect(await save(1)).toMatchObject({ repetitions: [1, 1, 2, 2, 3, 3], reps: 3 });
    expect(await end()).toBe(true);
    expect(await save(1)).toMatchObject({ repetitions: [1, 1, 2], reps: 2 });
    expect(await save(2)).toMatchObject({ repetitions: [1, 1, 2, 2], reps: 2 });
    expect((await store.members(plan.id)).map(({ trial }) => trial)).toContain(done);
    expect((await store.experiments())[0]?.states).toMatchObject({ done: 1, queued: 3 });
    await store.close();
  });
});

describe("13.19: only the data that made a net are read to look into it:", () => {
  test("report, a single figure and resume say that a table was edited, and go on when it is as it was", async () => {
    const cwd = folder();
    writeTinyTable(cwd);
    await runCli(["sweep", "--dataset", "tiny.csv", ...small, "--dropout", "0,0.5"], { cwd });
    const id = (await listed(cwd))[0]?.id as string;
    const confusion = ["report", id, "--svg", "confusion", "-o", "-"];
    const right = await runCli(confusion, { cwd });
    expect(right).toMatchObject({ code: 0, stdout: expect.stringContaining("<svg") });
    writeTinyTable(cwd, { edited: true });
    const page = await runCli(["report", id, "-o", "-"], { cwd });
    expect(page.stdout).toMatch(/Not every net could be looked into: tiny.csv does not hold the data that run [0-9a-f]{10} was made with/);
    expect(page.stdout).not.toMatch(/id="figure-confusion"|McNemar/);
    expect(refusal(await runCli(confusion, { cwd }))).toMatch(
      /^droplab: figure: "confusion" is not in this report; .*tiny.csv does not hold the data/,
    );
    reopen(cwd);
    expect(refusal(await runCli(["resume"], { cwd }))).toBe(
      `droplab: ${id}: tiny.csv does not hold the data that its runs began with; put the old contents back to continue them; for new runs type droplab sweep --dataset tiny.csv --model 'mlp(2)' -i 10 -r 2 --dropout 0,0.5`,
    );
    expect((await listed(cwd)).length).toBe(1);
    writeTinyTable(cwd);
    expect((await runCli(["resume"], { cwd })).code).toBe(0);
    expect((await runCli(confusion, { cwd })).stdout).toBe(right.stdout);
  });

  test("an experiment's own file serves where the one that its runs were made with has gone", async () => {
    const cwd = folder();
    writeTinyTable(cwd);
    await runCli(["sweep", "--dataset", "tiny.csv", ...small, "--dropout", "0,0.5"], { cwd });
    renameSync(join(cwd, "tiny.csv"), join(cwd, "moved.csv"));
    const again = await runCli(["sweep", "--dataset", "moved.csv", ...small, "--dropout", "0,0.5"], { cwd });
    expect(again.stderr).toContain("4 of 4 runs were in droplab.db already");
    const id = (await listed(cwd)).at(-1)?.id as string;
    expect(await runCli(["report", id, "--svg", "confusion", "-o", "-"], { cwd })).toMatchObject({ code: 0 });
  });

  test("a table whose classes have other names is another one, and its runs are told in its own", async () => {
    const cwd = folder();
    writeTinyTable(cwd);
    await runCli(["run", "--dataset", "tiny.csv", ...small], { cwd });
    writeTinyTable(cwd, { classes: ["absent", "present"] });
    expect((await runCli(["run", "--dataset", "tiny.csv", ...small], { cwd })).stderr).not.toContain("already");
  });

  test("a store that is read from another folder takes no other file of the same name", async () => {
    const [home, elsewhere] = [folder(), folder()];
    writeTinyTable(home);
    writeTinyTable(elsewhere, { edited: true });
    await runCli(table, { cwd: home });
    const store = ["--store", join(home, "droplab.db")];
    const id = (await listed(home))[0]?.id as string;
    const page = await runCli(["report", id, "-o", "-", ...store], { cwd: elsewhere });
    expect(page.stdout).toContain("tiny.csv does not hold the data that run");
    expect((await runCli([...table, ...store], { cwd: elsewhere })).stderr).not.toContain("already");
  });

  test("while runs go on their data are the bytes that they began with", async () => {
    const [calm, edited] = [folder(), folder()];
    const run = ["sweep", "--dataset", "tiny.csv", "--model", "mlp(2)", "-r", "3", "-i", "3000", "--dropout", "0,0.5", "--workers", "1"];
    writeTinyTable(calm);
    writeTinyTable(edited);
    const undisturbed = await runCli(run, { cwd: calm });
    let done = false;
    const disturbed = await runCli(run, {
      cwd: edited,
      onError: (text) => {
        if (!done && text.includes("/3000")) {
          writeTinyTable(edited, { edited: true });
          done = true;
        }
      },
    });
    expect(done).toBe(true);
    expect(disturbed.stdout).toBe(undisturbed.stdout);
    const hashes = async (cwd: string) => (await trialsOf(cwd, (await listed(cwd))[0]?.id as string)).map(({ dataHash }) => dataHash);
    expect(await hashes(edited)).toEqual(await hashes(calm));
  });
});
