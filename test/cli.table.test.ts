import { describe, expect, test } from "vitest";
import { isPostTable, postExperiment, publishedRows } from "#experiment";
import { runCli } from "./runCli.ts";

describe("13.30: a verdict on the published rows stands only beside runs like theirs", () => {
  test("in JSON as in the table", async () => {
    const { stdout } = await runCli(["table", "-i", "10", "-r", "2", "--vary", "none", "--json"]);
    const { whole, verdicts } = JSON.parse(stdout);
    expect(whole).toBe(false);
    expect(verdicts).toEqual(
      publishedRows.map(({ dropout, maxNorm, mean, sd }) => ({
        published: { dropout, maxNorm, accuracyMean: expect.closeTo(mean / 100, 12), accuracyDeviation: expect.closeTo(sd / 100, 12) },
      })),
    );
  });

  test.each<[string, object, boolean]>([
    ["as it is", {}, true],
    ["with what is the default given", { iterations: 50000, vary: ["dropout", "order", "init"], reps: 20, seed: 3 }, true],
    ["shorter", { iterations: 2000 }, false],
    ["with held streams", { vary: ["order"] }, false],
    ["of copies of one run", { vary: [] }, false],
    ["of another protocol", { protocol: "sound" }, false],
    ["with another method", { l2: 0.1 }, false],
  ])("the post's table %s", (_, changes, is) => {
    expect(isPostTable({ ...postExperiment("post"), ...changes })).toBe(is);
  });
});
