import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadDataset } from "#data/files";
import { openDevice } from "#devices";
import { padded, size } from "#engine";
import { type ConfigurationFields, resolveTrial } from "#experiment";
import { buildNet } from "#nn";
import { sweepTable } from "#report";
import { neverBound, runTrial, type TrialEnd } from "#train";
import { summarize } from "../src/analysis/configurationSummary.ts";
import type { ConfigurationResults } from "../src/experiment/experimentResults.ts";
import { idleMaxNormLine } from "../src/report/sweepTable.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
writeTinyTable(cwd);
const data = loadDataset(join(cwd, "tiny.csv"));

async function ran(fields: ConfigurationFields): Promise<TrialEnd & { readonly largestInWeights: (of: "unit" | "kernel") => number }> {
  const { config } = resolveTrial({ model: "mlp(5)", iterations: 30, evaluateEvery: 10, ...fields }, data);
  const trial = runTrial({ ...config, seed: 3 }, data, await openDevice("auto"));
  let step = await trial.next();
  while (!step.done) step = await trial.next();
  const { weights } = step.value;
  const { graph } = buildNet(config.model, { input: data.shape });
  /** Of the chosen net, parameter after parameter. */
  const largestInWeights = (of: "unit" | "kernel") => {
    let [at, largest] = [0, 0];
    for (const { shape, role } of graph.parameters) {
      const values = (weights as Float32Array).slice(at, at + size(shape));
      at += padded(size(shape));
      const groups = of === "unit" ? (shape[0] as number) : 1;
      for (let group = 0; role === "kernel" && group < groups; group++) {
        const row = values.slice((group * values.length) / groups, ((group + 1) * values.length) / groups);
        largest = Math.max(largest, Math.hypot(...row));
      }
    }
    return largest;
  };
  return { ...step.value, largestInWeights };
}

test.each([
  ["unit", "sound"],
  ["kernel", "post"],
] as const)("15.12: the largest norm of a %s is recorded with max-norm, and tells whether it bound", async (of, protocol) => {
  const free = await ran({ protocol, maxNorm: 50, evaluateEvery: 30 });
  const { largestNorm } = free.result;
  expect(free.result.evaluations[0]?.largestNorm).toBeCloseTo(free.largestInWeights(of), 5);
  expect(largestNorm).toBeGreaterThanOrEqual(free.result.evaluations[0]?.largestNorm as number);
  expect(neverBound(50, largestNorm)).toBe(true);
  const limit = (largestNorm as number) / 2;
  const bound = await ran({ protocol, maxNorm: limit });
  // the weights begin above it, so that it bound at once, and may be below it at every evaluation
  for (const { largestNorm: after } of bound.result.evaluations) expect(after).toBeLessThan(limit * 1.00001);
  expect(bound.result.largestNorm).toBeGreaterThan(limit);
  expect(neverBound(limit, bound.result.largestNorm)).toBe(false);
  const without = await ran({ protocol });
  expect("largestNorm" in without.result).toBe(false);
  // what never bound is what was not there
  expect((await ran({ protocol, evaluateEvery: 30 })).result.accuracy).toBe(free.result.accuracy);
});

test("15.12: that max-norm bound at no evaluation is said with the result, where every run tells it, also from the store", async () => {
  const args = ["run", "--dataset", "tiny.csv", "--model", "mlp(4)", "-i", "20", "--evaluate-every", "10", "-r", "2", "--max-norm", "50"];
  const { stdout } = await runCli([...args, "--protocol", "sound"], { cwd });
  expect(stdout).toMatch(/^max-norm 50 bound at no evaluation: no unit's norm was above [12]\.\d+ at the start or any evaluation$/m);
  const { runs } = JSON.parse((await runCli([...args, "--protocol", "sound", "--json"], { cwd })).stdout);
  for (const { result, evaluations } of runs) {
    expect(evaluations.length).toBe(2);
    for (const { largestNorm } of evaluations) expect(result.largestNorm).toBeGreaterThanOrEqual(largestNorm);
  }
});

test("15.12: tables note it, and of runs that were kept before it was recorded nothing is said", () => {
  const { config } = resolveTrial({ model: "mlp(4)", protocol: "sound", maxNorm: 2 }, data);
  const result = {
    accuracy: 0.9,
    deadClasses: [],
    divergedAt: null,
    monteCarlo: null,
    iteration: 1,
    selectionAccuracy: 0.9,
    stoppedAt: null,
  };
  const of = (...norms: (number | undefined)[]) =>
    summarize({
      varied: { maxNorm: 2 },
      config,
      missing: [],
      runs: norms.map((largestNorm) => ({ record: { result: { ...result, ...(largestNorm !== undefined && { largestNorm }) } } })),
    } as unknown as ConfigurationResults);
  expect(of(1.2, 1.43).idleMaxNorm).toEqual({ limit: 2, of: "unit", largest: 1.43 });
  expect(idleMaxNormLine({ limit: 2, of: "unit", largest: 1.43 })).toBe(
    "max-norm 2 bound at no evaluation: no unit's norm was above 1.43 at the start or any evaluation",
  );
  expect(sweepTable([of(1.2, 1.43)], 200).join("\n")).toContain("max-norm bound at no evaluation (norms up to 1.43)");
  expect(of(1.2, 2).idleMaxNorm).toBeNull();
  expect(of(1.2, 1.99).idleMaxNorm).toBeNull();
  expect(of(1.2, undefined).idleMaxNorm).toBeNull();
  expect(of().idleMaxNorm).toBeNull();
});

test("15.12: what is no number is never printed as nan", async () => {
  const args = ["--dataset", "tiny.csv", "--model", "mlp(4)", "-i", "20", "-r", "1", "--optimizer", "sgd", "--learning-rate", "0.1,1e30"];
  const swept = await runCli(["sweep", ...args, "-v"], { cwd });
  const [{ id }] = JSON.parse((await runCli(["list", "--json", "--filter", "learning-rate=1e30"], { cwd })).stdout);
  const others = await Promise.all(
    [
      ["show", id],
      ["compare", id],
      ["report", id, "--md"],
      ["export", id],
    ].map((one) => runCli(one, { cwd })),
  );
  expect(swept.stderr).toContain("loss: no number, accuracy: ");
  for (const { code, stdout, stderr } of [swept, ...others]) {
    expect(code, stderr).toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(/\bnan\b/i);
  }
});
