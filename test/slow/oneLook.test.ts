import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { looksAtTest } from "../../src/analysis/looks.ts";
import { runCli } from "../runCli.ts";
import { writeTinyTable } from "../tinyTable.ts";

// a run that is evaluated once takes what it finds: no iteration is chosen, so nothing is too high by a choice
describe("one evaluation", () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  const net = ["--dataset", "tiny.csv", "--model", "mlp(4)", "--batch-size", "5", "-r", "6"];
  const droplab = async (...words: string[]) => {
    const { code, stdout, stderr } = await runCli(words, { cwd });
    expect([code, code ? stderr : ""]).toEqual([0, ""]);
    return stdout.replaceAll(/\s+/g, " ");
  };
  const reported = (id: string) => droplab("report", id, "--md");
  const swept = async (...words: string[]): Promise<string> => JSON.parse(await droplab("sweep", ...net, ...words, "--json")).experiment;
  let [once, often]: string[] = [];

  beforeAll(async () => {
    writeTinyTable(cwd);
    once = await swept("--protocol", "post,post-held-out,sound", "-i", "20");
    often = await swept("--protocol", "post,sound", "-i", "20", "--evaluate-every", "5");
  });

  test("is compared as a reading like any other, and nowhere called too high", async () => {
    const { comparisons, warnings } = JSON.parse(await droplab("compare", once as string, "--json"));
    const said = await droplab("compare", once as string);
    expect(comparisons.map(({ verdict }: { verdict: string }) => verdict)).not.toContain("unequalLooks");
    expect(warnings.join()).not.toMatch(/chosen on the test|too high/);
    expect(said).not.toMatch(/too high|looking at the test|looks find more/);
    expect(await droplab("compare", often as string)).toMatch(/looking at the test examples/);
  });

  test("stands in a table of several protocols with a spread whose divisor is said", async () => {
    expect(await droplab("show", once as string)).toContain(
      "+/- has divisor n − 1 in every row; a table of protocol post or post-held-out alone has n",
    );
  });

  test("is said to be one in reports, runs, tables and splits of the variance", async () => {
    const [one, several] = [await reported(once as string), await reported(often as string)];
    expect(one).toContain("The accuracy is that of the one evaluation on the test examples, so no iteration was chosen.");
    expect(one).toContain("no iteration chosen (one evaluation)");
    expect(one).not.toMatch(/too high|best of all|held-out examples chose/);
    expect(several).toContain("too high by the luck of that choice");
    const { summary } = JSON.parse(await droplab("run", ...net, "--protocol", "post", "-i", "20", "--json"));
    expect(summary.selection).toBe("none: there is one evaluation, after the last iteration");
    expect(await droplab("variance", ...net, "--protocol", "post", "-i", "20")).toContain("one evaluation, so no iteration is chosen");
  });
});

test("looks: early stopping that cannot stop before the last of them leaves their number", () => {
  const of = (earlyStopping: number, iterations = 1000) =>
    looksAtTest({ config: { protocol: "post", iterations, evaluateEvery: 100 }, methods: { earlyStopping } } as never);
  expect([of(8), of(9), of(1, 200), of(0, 100), of(0, 40)]).toEqual(["up to 10 (early stopping 8)", "10", "2", undefined, undefined]);
});
