import { describe, expect, test } from "vitest";
import { type Comparison, pText, type Series } from "#analysis";
import { comparisonSentence, comparisonTable } from "#report";
import { accuracyStep } from "../src/analysis/accuracyStep.ts";
import { base, compared, of, plus, series, setup } from "./madeUpSeries.ts";

describe("13.1: a configuration with diverged runs", () => {
  test("is never better because of what remains of it", () => {
    const rest = series("learningRate 1000", plus(() => 1).slice(0, 7), { planned: 10, diverged: 3 });
    const { comparisons, sentences, warnings } = compared([series("learningRate 0.3", base), rest]);
    expect(comparisons[0]?.adjustedP).toBeLessThan(0.05);
    expect(comparisons[0]?.verdict).toBe("withheld");
    expect(sentences[0]).toBe(
      "learningRate 1000 is not called better than learningRate 0.3, because 3 of its 10 runs diverged: it is ahead by 1.00 points [1.00, 1.00] over the 7 seeds on which neither did, p = 0.016.",
    );
    expect(warnings).toMatch(/^runs diverged: learningRate 1000 \(3 of 10 runs\); they have no accuracy/);
    expect(comparisonTable(comparisons, 200).join("\n")).toMatch(/diverged .*\n.* 3 of 10 /);
  });

  test("is not better as the baseline either, may be worse, and is equivalent to nothing", () => {
    const some = { planned: 12, diverged: 2 };
    const worse = series(
      "a",
      plus((i) => -1 - i / 100),
    );
    const ahead = compared([series("none", base, some), worse]);
    expect(ahead.comparisons[0]?.verdict).toBe("withheld");
    expect(ahead.sentences[0]).toMatch(
      /^none is not called better than a, because 2 of its 12 runs diverged: it is ahead by 1\.0\d points/,
    );
    const behind = compared([series("none", base), { ...worse, ...some }]);
    expect(behind.sentences[0]).toMatch(/^a is worse than none by .* 2 of 12 runs of a diverged and are left out\.$/);
    const near = series(
      "a",
      plus((i) => 0.01 * (-1) ** i),
      some,
    );
    expect(compared([series("none", base), near], 1).comparisons[0]?.verdict).toBe("open");
  });

  test("of which all diverged cannot be compared, and says so", () => {
    const gone = series("a", [], { planned: 8, diverged: 8 });
    expect(compared([series("none", base), gone]).sentences).toEqual(["a cannot be compared with none: all 8 runs of a diverged."]);
    expect(compared([{ ...gone, name: "none" }, series("a", base)]).sentences).toEqual([
      "a cannot be compared with none: all 8 runs of none diverged.",
    ]);
  });
});

describe("13.27: pairs that do not differ carry no evidence", () => {
  test("so the smallest p and the seeds that are needed count the others", () => {
    const { comparisons, sentences, warnings } = compared([
      series("none", base),
      series(
        "a",
        plus((i) => (i < 4 ? 0.2 + i / 50 : 0)),
      ),
    ]);
    expect(comparisons[0]).toMatchObject({ differing: 4, p: 2 / 2 ** 4, verdict: "open" });
    expect(sentences[0]).toMatch(
      /better on 4 of 10 seeds, equal on 6, p = 0\.12\. Only 4 of 10 pairs differ, and equal ones are no evidence: with 4 p cannot fall below 0\.12; at least 6 must differ\.$/,
    );
    expect(warnings).toMatch(/^only 4 of 10 pairs of a differ, .* so that at least 6 pairs differ/);
  });

  test("a win is a higher accuracy, and ties stand beside the wins", () => {
    const [sentence] = compared([
      series("none", base),
      series(
        "a",
        plus((i) => (i === 3 ? 0 : -0.3 - i / 100)),
      ),
    ]).sentences;
    expect(sentence).toMatch(
      /^a is worse than none by 0\.\d\d points \[0\.\d\d, 0\.\d\d\], on 9 of 10 seeds \(equal on 1\), p = 0\.0039\.$/,
    );
  });

  test("what is said of power is of the test after its correction", () => {
    const near = (name: string, sign: number) =>
      series(
        name,
        plus((i) => 0.05 + sign * ([0.3, -0.2, 0.1, -0.3, 0.25, -0.1, 0.2, -0.25, 0.15, -0.12][i % 10] ?? 0)),
      );
    const [one] = compared([series("none", base), near("a", 1)]).comparisons as [Comparison];
    const [ofMany] = compared([series("none", base), ...Array.from({ length: 13 }, (_, k) => near(`a${k}`, k % 2 ? 1 : -1))])
      .comparisons as [Comparison];
    // by simulation of normal differences: 1.0 standard deviations, and 2.0 of them after Holm over 13 (the t-test alone says 1.0)
    const [first, second] = [one, ofMany].map(({ detectable, paired }) => (detectable * paired.effectSize) / paired.meanDifference);
    expect(first).toBeCloseTo(1.0, 1);
    expect(second).toBeGreaterThan(1.85);
    expect(second).toBeLessThan(2.15);
    expect(comparisonSentence(ofMany)).toMatch(
      /10 pairs show a difference of 0\.\d\d points with power 0\.8 after Holm over 13, if no other differs; about \d+ would show/,
    );
  });
});

test("13.29: p and intervals have as many digits as it takes to see which side of 5% and of 0 they are on", () => {
  for (const [p, text] of [
    [0.0498046875, "0.0498"],
    [0.05029296875, "0.0503"],
    [0.0499999, "0.0499999"],
    [0.05, "0.05"],
    [0.049, "0.049"],
    [0.0012345, "0.0012"],
    [0.25, "0.25"],
    [Number.NaN, ""],
  ] as const)
    expect(pText(p)).toBe(text);
  const ends = (spread: number) => plus((i) => 0.1 + spread * (i % 2 ? 1 : -1)); // sd √(10 / 9) · spread, t of 9 degrees 2.26216
  const [low] = compared([series("none", base), series("a", ends(0.1313))]).sentences;
  expect(low).toContain("[0.001, 0.20]");
  const [under] = compared([series("none", base), series("a", ends(0.1344))]).sentences;
  expect(under).toContain("[−0.001, 0.20]");
});

test("13.27: pairs of which some differ: how many do is drawn again on other seeds, and it is said so", () => {
  const some = (count: number) =>
    compared([
      series("none", base),
      series(
        "a",
        plus((i) => (i < count ? 0.1 + 0.3 * (-1) ** i + i / 50 : 0)),
      ),
    ]);
  const [six, nine] = [some(6), some(9)];
  expect(six.comparisons[0]).toMatchObject({ differing: 6, verdict: "open", detectable: Number.POSITIVE_INFINITY });
  expect(six.sentences[0]).toMatch(
    /No difference, however large, is shown by 10 pairs with power 0\.8 where 6 of 10 differ: on other seeds it may be fewer than 6; about \d+ would show/,
  );
  expect(nine.sentences[0]).toMatch(
    /10 pairs show a difference of 0\.\d\d points with power 0\.8, if 9 of 10 differ again; about \d+ would show/,
  );
});

describe("13.29: what is said of intervals, groups and equivalence", () => {
  test("an interval that leaves out 0 where the test shows nothing is said, and why", () => {
    const clear = plus((i) => 0.2 + i / 100);
    const few = compared([series("none", base.slice(0, 5)), series("a", clear.slice(0, 5))]).warnings;
    expect(few).toMatch(
      /the t-interval leaves out 0 although the sign-flip test shows no difference: a \(p = 0\.062\); the interval takes the differences to be normal/,
    );
    const many = compared([series("none", base.slice(0, 6)), ...["a", "b", "c"].map((name) => series(name, clear.slice(0, 6)))]).warnings;
    expect(many).toMatch(
      /leaves out 0 although the sign-flip test after Holm's correction shows no difference: .* not corrected, so trust the test/,
    );
  });

  test("two groups are more than a test row apart", () => {
    const rows = series("a", of(30, [28, 28, 28, 29, 29, 29]));
    expect(compared([rows, { ...rows, name: "b" }]).warnings).not.toContain("two groups");
    const real = series("a", of(10000, [8812, 8820, 8815, 9810, 9812, 9815]));
    expect(compared([real, { ...real, name: "b" }]).warnings).toContain("two groups: a (9.9 points apart)");
  });

  test("nothing is equivalent within a margin that is less than one test row", () => {
    const [a, b] = [series("none", of(30, [28, 29, 28, 29, 28, 28, 29, 28])), series("a", of(30, [28, 29, 28, 29, 28, 28, 29, 29]))];
    expect(compared([a, b], 1).comparisons[0]?.verdict).toBe("open");
    expect(compared([a, b], 1).sentences[0]).toMatch(
      /Within 1 point nothing can be called equivalent: these accuracies come in steps of 3\.33\.$/,
    );
    expect(compared([a, b], 4).comparisons[0]?.verdict).toBe("equivalent");
    expect(compared([a, b].map((one) => ({ ...one, testRows: 30 }))).warnings).toContain("these accuracies come in steps of 3.3 points: a");
  });

  test("the step of accuracies is one test row; where their number is not known, that or a multiple", () => {
    const step = (values: readonly number[], testRows?: number) => accuracyStep([series("a", values, { testRows })]);
    expect(step([95, 95, 90], 10000)).toBe(0.01);
    expect(step(of(30, [28, 29, 17]))).toBeCloseTo(100 / 30, 12);
    expect(step(of(10000, [9812, 9807, 9931]))).toBeCloseTo(0.01, 12);
    expect(step(of(60000, [59123, 58001]))).toBeCloseTo(100 / 60000, 12);
    expect(step([Math.PI, Math.E])).toBe(0);
    expect(step([])).toBe(100);
  });

  test("round accuracies of many test rows are not coarse", () => {
    const [a, b] = [90, 91].map((accuracy) => series(`of ${accuracy}`, Array(8).fill(accuracy), { testRows: 10000 }));
    expect(compared([a as Series, b as Series]).warnings).not.toContain("steps");
    const [even, same] = ["none", "a"].map((name) => series(name, of(200, [180, 182, 178, 180, 182, 184, 180, 178]), { testRows: 200 }));
    const other = { ...(same as Series), bySeed: new Map((even as Series).bySeed).set(0, 90.5) };
    expect(compared([even as Series, other], 0.8).comparisons[0]).toMatchObject({ verdict: "equivalent", equivalence: { step: 0.5 } });
  });

  test("a configuration of other test images changes nothing in what is said of the rest", () => {
    const images = (testHash: string, rows: number) => ({ testRows: rows, setup: setup(testHash, { testHash: testHash[0] as string }) });
    const a = series("none", of(66, [60, 61, 60, 61, 60, 60, 61, 60]), images("1a", 66));
    const b = series("b", of(66, [60, 61, 60, 61, 60, 60, 61, 61]), images("1b", 66));
    const c = series("c", of(53, [40, 41, 42, 43, 44, 45, 46, 47]), images("2c", 53));
    const d = series("d", of(1000, [800, 803, 807, 811]), images("3d", 1000));
    const { comparisons, sentences, warnings } = compared([a, b, c, d], 1);
    expect(comparisons[0]?.verdict).toBe("open");
    expect(sentences[0]).toContain("these accuracies come in steps of 1.52.");
    expect(warnings).toContain("some accuracies come in coarse steps: none (1.5 points), b (1.5 points), c (1.9 points): a difference of");
  });

  test("differences stay within 100 points, and the bootstrap is called what it is", () => {
    const [comparison] = compared([series("none", [0, 100]), series("a", [100, 50])]).comparisons as [Comparison];
    expect(comparison.paired.interval).toMatchObject({ low: -100, high: 100 });
    expect(comparison.bootstrap.method).toBe("BCa, widened by Student's t");
    expect(comparisonTable([comparison], 200)[0]).toContain("BCa, widened");
  });
});

describe("13.30: what cannot be compared", () => {
  test("other test examples are not compared, and do not count among the comparisons", () => {
    const all = [
      series("none", base, { setup: setup("1") }),
      series(
        "a",
        plus(() => 1),
        { setup: setup("2", { testHash: "2" }) },
      ),
      series(
        "b",
        plus(() => 1),
        { setup: setup("3") },
      ),
    ];
    const { comparisons, sentences } = compared(all);
    expect(sentences[0]).toBe("a was tested on other examples than none, so their accuracies cannot be compared.");
    expect(comparisons.map(({ comparisons: count }) => count)).toEqual([1, 1]);
    expect(comparisons[1]?.verdict).toBe("better");
  });

  test("the same runs under two names are one configuration", () => {
    const better = plus((i) => 0.3 + i / 100);
    const all = [
      series("dropout 0", base, { setup: setup("1") }),
      series("dropout 0 again", base, { setup: setup("1") }),
      series("dropout 0.4", better, { setup: setup("2") }),
      series("dropout 0.4 again", better, { setup: setup("2") }),
    ];
    const { comparisons, sentences, warnings } = compared(all);
    expect(sentences[0]).toBe("dropout 0 again is the same configuration as dropout 0: they are the same runs.");
    expect(comparisons.map(({ adjustedP }) => adjustedP)).toEqual([Number.NaN, 2 / 2 ** 10, 2 / 2 ** 10]);
    expect(warnings).not.toContain("the best of");
  });

  test("so are the same runs of which one side has more", () => {
    const all = [series("ten runs", base, { setup: setup("1,2,3") }), series("five runs", base.slice(0, 5), { setup: setup("1,2") })];
    expect(compared(all).comparisons[0]?.verdict).toBe("sameRuns");
  });
});

describe("13.31: calibration is compared seed by seed", () => {
  const calibrated = (name: string, likelihoods: readonly number[]) =>
    series(name, base.slice(0, likelihoods.length), {
      calibrationBySeed: new Map(
        likelihoods.map((negativeLogLikelihood, seed) => [
          seed,
          { negativeLogLikelihood, expectedCalibrationError: negativeLogLikelihood / 10, bins: 15 },
        ]),
      ),
    });
  test("with the mean difference and Student's interval", () => {
    const [comparison] = compared([calibrated("none", [0.1, 0.2, 0.3]), calibrated("a", [0.2, 0.35, 0.38])]).comparisons as [Comparison];
    // scipy.stats.ttest_rel([.2, .35, .38], [.1, .2, .3]).confidence_interval()
    const { negativeLogLikelihood, expectedCalibrationError, pairs } = comparison.calibration as NonNullable<Comparison["calibration"]>;
    expect(pairs).toBe(3);
    expect(negativeLogLikelihood.difference).toBeCloseTo(0.11, 12);
    expect(negativeLogLikelihood.interval.low).toBeCloseTo(0.020433141, 8);
    expect(negativeLogLikelihood.interval.high).toBeCloseTo(0.199566859, 8);
    expect(expectedCalibrationError.difference).toBeCloseTo(1.1, 12);
  });
  test("and is null where one side has none", () => {
    expect(compared([calibrated("none", [0.1, 0.2]), series("a", base)]).comparisons[0]?.calibration).toBeNull();
  });
});

test("thinned nets leave accuracies as they are: no seeds more would show a difference", () => {
  const some = base.slice(0, 3);
  const { warnings } = compared([
    series("mc 0", some, { setup: setup("1") }),
    series("mc 5", some, { setup: setup("2", { fields: { mc: "5" } }) }),
  ]);
  expect(warnings).toMatch(/^thinned nets \(mc\) leave the accuracy of a run as it is, so more seeds show no difference of mc 5; /);
  expect(warnings).not.toContain("--reps");
});
