import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { drawsOf } from "../../src/analysis/draws.ts";
import { differingFields } from "../../src/analysis/setup.ts";
import { setup } from "../madeUpSeries.ts";
import { runCli } from "../runCli.ts";
import { writeTinyTable } from "../tinyTable.ts";

const words = "--dataset tiny.csv --model mlp(4) --batch-size 5 -i 20 --evaluate-every 5 --protocol sound -r 6".split(" ");
const TRAINED = 25;

test("a limit of all training examples draws nothing: it is compared with a draw of any data seed, whichever was run first", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const { stdout, stderr } = await runCli(["sweep", ...words, "--data-seed", "1,2", "--train-examples", `12,${TRAINED}`, "--json"], {
    cwd,
  });
  expect(stderr).toContain(`all ${TRAINED} training examples are trained on, as without a limit`);
  const { experiment } = JSON.parse(stdout);
  const all = `trainExamples ${TRAINED}, dataSeed`;
  for (const seed of [1, 2]) {
    const compared = await runCli(["compare", experiment, "--json", "--baseline", `trainExamples 12, dataSeed ${seed}`], { cwd });
    const { comparisons, warnings } = JSON.parse(compared.stdout);
    const verdicts = new Map(comparisons.map(({ other, verdict }: { other: string; verdict: string }) => [other, verdict]));
    expect([...verdicts].filter(([, verdict]) => verdict === "otherDraws").map(([name]) => name)).toEqual([
      `trainExamples 12, dataSeed ${3 - seed}`,
    ]);
    expect(verdicts.size).toBe(3);
    expect(warnings.find((one: string) => one.includes("drawn once"))).not.toContain(all);
  }
});

test("a draw of nothing needs no data seed, and is one with the data as they are", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const run = async (...more: string[]) => {
    const { code, stdout } = await runCli(["run", ...words, ...more, "--json"], { cwd });
    expect(code).toBe(0);
    const { runs, data } = JSON.parse(stdout);
    return { ids: runs.map(({ id }: { id: string }) => id), spec: data.spec };
  };
  const limited = await run("--train-examples", String(TRAINED), "--data-seed", "7");
  expect(limited).toEqual(await run());
  const noisy = await run("--train-examples", String(TRAINED), "--data-seed", "7", "--label-noise", "0.2");
  expect(noisy).toEqual(await run("--data-seed", "7", "--label-noise", "0.2"));
  const variance = await runCli(["variance", ...words, "--train-examples", String(TRAINED)], { cwd });
  expect([variance.code, variance.stdout]).toEqual([0, expect.not.stringContaining("drawn once")]);
});

test("published data draw nothing either where all are trained on, nor does a share of no wrong labels", () => {
  const drawn = (spec: object) => drawsOf({ dataset: "mnist", dataSeed: 3, ...spec }).dataDraw;
  expect(
    [{ trainExamples: 55000 }, { labelNoise: 0 }, { trainExamples: 54999 }, { trainExamples: 55000, labelNoise: 0.1 }].map(drawn),
  ).toEqual([undefined, undefined, 3, 3]);
  const [none, some] = ["0", "0.2"].map((labelNoise, n) => setup(labelNoise, { fields: { labelNoise, dataSeed: String(n + 1) } }));
  expect(differingFields(some as never, none as never)).toEqual(["labelNoise 0.2 and 0"]);
});
