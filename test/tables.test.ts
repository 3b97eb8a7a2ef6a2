import { describe, expect, test } from "vitest";
import { baselineAmong, type ConfigurationSummary, type Series } from "#analysis";
import { publishedRows, type TrialRecord } from "#experiment";
import {
  calibrationTable,
  comparisonTable,
  divisorNote,
  fittedTable,
  markdownReport,
  numbers,
  postTable,
  sweepPlot,
  sweepTable,
  textWidth,
  words,
} from "#report";
import { alignedTable } from "../src/report/alignedTable.ts";
import { cutNames } from "../src/report/cutNames.ts";
import { notesOf } from "../src/report/sweepTable.ts";
import { madeUpExperiment, reportOf } from "./madeUpExperiment.ts";
import { compareSeries, series, setup } from "./madeUpSeries.ts";

const summary = (mean: number, standardDeviation: number, loss: number, error: number): ConfigurationSummary => ({
  name: "dropout 0.5",
  varied: { dropout: 0.5 },
  planned: 2,
  accuracies: [mean, mean],
  mean,
  standardDeviation,
  deviation: "sample",
  interval: { low: mean - 0.01, high: mean + 0.001, level: 0.95 },
  calibration: { runs: 2, negativeLogLikelihood: loss, expectedCalibrationError: error, bins: 15 },
  withoutProbabilities: false,
  withDeadClasses: 0,
  diverged: 0,
  meanWithoutDeadClasses: mean,
  memorized: null,
  idleMaxNorm: null,
  monteCarlo: null,
  majorityShare: null,
  failed: 0,
  pruned: 0,
  open: 0,
});

test("the numbers of a sweep have as many decimals in each row, so that points stand below one another", () => {
  const lines = sweepTable([summary(0.98, 0.0022, 0.1, 0.012), summary(0.52, 0.16, 1.23456, 0.00506)], 100);
  expect(lines.map((line) => line.replace(/ +$/, ""))).toEqual([
    "dropout  runs  mean accuracy, %    +/-    95% interval     NLL  ECE, %  notes",
    "    0.5     2             98.00   0.22  [97.00, 98.10]  0.1000    1.20",
    "    0.5     2             52.00  16.00  [51.00, 52.10]  1.2346    0.51",
  ]);
});

test("15.15: mean, spread and interval have the decimals that the smallest spread of the table needs", () => {
  const rows = sweepTable([summary(0.988, 0.000696, 0.1, 0.012), summary(0.5, 0.16, 1.2, 0.005)], 100).slice(1);
  expect(rows.map((row) => row.trim().split(/ {2,}/).slice(2, 5))).toEqual([
    ["98.800", "0.070", "[97.800, 98.900]"],
    ["50.000", "16.000", "[49.000, 50.100]"],
  ]);
});

describe("15.13: in 40 columns", () => {
  const rows = ["0, schedule cosine+warm-up:100", "0.5, schedule exponential:0.9999"].map((text, i): ConfigurationSummary => {
    const [dropout, schedule] = text.split(", schedule ");
    return {
      ...summary(0.98 - i / 10, 0.0022, 0.1, 0.012),
      name: `dropout ${text}`,
      varied: { dropout, schedule },
      withDeadClasses: 3 * i,
    };
  });

  test("a sweep has whole names, means and intervals, and says which columns it left out", () =>
    expect(sweepTable(rows, 40)).toEqual([
      "dropout, schedule",
      "               mean",
      "  runs  accuracy, %    95% interval",
      "  notes",
      "dropout 0, schedule cosine+warm-up:100",
      "     2        98.00  [97.00, 98.10]",
      "dropout 0.5, schedule exponential:0.9999",
      "     2        88.00  [87.00, 88.10]",
      "  3 with lost classes",
      "left out for want of room: ECE, %; NLL;",
      "+/-",
    ]));

  test("a comparison has whole names, differences, intervals and the p that counts", () => {
    const [base, ...others] = [98, 99, 97].map((mean, i) =>
      series(`dropout 0.${i}, dropoutKind gaussian, maxNorm 2`, [mean, mean + 0.1 * i, mean + 0.3]),
    ) as [Series, Series, Series];
    const lines = comparisonTable(compareSeries(base, others), 40);
    expect(lines.join("\n")).toContain("dropout 0.1, dropoutKind gaussian,\nmaxNorm 2\n  ");
    expect(lines.slice(0, 3)).toEqual(["configuration", "  difference,                       p", "       points    95% interval  (Holm)"]);
    expect(lines.join("\n")).toMatch(/\n +\+1\.\d\d +\[−?\d\.\d\d, \d\.\d\d\]/);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(40);
  });
});

test("15.13: Chinese, Japanese and Korean characters take two columns", () => {
  const head = [words("name"), numbers("runs")];
  expect(
    alignedTable(head, [
      ["二つの模型", "3"],
      ["plain", "12"],
    ]),
  ).toEqual(["name        runs", "二つの模型     3", "plain         12"]);
  expect(cutNames(["模型一号", "模型二号"], 6)).toEqual(["…一号", "…二号"]);
  expect(fittedTable(head, [["画像を分類する模型", "3"]], { width: 12 })).toEqual(["name", "  runs", "画像を分類す", "る模型", "     3"]);
});

test("15.14: names that are equal are numbered, so that no two rows have one label", () => {
  expect(cutNames(["net", "net", "other"], 14)).toEqual(["1: net", "2: net", "3: other"]);
  expect(new Set(cutNames(Array(12).fill("a name that is long"), 6)).size).toBe(12);
  const equal = [summary(0.98, 0.01, 0.1, 0.01), summary(0.97, 0.01, 0.1, 0.01)].map((one, i) => ({
    ...one,
    name: i ? "model net (2)" : "model net",
    varied: { model: { name: "net" } },
  }));
  expect(sweepTable(equal, 100).map((line) => line.split(/ {2,}/)[0])).toEqual(["configuration", "model net", "model net (2)"]);
  expect(sweepPlot(equal, 80).join("\n")).toMatch(/\nmodel net {6,}.*\nmodel net \(2\) /);
});

test("13.29: one run has no spread, and spreads of protocols with other divisors have one in a table", () => {
  const of = (accuracies: readonly number[], deviation: "population" | "sample"): ConfigurationSummary => {
    const [mean, squares] = accuracies.reduce(([sum, more], x) => [sum + x / accuracies.length, more + (x - 0.5) ** 2], [0, 0]);
    const standardDeviation = Math.sqrt(squares / (accuracies.length - Number(deviation === "sample")));
    return { ...summary(mean, standardDeviation, 0.1, 0.1), accuracies, deviation };
  };
  const spreads = (all: readonly ConfigurationSummary[]) =>
    sweepTable(all, 100).map((line) => /\d\d\.\d\d +(\d+\.\d{2})? /.exec(line)?.[1]);
  const two = [0.4, 0.6];
  // divisor n: 10, divisor n − 1: 14.142
  expect(spreads([of(two, "population")])).toEqual([undefined, "10.00"]);
  expect(spreads([of(two, "population"), of(two, "sample")])).toEqual([undefined, "14.14", "14.14"]);
  expect(spreads([of([0.5], "population")])).toEqual([undefined, undefined]);
  // the post's table has that of the protocol whose runs it has
  const ours = (deviation: "population" | "sample") =>
    postTable(
      publishedRows.map(() => of(two, deviation)),
      false,
      120,
    )[1]?.match(/50\.\d+ \+\/- (\d+\.\d)/)?.[1];
  expect([ours("population"), ours("sample")]).toEqual(["10.0", "14.1"]);
  expect(divisorNote([of(two, "population"), of(two, "sample")])).toEqual([
    "+/- has divisor n − 1 in every row; a table of protocol post or post-held-out alone has n",
  ]);
  for (const all of [[of(two, "population")], [of(two, "sample")], [of([0.5], "population"), of(two, "sample")]])
    expect(divisorNote(all)).toEqual([]);
});

test("13.31: a calibration that is no number is in no mean and no difference, and said to be none", async () => {
  const done = (accuracy: number) => ({ state: "done", accuracy }) as const;
  const {
    experiment,
    members,
    source: made,
  } = madeUpExperiment({ protocol: "sound", grid: { dropout: [0, 0.5] }, reps: 4 }, (configuration, k) =>
    done(0.9 + k / 100 + configuration / 50),
  );
  const calibrated = (none: (configuration: number, k: number) => boolean) => {
    const places = new Map(members.map((member) => [member.trial, member]));
    const trials = async (ids: readonly string[]) =>
      new Map(
        [...(await made.trials(ids))].map(([id, record]): [string, TrialRecord] => {
          const { configuration = 0, repetition = 0 } = places.get(id) ?? {};
          // in a file what is no number is null
          const value = none(configuration, repetition) ? (null as never) : 0.25 * repetition;
          const calibration = { negativeLogLikelihood: value, expectedCalibrationError: value, bins: 15 };
          return [id, { ...record, result: { ...(record.result as NonNullable<TrialRecord["result"]>), calibration } }];
        }),
      );
    return reportOf({ ...made, trials }, experiment, { commandFor: () => "droplab run" });
  };
  const some = await calibrated((configuration, k) => configuration === 1 && k > 2);
  expect(some.configurations[1]?.summary.calibration).toMatchObject({ runs: 2, negativeLogLikelihood: 0.375 });
  expect(some.configurations[1]?.comparison?.calibration).toMatchObject({ pairs: 2, negativeLogLikelihood: { difference: 0 } });
  const all = await calibrated((configuration) => configuration === 1);
  expect(all.configurations[1]?.comparison?.calibration).toBeNull();
  expect(
    sweepTable(
      all.configurations.map(({ summary: one }) => one),
      160,
    ).join("\n"),
  ).toMatch(/no number +no number/);
  expect(markdownReport(all)).not.toMatch(/\| 0\.0000 \|/);
});

test("a negative log-likelihood that is far off has few digits", () =>
  expect(sweepTable([summary(0.9, 0.01, 4.1299857333379934e21, 0.01)], 100)[1]).toContain(" 4.13e+21 "));

test("what thinned nets have together stands in the notes", () =>
  expect(notesOf({ ...summary(0.9, 0.01, 0.1, 0.01), monteCarlo: { accuracy: 0.8416, calibration: null } })).toEqual([
    "thinned nets together 84.16%",
  ]));

test.each([
  ["as they are", ["dropout 0", "dropout 0.5"], ["dropout 0", "dropout 0.5"]],
  ["cut at their ends", ["dropout 0.5, maxNorm 2", "dropout 0.2, maxNorm 2"], ["dropout 0.5, …", "dropout 0.2, …"]],
  [
    "cut at their beginnings",
    ["dropout 0.5, dropoutKind inverted", "dropout 0.5, dropoutKind gaussian"],
    ["…Kind inverted", "…Kind gaussian"],
  ],
  ["numbered", ["dropout 0.5, a, maxNorm 2, l1 1", "dropout 0.5, b, maxNorm 2, l1 1"], ["1: dropout 0.…", "2: dropout 0.…"]],
])("names that are cut stay different: %s", (_, names, cut) => expect(cutNames(names, 14)).toEqual(cut));

describe("a baseline", () => {
  const all = ["dropout 0, maxNorm 0", "dropout 0.5, maxNorm 0", "dropout 0, maxNorm 2", "dropout 0"].map((name) => ({ name }));
  test.each([
    ["dropout 0", 3],
    ["dropout 0.5", 1],
    ["0, maxNorm 2", 2],
    ["0.5, maxNorm 0", 1],
  ])("%s is one configuration", (wanted, place) => expect(baselineAmong(all, wanted)).toBe(all[place]));

  test("is the one that has the value, and none whose value begins so", () => {
    const adam = ["mlp(24), optimizer adam, dropout 0", "mlp(24), optimizer adam, dropout 0.3"].map((name) => ({ name }));
    for (const wanted of ["optimizer adam, dropout 0", "dropout 0"]) expect(baselineAmong(adam, wanted)).toBe(adam[0]);
    expect(() => baselineAmong(adam, "dropout")).toThrow("is in the names of several configurations");
  });

  test("is refused where several have it, or none", () => {
    expect(() => baselineAmong(all, "maxNorm 0")).toThrow(
      'baseline: "maxNorm 0" is in the names of several configurations: dropout 0, maxNorm 0; dropout 0.5, maxNorm 0; give more of one',
    );
    expect(() => baselineAmong(all, "zzz")).toThrow('baseline: "zzz" is in no configuration\'s name; there are dropout 0, maxNorm 0; ');
  });
});

describe("the table of calibration", () => {
  const ofLosses = (name: string, losses: readonly number[], diverged = 0) =>
    series(
      name,
      losses.map((_, seed) => 90 + seed),
      {
        calibrationBySeed: new Map(
          losses.map((loss, seed) => [seed, { negativeLogLikelihood: loss, expectedCalibrationError: loss / 10, bins: 15 }]),
        ),
        seeds: [0, 1, 2],
        planned: 3,
        diverged,
      },
    );
  const tableOf = (baseline: Series, ...others: Series[]) => calibrationTable(compareSeries(baseline, others), 200).join("\n");

  test("has one minus sign and one form of intervals, with aligned decimals", () => {
    const table = tableOf(ofLosses("none", [0.5, 0.6, 0.7]), ofLosses("a", [0.4, 0.6, 0.74]), ofLosses("b", [0.6, 0.75, 0.8]));
    expect(table).toMatch(/\na +3 +−0\.0200 +\[−0\.\d{4}, 0\.\d{4}\] +−0\.20 +\[−\d\.\d\d, \d\.\d\d\]\n/);
    expect(table).toMatch(/\nb +3 +\+0\.1167 +\[0\.\d{4}, 0\.\d{4}\] +\+1\.17 +\[0\.\d\d, \d\.\d\d\]$/);
  });

  test("13.31: shows on which side of 0 the end of an interval is that rounds to 0", () => {
    const table = tableOf(ofLosses("none", [0.5, 0.6, 0.7]), ofLosses("a", [0.4999, 0.5996, 0.6999]), ofLosses("b", [0.5, 0.6, 0.7]));
    // mean −0.0002, t of 2 degrees 4.3027 times 0.0001: −0.00063 and 0.00023, a tenth of these as a share
    expect(table).toMatch(/\na +3 +−0\.0002 +\[−0\.0006, 0\.0002\] +−0\.002 +\[−0\.01, 0\.002\]\n/);
    expect(table).toMatch(/\nb +3 +0\.0000 +\[0\.0000, 0\.0000\] +0\.00 +\[0\.00, 0\.00\]$/);
  });

  test("says of runs that diverged that there is none, not that it was not recorded", () => {
    const some = ofLosses("none", [0.5, 0.6, 0.7]);
    expect(tableOf(some, ofLosses("a", [0.4, 0.6, 0.7]), ofLosses("b", [], 3))).toMatch(/\nb +none: all diverged$/);
    expect(tableOf(some, ofLosses("a", [0.4, 0.6, 0.7]), { ...ofLosses("b", [0.5, 0.6, 0.7]), calibrationBySeed: undefined })).toMatch(
      /\nb +not recorded$/,
    );
  });
});

test("13.31: with thinned nets the calibration that is compared is theirs", () => {
  const of = (name: string, loss: number, mc: Record<string, string>) =>
    series(name, [90, 91, 92], {
      calibrationBySeed: new Map([0, 1, 2].map((seed) => [seed, { negativeLogLikelihood: loss, expectedCalibrationError: 0.1, bins: 15 }])),
      setup: setup(name, { fields: mc }),
    });
  const comparisons = compareSeries(of("mc 0", 0.7154, {}), [of("mc 10", 0.7625, { mc: "10" })]);
  const [head, , row] = calibrationTable(comparisons, 200);
  expect(head).toMatch(/^Calibration on the test examples \(with mc of the thinned nets together\), differences/);
  expect(row).toContain("+0.0471");
});

test("13.31: nets without probabilities have no calibration, which is another thing than one that was not recorded", () => {
  const without = { ...summary(0.9, 0.01, 0.1, 0.012), calibration: null, withoutProbabilities: true };
  expect(sweepTable([summary(0.98, 0.0022, 0.1, 0.012), without], 120).join("\n")).toMatch(/90\.00.* no probabilities +no probabilities/);
  const calibration = new Map([[0, { negativeLogLikelihood: 0.1, expectedCalibrationError: 0.01, bins: 15 }]]);
  const lines = (a: Partial<Series>, b: Partial<Series>) =>
    calibrationTable(
      compareSeries(series("a", [90, 91], a), [series("b", [92, 93], b), series("c", [92, 93], { calibrationBySeed: calibration })]),
      100,
    );
  const all = lines({ calibrationBySeed: calibration }, { withoutProbabilities: true }).join("\n");
  expect(all).toMatch(/\nb +none: it gives no probabilities/);
});
