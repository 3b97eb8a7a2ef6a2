import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { welch } from "#analysis";
import { NUMERICAL_VERSION, RandomSequence } from "#engine";
import type { ExperimentFact, Facts, RowFact, RunFact } from "../bench/results/facts.ts";
import { overfittingPage } from "../bench/results/overfittingPage.ts";
import { postPage } from "../bench/results/postPage.ts";
import { groupsDifference } from "../bench/results/published.ts";
import { robustnessPage } from "../bench/results/robustnessPage.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");
const page = read("docs/results/post.md");
const none: Facts = { post: null, sound: null, heldOut: null, overfitting: null, unitsTakenAway: null };
const facts: Facts = { ...none, ...JSON.parse(read("docs/results/post.json")) };

/** The accuracies of a row in percent, as plainly as they can be read. */
const accuracies = (row: RowFact) => row.runs.flatMap(({ accuracy }) => (accuracy === null ? [] : [100 * accuracy]));
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[], divisor: number) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / divisor);
/** The cells of the table under a heading. */
const tableUnder = (text: string, heading: string) =>
  (text.split(`## ${heading}\n`)[1] as string)
    .split("\n## ")[0]
    ?.split("\n")
    .filter((line) => /^\| -?\d/.test(line))
    .map((line) => line.slice(2, -2).split(" | ")) as string[][];

/** The facts with the runs of one row of an experiment changed. */
function withRuns(key: "post" | "sound", index: number, change: (run: RunFact) => RunFact): Facts {
  const experiment = facts[key] as ExperimentFact;
  const rows = experiment.rows.map((row, i) => (i === index ? { ...row, runs: row.runs.map(change) } : row));
  return { ...facts, [key]: { ...experiment, rows } };
}

describe("docs/results/post.md", () => {
  test("33: is what post.json says, every number and every sentence", () => {
    expect(page).toBe(postPage(facts, NUMERICAL_VERSION));
  });

  test("33: its tables hold the means and deviations of the runs in post.json", () => {
    const [post, sound] = [facts.post as ExperimentFact, facts.sound as ExperimentFact];
    const [asPublished, without] = [tableUnder(page, "As the post did it"), tableUnder(page, "Without the artefact")];
    expect([asPublished.length, without.length]).toEqual([14, 14]);
    for (const [i, row] of post.rows.entries()) {
      const [center = "", spread = ""] = asPublished[i]?.[3]?.split(" ± ") ?? [];
      const values = accuracies(row);
      expect(Number(center)).toBeCloseTo(mean(values), 1);
      expect(Number(spread) / deviation(values, values.length)).toBeCloseTo(1, 2);
      expect(asPublished[i]?.[4]).toBe(String(row.runs.filter(({ lostClasses }) => lostClasses.length).length));
    }
    for (const [i, row] of sound.rows.entries()) {
      const [center = "", spread = ""] = without[i]?.[2]?.split(" ± ") ?? [];
      const values = accuracies(row);
      expect(Number(center)).toBeCloseTo(mean(values), 2);
      expect(Number(spread) / deviation(values, values.length - 1)).toBeCloseTo(1, 2);
    }
  });

  test("30: names the row without lost classes that differs most from the published one", () => {
    // published means; dropout 0.1 and 0.2 had lost classes there, as their deviations of 5.63 and 3.07 tell
    const published = { 4: 98.8, 5: 98.3, 6: 97.3, 13: 98.8 };
    const post = facts.post as ExperimentFact;
    const differences = Object.entries(published).map(([i, value]) => mean(accuracies(post.rows[Number(i)] as RowFact)) - value);
    const largest = differences.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
    expect(page).toContain(`dropout 0.6 differs most, by ${largest < 0 ? "−" : "+"}${Math.abs(largest).toFixed(2)} points`);
    expect(page).not.toContain("the largest among the rows without lost classes");
    const shifted = withRuns("post", 5, (run) => ({ ...run, accuracy: (run.accuracy as number) - 0.002 }));
    expect(postPage(shifted, 1)).toContain("dropout 0.5 differs most");
  });

  test("33: says that all rows agree only while they do", () => {
    expect(postPage(facts, 1)).toContain("All fourteen rows agree.");
    const lower = postPage(
      withRuns("post", 4, (run) => ({ ...run, accuracy: (run.accuracy as number) - 0.01 })),
      1,
    );
    expect(lower).not.toContain("All fourteen rows agree");
    expect(lower).toContain("Thirteen of fourteen rows agree; dropout 0.4 is lower by 1.");
  });

  test("33: says that dropout helps where it does", () => {
    expect(postPage(facts, 1)).toContain("**Dropout is not seen to help here.**");
    const better = withRuns("sound", 3, (run) => ({ ...run, accuracy: (run.accuracy as number) + 0.005 }));
    const [none, helped] = [0, 3].map((i) => mean(accuracies((facts.sound as ExperimentFact).rows[i] as RowFact))) as [number, number];
    expect(postPage(better, 1)).toContain(`**Dropout helps at 0.2**, by ${(helped - none + 0.5).toFixed(2)} points.`);
  });

  test("33: a page of some of the runs says how many, and judges no row that lacks one", () => {
    const open = { state: "open", accuracy: null, iteration: null } as const;
    const some = postPage(
      withRuns("post", 4, (run) => (run.repetition > 3 ? { ...run, ...open } : run)),
      1,
    );
    expect(some).toContain("**Unfinished: 313 of 320 runs.**");
    expect(some).toContain("(3 of 10 runs) | 0 | 98.7 |  | not yet |");
    expect(some).toContain("- **dropout 0.4**: 3 of 10 runs finished so far.");
    expect(some).not.toContain("All fourteen");
    const oneOfEach: { -readonly [key in keyof Facts]: Facts[key] } = { ...facts };
    for (const key of ["post", "sound", "heldOut"] as const) {
      const experiment = facts[key] as ExperimentFact;
      const first = (run: RunFact): RunFact => (run.repetition > 1 ? { ...run, ...open } : run);
      oneOfEach[key] = { ...experiment, rows: experiment.rows.map((row) => ({ ...row, runs: row.runs.map(first) })) };
    }
    expect(postPage(oneOfEach, 1)).not.toMatch(/NaN|nan\b|undefined|null|Infinity|inf\b/);
    const nothing = postPage(none, 1);
    expect(nothing).toContain("Nothing has been run yet.");
    expect(nothing).toContain("**Unfinished: 0 of 320 runs.**");
  });

  test("27: what Welch's test is said to see it sees in four of five simulated tables", () => {
    const random = new RandomSequence(1, "noise", 1);
    const group = (center: number) => {
      const values = Array.from({ length: 10 }, () => center + random.normal());
      return { n: 10, mean: mean(values), sampleDeviation: deviation(values, 9) };
    };
    const draws = 4000;
    const difference = groupsDifference(10, 0.01);
    const seen = Array.from({ length: draws }, () => welch(group(0), group(difference)).p < 0.01).filter(Boolean).length / draws;
    expect(Math.abs(seen - 0.8)).toBeLessThan(4 * Math.sqrt((0.8 * 0.2) / draws)); // four standard errors: 0.025
  });

  test("27: says what the corrected sign-flip test can show, not an uncorrected t-test", () => {
    // an uncorrected t-test of ten pairs would show 0.10 to 0.14 points; the smallest corrected p, 13 · 2 / 2¹⁰, needs ten equal signs
    expect(page).toMatch(/ten pairs show a difference of 0\.2\d to 0\.[23]\d points with a power of 0\.8 if it is the only one/);
  });

  test("33: a diverged run is counted and has no score", () => {
    const broken = postPage(
      withRuns("sound", 1, (run) => (run.repetition === 1 ? { ...run, state: "diverged", accuracy: null, iteration: null } : run)),
      1,
    );
    expect(broken).toContain("one diverged.");
    expect(broken).toContain("(9 of 10 runs)");
    expect(broken).not.toMatch(/NaN|nan\b|undefined|null/);
  });

  test("17: says what nets are without some of their hidden units where that was measured, and what follows for the motive", () => {
    expect(page).not.toContain("Without some of the hidden units");
    const shares = [0, 0.2, 0.5, 0.7];
    const measured = (lossOf: (dropout: number, seed: number) => number): Facts => {
      const sound = facts.sound as ExperimentFact;
      const rows = sound.rows.map((row) => ({
        ...row,
        runs: row.runs.map((run) => {
          const loss = lossOf(row.varied["dropout"] ?? 0, run.repetition);
          const asIs = shares.map((share) => 0.9 - share * loss);
          return { ...run, robustness: { units: [120, 84], images: 2000, draws: 20, shares, asIs, rescaled: asIs } };
        }),
      }));
      return { ...facts, sound: { ...sound, rows } };
    };
    const helped = postPage(
      measured((dropout, k) => (dropout ? 0.097 : 0.3 + k / 100)),
      1,
    );
    const rows = tableUnder(helped, "Without some of the hidden units");
    expect(rows.map(([rate]) => rate)).toEqual(["0", "0.05", "0.1", "0.2", "0.4", "0.5", "0.6", "0.8"]);
    expect(rows[0]?.slice(0, 5)).toEqual(["0", "90.0", "82.9", "72.3", "65.2"]); // 90 − share · (30 + 5.5)
    expect(rows[1]?.slice(7)).toEqual(["+12.9 [11.8, 14.0]", "0.014"]); // half of 25.8 ± 2.26 · 3.03 / √10; 7 · 2 / 2¹⁰
    expect(helped).toContain("**With dropout 0.05, 0.1, 0.2, 0.4, 0.5, 0.6 and 0.8 the nets keep more**, by 12.9 points:");
    const nothing = postPage(
      measured((dropout, k) => (dropout && k % 2 ? 0.3 : 0.2)),
      1,
    );
    expect(nothing).toContain("**No rate of dropout is seen to keep more**: of the motive nothing is shown here.");
    expect(nothing).not.toMatch(/NaN|nan\b|undefined|null/);
  });

  test("33: a page of another numerical version says which", () => {
    expect(postPage(facts, 2)).toContain("**numerical version 2**, as this tree computes.");
    expect(postPage(facts, 3)).toContain("**numerical version 2**; this tree computes with version 3, whose digits differ");
  });
});

describe("docs/results/robustness.md", () => {
  test("18: is what robustness.json says, every number and every sentence", () => {
    expect(read("docs/results/robustness.md")).toBe(
      robustnessPage({ ...none, ...JSON.parse(read("docs/results/robustness.json")) }, NUMERICAL_VERSION),
    );
  });
});

describe("docs/results/overfitting.md", () => {
  test("33: is what overfitting.json says, every number and every sentence", () => {
    expect(read("docs/results/overfitting.md")).toBe(
      overfittingPage({ ...none, ...JSON.parse(read("docs/results/overfitting.json")) }, NUMERICAL_VERSION),
    );
  });

  test("24: says that dropout helps where it does, and nothing where it does not", () => {
    const runs = (accuracy: number) =>
      Array.from({ length: 10 }, (_, k): RunFact => {
        const value = accuracy + 0.001 * (k % 3);
        const common = { repetition: k + 1, seed: k, trial: null, state: "done", iteration: 100, lostClasses: [], cameBack: [] } as const;
        const memorized = { examples: 800, asLabelled: 0.05, asTrue: 0.8 };
        return { ...common, accuracy: value, selectionAccuracy: value, lastAccuracy: value - 0.2, memorized };
      });
    const rows = [0.85, 0.85, 0.87, 0.88, 0.8].map((accuracy, i) => ({
      varied: { dropout: [0, 0.1, 0.25, 0.5, 0.7][i] as number },
      runs: runs(accuracy),
      unitNorms: null,
      largestKernelNorm: null,
    }));
    const pageOf = (rows: readonly RowFact[]) =>
      overfittingPage({ ...none, overfitting: { ...(facts.sound as ExperimentFact), noise: 0.4, iterations: 2000, rows } }, 1);
    const made = pageOf(rows);
    expect(made).toContain("Dropout 0.25 and 0.5 help, most of all dropout 0.5: by 3.0 points");
    expect(made).toContain("on ten of ten seeds. Dropout 0.7 harms. Of 0.1 nothing is shown.");
    expect(made).toContain("choosing is early stopping, and alone worth +20.0 points");
    const alike = rows.map((row) => ({ ...row, runs: runs(0.85) }));
    expect(pageOf(alike)).toContain("No rate of dropout is seen to help.");
  });
});
