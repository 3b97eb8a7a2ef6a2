import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

test("13.2: of a batch of several times the training examples it is said", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd); // of which 25 rows are trained on
  const said = async (batch: string) => {
    const net = ["--dataset", "tiny.csv", "--model", "mlp(2)", "--protocol", "sound", "-i", "2", "-r", "1", "--no-store"];
    return (await runCli(["run", ...net, "--batch-size", batch], { cwd })).stderr;
  };
  expect(await said("80")).toContain(
    "droplab: batchSize 80 is more than the 25 training examples: each step takes every one of them 3 times or more; 25 takes each once",
  );
  expect(await said("49")).not.toContain("batchSize");
});
