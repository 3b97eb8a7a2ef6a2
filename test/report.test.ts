import { describe, expect, test } from "vitest";
import { formatGeneral } from "#analysis";
import { evaluationLine, meanLine, runLine } from "#report";
import { meanOf as mean, standardDeviation } from "../src/analysis/statistics/sample.ts";

describe("formatGeneral", () => {
  // from Python 3.11: '%.3g' % x
  test.each([
    [98.8, "98.8"],
    [98.25, "98.2"],
    [98.75, "98.8"],
    [0.0696, "0.0696"],
    [13, "13"],
    [16.4, "16.4"],
    [100, "100"],
    [99.95, "100"],
    [99.94, "99.9"],
    [9.995, "9.99"],
    [9.996, "10"],
    [999.4, "999"],
    [999.5, "1e+03"],
    [999.6, "1e+03"],
    [1000, "1e+03"],
    [123456, "1.23e+05"],
    [12345678, "1.23e+07"],
    [0, "0"],
    [-0, "-0"],
    [1e-4, "0.0001"],
    [0.00009999, "0.0001"],
    [0.000099994, "0.0001"],
    [0.00001234, "1.23e-05"],
    [-2.5, "-2.5"],
    [-0.00001234, "-1.23e-05"],
    [1e21, "1e+21"],
    [1.7976931348623157e308, "1.8e+308"],
    [5e-324, "4.94e-324"],
    [1.125, "1.12"],
    [1.135, "1.14"],
    [98.25, "98.2"],
    [98.75, "98.8"],
    [98.35, "98.3"],
    [-0.03125, "-0.0312"],
    [Number.NaN, "no number"],
    [Number.POSITIVE_INFINITY, "inf"],
    [Number.NEGATIVE_INFINITY, "-inf"],
  ])("gives %d as C's %%.3g", (value, text) => {
    expect(formatGeneral(value)).toBe(text);
  });

  // from Python 3.11: '%.<digits>g' % x
  test.each([
    [2.5, 1, "2"],
    [3.5, 1, "4"],
    [0.1, 17, "0.10000000000000001"],
    [1234.5, 6, "1234.5"],
    [99999.5, 5, "1e+05"],
  ])("gives %d with %i digits as C's %%g", (value, digits, text) => {
    expect(formatGeneral(value, digits)).toBe(text);
  });
});

describe("the lines of a result", () => {
  test("end in the post's form", () => {
    expect(meanLine(10, 0.988, 0.000696)).toBe("mean accuracy (10 runs): 98.8 +/- 0.0696");
    expect(meanLine(10, 0.837, 0.13)).toBe("mean accuracy (10 runs): 83.7 +/- 13");
    expect(meanLine(1, 0.98, 0)).toBe("mean accuracy (1 run): 98 (one run has no spread)");
    expect(meanLine(2, 0.98, 0.01, 1)).toBe("mean accuracy (2 of 3 runs, 1 diverged and has no score): 98 +/- 1");
  });

  test("say an evaluation with its loss, accuracy and norms", () => {
    const evaluation = {
      iteration: 100,
      loss: 0.31,
      accuracy: 0.9121,
      selectionLoss: 0.1,
      deadClasses: [],
      kernelNorms: [1.9, 4.1, 8.2, 6.5, 2.4],
    };
    expect(evaluationLine(evaluation, 50000)).toBe("[100/50000] loss: 0.31, accuracy: 91.2%, norms: 1.9 4.1 8.2 6.5 2.4");
  });

  test("name what was lost, where it was chosen and where it diverged", () => {
    const result = {
      seed: 1,
      accuracy: 0.8861,
      iteration: 2000,
      deadClasses: [4],
      selectionAccuracy: 0.89,
      divergedAt: null,
      stoppedAt: null,
      monteCarlo: null,
      evaluations: [],
    };
    expect(runLine(2, result, false)).toBe("run  2  88.61%  at iteration 2000  class 4 is lost: its logit is never positive");
    expect(runLine(2, { ...result, deadClasses: [4, 5] }, false)).toContain("classes 4, 5 are lost: their logits are never positive");
    expect(runLine(2, { ...result, deadClasses: [] }, true)).toBe("run  2  88.61%  at iteration 2000  (held out: 89.00%)");
    expect(runLine(2, { ...result, divergedAt: 300 }, false)).toBe(
      "run  2  diverged: the net was no number at iteration 300, after 88.61%  at iteration 2000; it has no score",
    );
    expect(runLine(2, { ...result, stoppedAt: 900 }, false)).toContain("stopped early, at iteration 900");
    const monteCarlo = { samples: 20, accuracy: 0.9891, singleMean: 0.982, singleDeviation: 0.0011, spread: 0.01 };
    expect(runLine(2, { ...result, monteCarlo }, false)).toContain(
      "20 thinned nets: 98.91% together, 98.20% +/- 0.11 by single draws (of units one for each example)",
    );
  });
});

test("standard deviations have their divisors", () => {
  expect(mean([1, 2, 3, 6])).toBe(3);
  expect(standardDeviation([1, 2, 3, 6], "population")).toBeCloseTo(Math.sqrt(14 / 4), 14);
  expect(standardDeviation([1, 2, 3, 6], "sample")).toBeCloseTo(Math.sqrt(14 / 3), 14);
  expect(standardDeviation([1], "sample")).toBeNaN();
});
