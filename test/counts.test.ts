import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkClasses } from "#nn";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
const words = "runs|configurations|seeds|pairs|thinned nets|trials|experiments|iterations|workers|examples|comparisons|layers|evaluations";
const wrong = new RegExp(`(?<![\\d.,])1 (${words})\\b.{0,30}`, "g");

test("13.29: of one thing nothing is said in the plural, whatever is asked about one run", async () => {
  const said = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli(args, { cwd });
    expect(code, stderr).toBe(0);
    expect(`${stdout}\n${stderr}`.match(wrong) ?? [], args.join(" ")).toEqual([]);
    return `${stdout}\n${stderr}`;
  };
  writeTinyTable(cwd);
  const one = ["--dataset", "tiny.csv", "--model", "mlp(4)", "-i", "1", "-r", "1", "--workers", "1"];
  expect(await said("run", ...one, "--dropout", "0.3", "--mc", "1")).toContain("1 thinned net: ");
  expect(await said("run", ...one, "--dropout", "0.3", "--mc", "1")).toContain(
    "1 of 1 run was in droplab.db already; --fresh runs it again",
  );
  expect(await said("sweep", ...one, "--l2", "0.1", "--dry-run")).toMatch(
    /: 1 run of 1 iteration\n1 run of 1 configuration, .* on 1 worker;/,
  );
  await said("sweep", ...one, "--l2", "0,0.1");
  const [{ id: other }, { id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
  await said("show", id);
  await said("compare", id);
  await said("list");
  await said("report", id, "--md");
  await said("report", id, "-o", "report.html");
  expect(readFileSync(join(cwd, "report.html"), "utf8").match(wrong) ?? []).toEqual([]);
  await said("export", other, "--json", "-o", "all.json");
  expect(await said("import", "all.json", "--store", "other.db")).toContain("1 experiment, 1 of 1 run was new\n");
  expect((await runCli(["rm", other], { cwd })).stderr).toContain("1 finished run would be lost; add --yes to remove it");
  expect(await said("rm", other, "--yes")).toContain("with 1 run (1 done)");
});

test("15.12: a single unit is one unit", () => {
  expect(() => checkClasses({ classes: 1 }, 3)).toThrow(
    "model: its last layer has 1 unit, the data 3 classes; give it as many units as classes",
  );
  expect(() => checkClasses({ classes: 3 }, 3)).not.toThrow();
});
