import { describe, expect, test } from "vitest";
import type { Experiment } from "#experiment";
import { loadPages, markdownReport, robustnessLines } from "#report";
import { newPaper } from "#report/files";
import type { Robustness } from "#train";
import { type MadeUpRun, madeUpExperiment, reportOf } from "./madeUpExperiment.ts";

/** Of 1,000 images so many right at each share, in two draws that differ by 20; rescaled 100 more. */
function robustness(right: readonly number[], kind: Robustness["kind"] = "units", units: readonly number[] = [120, 84]): Robustness {
  const draws = (more: number) => right.map((count, i) => (i ? [count - 10 + more, count + 10 + more] : [count, count]));
  return { kind, units, images: 1000, shares: [0, 0.5, 0.9], right: draws(0), rightRescaled: draws(100) };
}

const reportFor = async (definition: Experiment, runOf: (configuration: number, k: number) => MadeUpRun) => {
  const { experiment, source } = madeUpExperiment(definition, runOf);
  return reportOf(source, experiment, { commandFor: () => "droplab run" });
};
const figureOf = async (report: Awaited<ReturnType<typeof reportFor>>) =>
  (await loadPages()).allFigures(report, newPaper()).find(({ name }) => name === "robustness");

describe("17: what a report says of nets without some of their units", () => {
  const sweep = (runOf: (configuration: number, k: number) => Partial<MadeUpRun>, rates = [0, 0.5], reps = 7) =>
    reportFor({ protocol: "sound", grid: { dropout: rates }, reps }, (configuration, k) => ({
      state: "done",
      accuracy: 0.9,
      ...runOf(configuration, k),
    }));

  test("the means with half of them gone, and each configuration against the baseline, paired by seed", async () => {
    const report = await sweep((configuration, k) => ({ robustness: robustness([900, (configuration ? 800 : 600) + k, 200]) }));
    const text = markdownReport(report);
    // means over k = 1 … 7: 604 and 804 of 1,000
    expect(text).toContain(
      "- With half of the hidden units of dense layers removed at random the mean accuracy is: dropout 0 60.4% (rescaled 70.4%, whole 90.0%); dropout 0.5 80.4% (rescaled 90.4%, whole 90.0%).",
    );
    // seven pairs of one sign: 2 / 2⁷
    expect(text).toMatch(
      /- With half of them removed: dropout 0\.5 is better than dropout 0 by 20\.00 points .*, on 7 of 7 seeds, p = 0\.016\./,
    );
    expect(text).toContain("| dropout 0.5 | 7 | 90.0 | 80.4 | 90.4 |");
    expect(robustnessLines(report.configurations, 200).at(-1)).toMatch(/^dropout 0\.5 +7 +90\.0 +80\.4 +90\.4$/);
    const figure = await figureOf(report);
    expect(figure?.panels.map(({ title }) => title)).toEqual(["The remaining units as they are", "The remaining units rescaled"]);
    expect(figure?.panels[0]?.alt).toContain("dropout 0.5: 0% 90.0, 50% 80.4, 90% 20.0");
    expect(figure?.panels[1]?.alt).toContain("dropout 0.5: 0% 90.0, 50% 90.4, 90% 30.0");
    expect(figure?.legend?.map(({ label }) => label)).toEqual(["mean, dropout 0", "mean, dropout 0.5", "from the best to the worst run"]);
  });

  test("nothing where no run was measured, and how many were where some were", async () => {
    const none = await sweep(() => ({}));
    expect([await figureOf(none), robustnessLines(none.configurations, 100)]).toEqual([undefined, []]);
    expect(markdownReport(none)).not.toContain("Without some of the hidden units");
    const some = await sweep((_, k) => ({
      ...(k < 4 && { robustness: robustness([900, 500, 100], "maps") }),
      ...(k === 3 && { divergedAt: 9 }),
    }));
    const figure = await figureOf(some);
    expect(figure?.caption).toContain("A share of the feature maps is removed");
    expect(figure?.caption).toContain("8 runs with a score were not measured.");
    expect(markdownReport(some)).toContain("| dropout 0 | 2 of 6 | 90.0 | 50.0 | 60.0 |");
  });

  test("what a half of few units is; of layers of one unit nothing is gone, and nothing is told", async () => {
    const some = await sweep((_, k) => ({ robustness: robustness([900, 500 + k, 100], "units", [3, 1, 8]) }));
    const half = "removed at random, in whole units (20, 50 and 70% are 2, 4 and 6 of 8, 1, 2 and 2 of 3, 0, 0 and 0 of 1)";
    expect(markdownReport(some)).toContain(
      "With half of the hidden units of dense layers removed at random, in whole units (2 of 3, none of 1), the mean accuracy is",
    );
    expect(robustnessLines(some.configurations, 200)[1]).toContain(half);
    expect((await figureOf(some))?.caption).toContain(
      "the same share of each layer, in whole units (20, 50 and 70% are 2, 4 and 6 of 8, 1, 2 and 2 of 3, 0, 0 and 0 of 1): what",
    );
    const none = await sweep((_, k) => ({ robustness: robustness([900, 900 + k, 900], "units", [1, 1]) }));
    expect([await figureOf(none), robustnessLines(none.configurations, 100)]).toEqual([undefined, []]);
    expect(markdownReport(none)).not.toContain("removed at random");
  });

  test("as many lines as can be told apart: the baseline, and those with the highest accuracies", async () => {
    const rates = Array.from({ length: 10 }, (_, i) => i / 20);
    const report = await sweep(
      (configuration, k) => ({ accuracy: 0.8 + configuration / 100 + k / 1000, robustness: robustness([900, 500, 100]) }),
      rates,
      2,
    );
    const figure = await figureOf(report);
    expect(figure?.legend?.map(({ label }) => label)).toEqual([
      ...[0, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45].map((rate) => `mean, dropout ${rate}`),
      "from the best to the worst run",
    ]);
    expect(figure?.caption).toContain("8 of 10 configurations are shown: the baseline, and those with the highest accuracies.");
    expect(markdownReport(report)).toContain("; 5 more are in the table.");
  });
});
