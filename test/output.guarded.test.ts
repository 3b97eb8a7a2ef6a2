import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Learner, mlp } from "../src/library/index.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";
import { data } from "./twoClasses.ts";

test("13.24: neither a net nor an export goes over one's own files, and an experiment may be a module by any ending", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  writeFileSync(join(cwd, "package.json"), "{}\n");
  const fields = { dataset: "tiny.csv", model: "mlp(3)", protocol: "sound", iterations: 2, evaluateEvery: 2, batchSize: 5, reps: 1 };
  writeFileSync(
    join(cwd, "one.mts"),
    `import { defineExperiment } from "droplab";\nexport default defineExperiment(${JSON.stringify(fields)});\n`,
  );
  const swept = await runCli(["sweep", "one.mts", "--json"], { cwd });
  const { experiment, configurations } = JSON.parse(swept.stdout);
  const run = configurations[0].runs?.[0]?.trial ?? JSON.parse((await runCli(["show", experiment, "--json"], { cwd })).stdout).trials[0].id;
  const contents = () => ["tiny.csv", "package.json"].map((file) => readFileSync(join(cwd, file), "utf8"));
  const before = contents();
  expect((await runCli(["export", experiment, "-o", "tiny.csv"], { cwd })).stderr).toBe(
    "droplab: output: tiny.csv is the data set of the experiment; name another file with --output\n",
  );
  for (const file of ["tiny.csv", "package.json"])
    expect((await runCli(["save", run, "-o", file], { cwd })).stderr).toContain(
      `droplab: output: ${file} is there, and is no saved net; remove it, or name another file with --output`,
    );
  expect(contents()).toEqual(before);
  for (const _ of [1, 2]) expect((await runCli(["save", run, "-o", "net.json"], { cwd })).stderr).toContain("wrote the net of");
});

test("13.24: nor does a learner's", async () => {
  const folder = mkdtempSync(join(tmpdir(), "droplab-"));
  const [table, net] = [join(folder, "flowers.csv"), join(folder, "flowers.net")];
  writeFileSync(table, "a,b\n");
  const learner = new Learner({ model: mlp([4]), data, batch: 10 });
  await expect(() => learner.save(table)).rejects.toThrow("flowers.csv: it is there, and is no saved net; remove it, or give another name");
  expect(readFileSync(table, "utf8")).toBe("a,b\n");
  for (const _ of [1, 2]) await learner.save(net);
});
