import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { NUMERICAL_VERSION } from "#engine";
import { numericsNote } from "#experiment";
import { aged, golden, older, olderStore } from "./olderStore.ts";
import { runCli } from "./runCli.ts";

const run = ["run", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "10", "-r", "2"];

describe("13.A: runs of an older numerical version", () => {
  test("stay listed and shown as what they are, also in a file that cannot be written", async () => {
    const cwd = olderStore();
    chmodSync(join(cwd, "droplab.db"), 0o444);
    const bytes = readFileSync(join(cwd, "droplab.db"));
    const list = await runCli(["list"], { cwd });
    expect(list.stdout.match(new RegExp(`  of numerical version ${older}: droplab (run|sweep) `, "g"))).toHaveLength(2);
    const show = await runCli(["show", "0af9"], { cwd });
    expect(show.stdout).toMatch(
      new RegExp(`^0af90d999c  2 done  of numerical version ${older}\\n.*\\ndata tiny.csv \\(contents not written down\\)\\n`),
    );
    expect(show.stdout).toContain("33.33%");
    const rows = (await runCli(["export", "2ea4"], { cwd })).stdout.split("\n");
    expect(rows.filter((row) => row.includes(`,${older} fused,`))).toHaveLength(4);
    const compared = await runCli(["compare", "2ea4"], { cwd });
    expect(compared.stdout).toContain(`- the runs are of numerical version ${older}; this droplab's numbers differ from theirs`);
    expect(readFileSync(join(cwd, "droplab.db")).equals(bytes)).toBe(true);
  });

  test("are not matched: the same command makes another experiment, and both stay listed; the two are not compared", async () => {
    const cwd = olderStore();
    const again = await runCli(run, { cwd });
    expect(again.stderr).not.toContain("already");
    expect(again.stderr).toContain(
      `droplab: experiment 0af90d999c was made by the same options, and its runs are of numerical version ${older}; `,
    );
    const experiments: { id: string; numerics: string[]; states: { done: number } }[] = JSON.parse(
      (await runCli(["list", "--json"], { cwd })).stdout,
    );
    expect(experiments.map(({ states }) => states.done)).toEqual([2, 4, 2]);
    const id = experiments.find(({ numerics }) => numerics[0] !== `${older} fused`)?.id as string;
    const compared = await runCli(["compare", id, "0af9"], { cwd });
    expect(compared).toMatchObject({ code: 2, stdout: "" });
    expect(compared.stderr).toMatch(
      new RegExp(
        `^droplab: compare: .* is of numerical version ${NUMERICAL_VERSION}, .* is of numerical version ${older}; they do not compare`,
      ),
    );
  });

  test("are not looked into where it was not written down what their data held, and the page says of which version they are", async () => {
    const page = (await runCli(["report", "2ea4", "-o", "-"], { cwd: olderStore() })).stdout;
    expect(page).toMatch(
      /Not every net could be looked into: what \.\/tiny\.csv held when run [0-9a-f]{10} was made was not written down then/,
    );
    expect(page).toContain(`the runs are of numerical version ${older}`);
    expect(page).not.toContain('id="figure-confusion"');
  });

  test("are not continued with others, and their experiment stays as it is", async () => {
    const cwd = olderStore();
    const database = new DatabaseSync(join(cwd, "droplab.db"));
    database.exec("UPDATE trials SET state = 'interrupted' WHERE number = 2");
    database.close();
    for (const id of [["0af9"], []])
      expect(await runCli(["resume", ...id], { cwd })).toMatchObject({
        code: 2,
        stderr: `droplab: 0af90d999c: its runs are of numerical version ${older}, and those of this droplab would be others; for new runs type droplab run --dataset tiny.csv --model 'mlp(2)' -i 10 -r 2\n`,
      });
    expect((await runCli(["list"], { cwd })).stdout.split("\n").length).toBe(4);
  });

  test("come in from an export that the first droplab wrote", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
    writeFileSync(join(cwd, "bundle.json"), aged(golden("bundleOfVersion1.json")));
    expect((await runCli(["import", "bundle.json"], { cwd })).stderr).toBe("droplab: 1 experiment, 2 of 2 runs were new\n");
    expect((await runCli(["list"], { cwd })).stdout).toContain(`of numerical version ${older}: droplab run`);
  });
});

test.each([
  [["2 fused"], undefined],
  [[], undefined],
  [["1 fused", "1 fused"], "of numerical version 1"],
  [["2 fused", "1 fused"], "of numerical versions 1 and 2"],
  [["2 wasm relaxed", "2 fused"], "with the digits of fused and of wasm relaxed"],
  [["1 wasm relaxed", "1 fused"], "of numerical version 1, with the digits of fused and of wasm relaxed"],
  [["10 fused"], "of numerical version 10"],
  [["10 fused", "2 fused"], "of numerical versions 2 and 10"],
])("13.A: what is said of runs with the digits of %j by version 2", (numerics, says) => {
  expect(numericsNote(numerics, "2")).toBe(says);
});
