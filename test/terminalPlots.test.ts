import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { curvePlot, forestPlot, sweepTable, textWidth } from "#report";
import { stripPlot } from "../src/report/terminal/stripPlot.ts";
import { compareSeries } from "./madeUpSeries.ts";

const numbers = fc.array(fc.oneof(fc.double({ min: 0, max: 100 }), fc.constant(98.5), fc.constant(Number.NaN)), { maxLength: 12 });

describe("a strip plot", () => {
  test("shows every run, the mean and the published value on one axis", () => {
    const strips = [
      { name: "dropout 0", values: [98.0, 98.1, 98.1, 98.4], published: 98.2 },
      { name: "dropout 0.4", values: [98.9, 98.9, 99.0, 98.7], published: 98.8 },
    ];
    expect(stripPlot(strips, 60)).toMatchInlineSnapshot(`
      [
        "dropout 0    •    2 ┃          •",
        "                      ◇",
        "dropout 0.4                                  •       ┃2    •",
        "                                                  ◇",
        "             ┴──────────────────────┴──────────────────────┴",
        "             98.0                 98.5                  99.0",
        "• a run, 2…9 so many, + more, ┃ the mean, ①…⑨ ⊕ with runs",
        "◇ published",
      ]
    `);
  });

  test.each([40, 53, 80, 200])("stays within %i columns, and counts every run", (width) => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            name: fc.oneof(
              fc.string({ maxLength: 90 }),
              fc.array(fc.constantFrom("模", "型", "é", "x", " ")).map((all) => all.join("")),
            ),
            values: numbers,
            published: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: undefined }),
          }),
          { maxLength: 6 },
        ),
        (strips) => {
          const lines = stripPlot(strips, width);
          for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
          const some = strips.some(({ values, published }) => values.some(Number.isFinite) || published !== undefined);
          if (some) expect(lines.length).toBeGreaterThan(strips.length + 2);
          else expect(lines).toEqual([]);
        },
      ),
    );
  });
});

/** How many runs the marks of a line stand for. */
function runsIn(line: string): number {
  const counts = [...line].map((mark) => {
    const circled = (mark.codePointAt(0) as number) - 0x245f;
    if (mark === "•") return 1;
    return /[2-9]/.test(mark) ? Number(mark) : circled >= 1 && circled <= 9 ? circled : 0;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

test("a strip plot has a mark for every run, wherever the mean and the published value are", () => {
  const strip = fc.record({
    values: fc.array(fc.constantFrom(97, 97.5, 98, 98.1, 98.7, 99), { maxLength: 9 }),
    published: fc.constantFrom(97, 98.1, 99),
  });
  fc.assert(
    fc.property(fc.array(strip, { minLength: 1, maxLength: 5 }), fc.integer({ min: 40, max: 120 }), (strips, width) => {
      const lines = stripPlot(
        strips.map((one, i) => ({ ...one, name: "abcde"[i] as string })),
        width,
      );
      for (const [i, { values }] of strips.entries()) {
        expect(runsIn(lines[2 * i] as string)).toBe(values.length);
        expect(lines[2 * i + 1]).toContain("◇");
      }
    }),
  );
});

test("a table of a sweep fits into the terminal", () => {
  const varied = fc.dictionary(
    fc.constantFrom("dropout", "maxNorm", "model", "schedule", "learningRate", "momentum"),
    fc.oneof(fc.double(), fc.string({ maxLength: 60 })),
  );
  fc.assert(
    fc.property(fc.array(varied, { minLength: 1, maxLength: 5 }), fc.integer({ min: 40, max: 140 }), (rows, width) => {
      const summary = {
        name: "a configuration",
        accuracies: [0.9, 0.95, 0.97],
        mean: 0.94,
        standardDeviation: 0.03,
        deviation: "sample" as const,
        planned: 12,
        interval: { low: 0.85, high: 0.98, level: 0.95 },
        calibration: { runs: 3, negativeLogLikelihood: 0.1, expectedCalibrationError: 0.02, bins: 15 },
        withoutProbabilities: false,
        withDeadClasses: 2,
        memorized: null,
        idleMaxNorm: null,
        monteCarlo: null,
        majorityShare: 0.5,
        diverged: 1,
        meanWithoutDeadClasses: 0.9,
        failed: 3,
        pruned: 4,
        open: 1,
      };
      const lines = sweepTable(
        rows.map((fields) => ({ ...summary, varied: fields })),
        width,
      );
      expect(lines.length).toBeGreaterThan(rows.length);
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});

describe("a curve", () => {
  test("rises and falls as its points do", () => {
    const points = Array.from({ length: 41 }, (_, i) => [i * 100, 90 + 9 * (1 - Math.exp(-i / 8))] as const);
    expect(curvePlot(points, { width: 50, height: 5 })).toMatchInlineSnapshot(`
      [
        "98 ┤                ⣀⣀⠤⠤⠤⠤⠔⠒⠒⠒⠒⠒⠒⠒⠒⠊⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉",
        "96 ┤         ⣀⠤⠒⠒⠊⠉⠉",
        "94 ┤    ⢀⡠⠔⠒⠉",
        "92 ┤  ⢀⠔⠁",
        "90 ┤⡠⠊⠁",
        "   └┴──────────────────────┴─────────────────────┴",
        "    0                    2000                 4000",
      ]
    `);
  });

  test("stays within its width and height whatever the points", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1e6 }), fc.double({ min: -1e3, max: 1e3 })), { maxLength: 30 }),
        fc.integer({ min: 40, max: 200 }),
        (points, width) => {
          const lines = curvePlot(points, { width, height: 6 });
          expect([0, 8]).toContain(lines.length);
          for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

test("a forest plot shows intervals around their means, and where 0 is", () => {
  const series = (name: string, values: number[]) => ({
    name,
    bySeed: new Map(values.map((value, i) => [i, value])),
    seeds: [0, 1, 2, 3],
    planned: 4,
    failed: 0,
    diverged: 0,
    pruned: 0,
    withDeadClasses: 0,
    numerics: [],
    selectedOn: "heldOut" as const,
  });
  const base = series("none", [98, 98.1, 98.2, 98.1]);
  const comparisons = compareSeries(base, [series("better", [98.5, 98.7, 98.6, 98.5]), series("same", [98, 98.2, 98.1, 98.1])]);
  expect(forestPlot(comparisons, 50)).toMatchInlineSnapshot(`
    [
      "better         ┊                 ├───────●───────┤",
      "same    ├──────●──────┤",
      "        ───────┴──────────┴──────────┴──────────┴─",
      "              0.0        0.2        0.4        0.6",
      "├─●─┤ mean with its 95% interval, ┊ zero",
    ]
  `);
});

test("15.13: in 40 columns a name that does not fit beside its runs stands whole above them, and no two rows have one label", () => {
  const strips = [
    { name: "dropout 0.5, dropoutKind gaussian", values: [98.0, 98.2] },
    { name: "dropout 0.5, dropoutKind gaussian", values: [98.1, 98.4] },
  ];
  expect(stripPlot(strips, 40)).toEqual([
    "1: dropout 0.5, dropoutKind gaussian",
    "•         ┃         •",
    "2: dropout 0.5, dropoutKind gaussian",
    "          •             ┃              •",
    "┴───────────────────┴──────────────────┴",
    "98.0              98.2              98.4",
    "• a run, 2…9 so many, + more",
    "┃ the mean, ①…⑨ ⊕ with runs",
  ]);
});
