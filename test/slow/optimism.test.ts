import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
const run = (protocol: string, ...more: string[]) =>
  runCli(["sweep", "--protocol", protocol, "--model", "mlp(16)", "--dropout", "0,0.2", "-i", "1200", "-r", "4", ...more], { cwd });
interface Shown {
  trials: {
    id: string;
    config: { seed: number };
    result: { accuracy: number; iteration: number };
    evaluations: { iteration: number; accuracy: number; loss: number; kernelNorms: number[] }[];
  }[];
}
const shownOf = async (id: string): Promise<Shown> => {
  const { trials } = JSON.parse((await runCli(["show", id, "--json"], { cwd })).stdout);
  const whole = await Promise.all(
    trials.map(async (trial: { id: string }) => JSON.parse((await runCli(["show", trial.id, "--json"], { cwd })).stdout)),
  );
  return { trials: whole };
};
let [onTest, onHeldOut]: string[] = [];

beforeAll(async () => {
  await run("post");
  [{ id: onTest }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
});

describe("choosing on the test examples", () => {
  test("is warned of, with the way to measure what it is worth", async () => {
    const { stdout } = await runCli(["compare", onTest as string], { cwd });
    expect(stdout).toContain("by how much, the same command with --protocol post-held-out measures");
  });

  test("is measured by the same training with another choice, weight for weight", async () => {
    await run("post-held-out");
    const experiments: { id: string }[] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
    onHeldOut = experiments.find(({ id }) => id !== onTest)?.id as string;
    const [test, heldOut] = [await shownOf(onTest as string), await shownOf(onHeldOut)];
    expect(test.trials.length).toBe(8);
    const differences = test.trials.map((trial, i) => {
      const twin = heldOut.trials[i] as Shown["trials"][number];
      expect(twin.config.seed).toBe(trial.config.seed);
      const course = ({ evaluations }: Shown["trials"][number]) =>
        evaluations.map(({ iteration, loss, kernelNorms }) => [iteration, loss, kernelNorms]);
      expect(course(twin)).toEqual(course(trial));
      // the highest of all evaluations is at least the one that was chosen without looking
      expect(trial.result.accuracy).toBeGreaterThanOrEqual(twin.result.accuracy);
      const atChosen = trial.evaluations.find(({ iteration }) => iteration === twin.result.iteration);
      expect(twin.result.accuracy).toBe(atChosen?.accuracy);
      return 100 * (trial.result.accuracy - twin.result.accuracy);
    });
    const { stdout } = await runCli(["compare", onTest as string], { cwd });
    const [, ...worth] = /that is worth (\d+\.\d\d) points \[[^\]]*\] over 4 runs of dropout 0, (\d+\.\d\d) points/.exec(stdout) ?? [];
    const mean = (from: number) =>
      test.trials.reduce((sum, trial, i) => sum + (trial.config && i % 2 === from ? (differences[i] as number) : 0), 0) / 4;
    expect(worth).toEqual([mean(0).toFixed(2), mean(1).toFixed(2)]);
  });
});
