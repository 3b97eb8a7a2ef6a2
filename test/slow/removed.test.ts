import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "../runCli.ts";
import { writeTinyTable } from "../tinyTable.ts";

test("15.4: nothing is removed by an empty id, as of a variable that was never set, nor by a sign or two", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  await runCli(["run", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "2", "-r", "1", "--batch-size", "5"], { cwd });
  const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout) as [{ id: string }];
  const said = async (...words: string[]) => {
    const { code, stderr } = await runCli(words, { cwd });
    return [code, stderr];
  };
  for (const words of [
    ["rm", "", "--yes"],
    ["show", ""],
    ["compare", ""],
    ["export", ""],
    ["resume", ""],
    ["label", "", "--name", "x"],
  ])
    expect(await said(...words)).toEqual([2, "droplab: an empty id names nothing; droplab list names the experiments\n"]);
  for (const length of [1, 3])
    expect(await said("rm", id.slice(0, length), "--yes")).toEqual([
      2,
      `droplab: ${id.slice(0, length)}: that is too little to remove ${id} by; type 4 signs of it, or more\n`,
    ]);
  expect(await said("resume", id, "--no-store")).toEqual([2, expect.stringMatching(/unknown option '?--no-store/)]);
  expect((await said("rm", id.slice(0, 4), "--yes"))[0]).toBe(0);
});

test("14: a sweep of which a waiting run is removed makes the others, ends and says so", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const sweep = ["sweep", "--dataset", "tiny.csv", "--model", "mlp(8)", "-i", "30000", "-r", "3", "--workers", "1", "--dropout", "0,0.2"];
  let removed: Promise<number | null> | undefined;
  const remove = async () => {
    const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
    const { trials } = JSON.parse((await runCli(["show", id, "--json"], { cwd })).stdout);
    const waiting = trials.findLast(({ state }: { state: string }) => state === "queued").id;
    return (await runCli(["rm", waiting, "--yes"], { cwd })).code;
  };
  const result = await runCli(sweep, {
    cwd,
    onError: (text) => (removed ??= /1\/30000|iteration|%|finished/.test(text) ? remove() : undefined),
  });
  expect(await removed).toBe(0);
  expect(result.stderr).toMatch(/droplab: 1 of 6 runs was removed from the store meanwhile\n$/);
  expect(result.code).toBe(1);
  const [{ states }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
  expect(states.done).toBe(5);
});

test("15.10: an experiment is found by its name, too, where one alone has it", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const run = (seed: string, ...more: string[]) =>
    runCli(["run", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "2", "-r", "1", "--batch-size", "5", "--seed", seed, ...more], {
      cwd,
    });
  await run("1", "--name", "my paper");
  for (const command of ["show", "report", "export"]) {
    const { code, stderr } = await runCli([command, "my paper", ...(command === "report" ? ["-o", "r.md"] : [])], { cwd });
    expect([command, code, stderr.replace(/^droplab: wrote .*\n$/, "")]).toEqual([command, 0, ""]);
  }
  await run("2", "--name", "my paper");
  expect((await runCli(["compare", "my paper"], { cwd })).stderr).toContain("my paper: several experiments are called so");
  const [first, second] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout) as [{ id: string }, { id: string }];
  await runCli(["label", first.id, "--name", second.id.slice(0, 5)], { cwd });
  for (const words of [["show"], ["report", "-o", "r.md"], ["rm", "--yes"]]) {
    const { code, stderr } = await runCli([words[0] as string, second.id.slice(0, 5), ...words.slice(1)], { cwd });
    expect([code, stderr]).toEqual([
      2,
      `droplab: ${second.id.slice(0, 5)}: ${second.id} begins so, and ${first.id} is called so; type more of the id\n`,
    ]);
  }
  expect((await runCli(["compare", "her paper"], { cwd })).stderr).toContain("her paper: there is no such experiment");
});

test("15.1: no store is written over by an output", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const options = ["--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "2", "-r", "1", "--batch-size", "5"];
  for (const store of ["one.db", "other.db"]) await runCli(["run", ...options, "--store", store], { cwd });
  for (const words of [
    ["export", "--json"],
    ["export", "--csv"],
  ]) {
    const { code, stderr } = await runCli([...words, "--store", "one.db", "-o", "other.db"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/output: other\.db is an SQLite file, as stores are, and is not written over/);
  }
  expect((await runCli(["check", "--store", "other.db"], { cwd })).stdout).toContain("all is as it was written");
});

test("15.4: whose finished runs --fresh makes anew is said", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const options = ["--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "2", "-r", "2", "--batch-size", "5"];
  await runCli(["run", ...options, "--l2", "0.1"], { cwd });
  const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout) as [{ id: string }];
  const { code, stderr } = await runCli(["sweep", ...options, "--l2", "0.1,0.2", "--fresh"], { cwd });
  expect(code).toBe(0);
  expect(stderr).toContain(
    `droplab: fresh: 2 finished runs of experiment ${id} are made anew, too, with the same digits; until then it is without them`,
  );
});

test("15.10: the recorded command makes all runs that there are, and removes none", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const run = ["run", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "2", "--batch-size", "5"];
  const recorded = async (...more: string[]) => {
    expect((await runCli([...run, ...more], { cwd })).code).toBe(0);
    return JSON.parse((await runCli(["list", "--json"], { cwd })).stdout)[0].command;
  };
  expect(await recorded("-r", "3")).toMatch(/ -r 3$/);
  expect(await recorded("-r", "1", "--fresh")).toMatch(/ -r 3$/);
  expect(await recorded("-r", "4", "--fresh")).toMatch(/ -r 4$/);
});

test("15.1: no file that an experiment was made of is written over by an output", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  writeFileSync(join(cwd, "tiny_test.csv"), readFileSync(join(cwd, "tiny.csv")));
  writeFileSync(join(cwd, "net.json"), JSON.stringify({ name: "own", layers: [{ layer: "dense", units: 2 }] }));
  const experiment = { dataset: "tiny.csv", model: "net.json", iterations: 2, reps: 1, batchSize: 5, grid: { l2: [0, 0.1] } };
  writeFileSync(join(cwd, "exp.json"), JSON.stringify(experiment));
  expect((await runCli(["sweep", "exp.json"], { cwd })).code).toBe(0);
  const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout) as [{ id: string }];
  for (const [file, what] of [
    ["tiny.csv", "the data set"],
    ["tiny_test.csv", "the test part of the data"],
    ["net.json", "a model"],
    ["exp.json", "a file"],
  ] as const) {
    const format = file.endsWith("csv") ? "--csv" : "--json";
    for (const words of [
      ["export", id, format],
      ["report", id, "--md"],
    ]) {
      const { code, stderr } = await runCli([...words, "-o", file], { cwd });
      expect([code, stderr]).toEqual([2, expect.stringContaining(`${file} is ${what} of the experiment; name another file`)]);
    }
  }
  // nor what other experiments of the store were made of
  writeTinyTable(cwd, { edited: true });
  writeFileSync(join(cwd, "two.csv"), readFileSync(join(cwd, "tiny.csv")));
  await runCli(["run", "--dataset", "two.csv", "--model", "mlp(2)", "-i", "2", "-r", "1", "--batch-size", "5", "--name", "two"], { cwd });
  for (const words of [
    ["export", "two", "--csv", "-o", "tiny.csv"],
    ["report", "two", "--md", "-o", "net.json"],
    ["report", "two", "--latex", "-o", "exp.json"],
    ["export", id, "--csv", "-o", "two.csv"],
  ]) {
    const { code, stderr } = await runCli(words, { cwd });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/ is .* of experiment [0-9a-f]{10}; name another file/)]);
  }
});

test("15.16: a model within an experiment's file is told where it is wrong, and a field beside the grid and in it is refused", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  const said = async (experiment: object) => {
    writeFileSync(join(cwd, "e.json"), JSON.stringify(experiment));
    const { code, stderr } = await runCli(["sweep", "e.json", "--dry-run"], { cwd });
    expect(code).toBe(2);
    return stderr;
  };
  const model = { name: "q", layers: [{ layer: "flatten" }, { layer: "dens", units: 3 }] };
  expect(await said({ model })).toContain('e.json: model.layers[1].layer: "dens" is not one of conv2d, dense,');
  expect(await said({ grid: { model: ["mlp(4)", { name: "q", layers: [{ layer: "dense", unit: 3 }] }] } })).toContain(
    'grid.model[1].layers[0]: there is no field "unit"; did you mean units?',
  );
  expect(await said({ model: 7 })).toContain("model: 7 is not a string or an object");
  expect(await said({ dropout: 0.1, grid: { dropout: [0] } })).toContain("dropout: e.json gives it beside its grid and in it");
});
