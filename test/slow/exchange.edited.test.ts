import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { recordSum, weightsSum } from "../../src/store/exchange/recordSum.ts";
import { runCli } from "../runCli.ts";
import { writeTinyTable } from "../tinyTable.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-edited-"));
const [exported, edited] = [join(cwd, "all.json"), join(cwd, "edited.json")];

beforeAll(async () => {
  writeTinyTable(cwd);
  const model = { name: "own", layers: [{ layer: "dense", units: 3 }, { layer: "relu" }, { layer: "dense", units: 2 }] };
  writeFileSync(join(cwd, "own.json"), JSON.stringify(model));
  const common = ["--dataset", "tiny.csv", "-i", "20", "--evaluate-every", "10", "-r", "2", "--batch-size", "10"];
  const named = await runCli(["sweep", ...common, "--model", "mlp(4)", "--dropout", "0,0.25", "--protocol", "sound"], { cwd });
  const ofFile = await runCli(["run", ...common, "--model", "own.json", "--vary", "init", "--momentum", "0.5", "--optimizer", "nesterov"], {
    cwd,
  });
  const out = await runCli(["export", "--json", "-o", exported], { cwd });
  expect([named.code, ofFile.code, out.code]).toEqual([0, 0, 0]);
});

interface Bundle {
  experiments: { id: string; tags: string[]; sum: string; definition: Record<string, unknown> & { grid?: Record<string, unknown> } }[];
  trials: {
    id: string;
    sum: string;
    weights: string | null;
    classNames: string[];
    config: Record<string, unknown>;
    result: Record<string, number>;
  }[];
}

/** With sums of the records as they are, unless it was somebody who knows nothing of sums. */
async function importOf(change: (bundle: Bundle) => void, isSealed = true) {
  const bundle = JSON.parse(readFileSync(exported, "utf8")) as Bundle;
  change(bundle);
  if (isSealed) {
    for (const [i, { sum: _, ...experiment }] of bundle.experiments.entries())
      Object.assign(bundle.experiments[i] ?? {}, { sum: recordSum(experiment) });
    for (const [i, { sum: _, weights, ...run }] of bundle.trials.entries())
      Object.assign(bundle.trials[i] ?? {}, { sum: recordSum(run, weightsSum(weights ?? "", 0)) });
  }
  writeFileSync(edited, JSON.stringify(bundle));
  return runCli(["import", edited, "--store", "new.db"], { cwd: mkdtempSync(join(tmpdir(), "droplab-")) });
}

/** The experiment of the sweep. */
const swept = ({ experiments }: Bundle) => experiments.find(({ definition }) => definition.grid) as Bundle["experiments"][number];
const [trial] = [({ trials }: Bundle) => trials[1] as Bundle["trials"][number]];

describe("15.5: an export that was edited is taken whole or not at all", () => {
  test("as it was written it is taken", async () => {
    const { code, stderr } = await importOf(() => {});
    expect([code, stderr]).toEqual([0, "droplab: 2 experiments, 6 of 6 runs were new\n"]);
  });

  const unlike = /experiment [0-9a-f]{10}\.definition: its .+ does not make run [0-9a-f]{20}; export it again$/m;
  const notItsOwn = /run [0-9a-f]{20}: what it is known by is not that of its configuration, its data and its digits; export it again$/m;
  test.each<[string, (bundle: Bundle) => void, RegExp]>([
    [
      "a model that is none",
      (b) => Object.assign(swept(b).definition, { model: "mlp(-3)" }),
      /definition: .*mlp\(-3\): layer 1 is not a whole/,
    ],
    ["another model", (b) => Object.assign(swept(b).definition, { model: "mlp(5)" }), unlike],
    ["more iterations", (b) => Object.assign(swept(b).definition, { iterations: 30 }), unlike],
    ["another base seed", (b) => Object.assign(swept(b).definition, { seed: 2 }), unlike],
    ["another rate in the grid", (b) => Object.assign(swept(b).definition.grid ?? {}, { dropout: [0, 0.5] }), unlike],
    ["another protocol", (b) => Object.assign(swept(b).definition, { protocol: "post" }), unlike],
    [
      "streams that vary",
      (b) => Object.assign(b.experiments.find((one) => one !== swept(b))?.definition ?? {}, { vary: ["order"] }),
      unlike,
    ],
    ["a run of another learning rate", (b) => Object.assign(trial(b).config, { learningRate: 0.5 }), notItsOwn],
    ["a run of another seed", (b) => Object.assign(trial(b).config, { seed: 7 }) && Object.assign(trial(b).result, { seed: 7 }), notItsOwn],
  ])("%s", async (_, change, sentence) => {
    const { code, stderr } = await importOf(change);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(sentence);
  });

  test("fields in another order and lines of their own are no change", async () => {
    const { code } = await importOf((b) => {
      for (const [i, record] of b.trials.entries()) b.trials[i] = Object.fromEntries(Object.entries(record).reverse()) as never;
    }, false);
    expect(code).toBe(0);
  });

  const asExported = /(?:run|experiment) [0-9a-f]+: it is not as it was exported, by its sum; export it again$/m;
  test.each<[string, (bundle: Bundle) => void, RegExp]>([
    [
      "a sign of the weights",
      (b) => Object.assign(trial(b), { weights: trial(b).weights?.replace(/[A-Z]/, (sign) => (sign === "A" ? "B" : "A")) }),
      asExported,
    ],
    ["lost classes", (b) => Object.assign(trial(b).result, { deadClasses: [17] }), asExported],
    ["how many test examples there were", (b) => Object.assign(trial(b).result, { testExamples: 6000 }), asExported],
    ["what the classes are called", (b) => Object.assign(trial(b), { classNames: ["dog", "cat"] }), asExported],
    ["tags", (b) => Object.assign(swept(b), { tags: ["paper"] }), asExported],
    ["an experiment that is none", (b) => Object.assign(b.experiments, [null]), /experiments\[0\].*: null is not/],
    ["a run that is none", (b) => Object.assign(b.trials, [null]), /trials\[0\]: null is no run/],
    ["a sum that was taken out", (b) => Object.assign(trial(b), { sum: undefined }), /run [0-9a-f]{20}: its sum is not there; export it/],
  ])("changed without a sum: %s", async (_, change, sentence) => {
    const { code, stderr } = await importOf(change, false);
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });

  test("an accuracy that its evaluations do not have", async () => {
    const { code, stderr } = await importOf(({ trials }) => {
      for (const { result } of trials) if (result["selectionAccuracy"] !== null) result["selectionAccuracy"] = 0;
      for (const { result } of trials) result["accuracy"] = 0;
    });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/result\.(?:selectionA|a)ccuracy: 0 is not that of its evaluation at iteration \d+, /);
  });
});

test("15.5: numbers that no run can have", async () => {
  const loss = await importOf((b) => Object.assign(trial(b).result["calibration"] as unknown as object, { negativeLogLikelihood: -1 }));
  expect(loss.stderr).toContain("calibration.negativeLogLikelihood: -1 is not a number of at least 0");
  const share = await importOf((b) => {
    for (const { result } of b.trials) Object.assign(result, { accuracy: 0.123 });
  });
  expect(share.stderr).toMatch(/result\.accuracy: 0\.123 of \d+ examples is no whole number of right ones/);
});
