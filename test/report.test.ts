import { describe, expect, test } from "vitest";
import { mean, standardDeviation } from "#lab";
import { formatGeneral, meanLine, runLine } from "#report";

describe("formatGeneral", () => {
  // printf("%.3g") of C and Python
  test.each([
    [98.8, "98.8"],
    [0.0696, "0.0696"],
    [13, "13"],
    [16.4, "16.4"],
    [100, "100"],
    [99.95, "100"],
    [99.94, "99.9"],
    [9.996, "10"],
    [0, "0"],
    [1e-4, "0.0001"],
    [0.00001234, "1.23e-05"],
    [999.4, "999"],
    [999.6, "1e+03"],
    [123456, "1.23e+05"],
    [-2.5, "-2.5"],
    [Number.NaN, "nan"],
    [Number.POSITIVE_INFINITY, "inf"],
  ])("gives %d as C's %%.3g", (value, text) => {
    expect(formatGeneral(value)).toBe(text);
  });
});

describe("the lines of a result", () => {
  test("end in the post's form", () => {
    expect(meanLine(10, 0.988, 0.000696)).toBe("mean accuracy (10 runs): 98.8 +/- 0.0696");
  });

  test("name what was lost, where it was chosen and where it diverged", () => {
    const result = {
      seed: 1,
      accuracy: 0.8861,
      iteration: 2000,
      deadClasses: [4],
      selectionAccuracy: 0.89,
      divergedAt: null,
      evaluations: [],
    };
    expect(runLine(2, result, false)).toBe("run  2  88.61%  at iteration 2000  class 4 is lost: its logit is never positive");
    expect(runLine(2, { ...result, deadClasses: [4, 5] }, false)).toContain("classes 4, 5 are lost: their logits are never positive");
    expect(runLine(2, { ...result, deadClasses: [] }, true)).toBe("run  2  88.61%  at iteration 2000  (held out: 89.00%)");
    expect(runLine(2, { ...result, divergedAt: 300 }, false)).toContain("diverged: the loss was no number by iteration 300");
  });
});

test("standard deviations have their divisors", () => {
  expect(mean([1, 2, 3, 6])).toBe(3);
  expect(standardDeviation([1, 2, 3, 6], "population")).toBeCloseTo(Math.sqrt(14 / 4), 14);
  expect(standardDeviation([1, 2, 3, 6], "sample")).toBeCloseTo(Math.sqrt(14 / 3), 14);
  expect(standardDeviation([1], "sample")).toBeNaN();
});
