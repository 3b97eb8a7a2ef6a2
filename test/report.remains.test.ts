import { describe, expect, test } from "vitest";
import { workSeconds } from "#analysis";
import type { Experiment, TrialRecord } from "#experiment";
import { loadResults } from "#experiment";
import { curveExamples, curveRunsText, figureData, findings, loadPages, markdownReport, trialTable, unfinished } from "#report";
import { newPaper } from "#report/files";
import { collected } from "./collected.ts";
import { type MadeUpRun, madeUpExperiment, reportOf } from "./madeUpExperiment.ts";
import { compared, series, setup } from "./madeUpSeries.ts";

const gather = async (definition: Experiment, runOf: (configuration: number, k: number) => MadeUpRun, margin?: number) => {
  const { experiment, source } = madeUpExperiment(definition, runOf);
  return reportOf(source, experiment, { commandFor: () => "droplab run", ...(margin !== undefined && { margin }) });
};
const done = (accuracy: number, more: Partial<MadeUpRun> = {}): MadeUpRun => ({ state: "done", accuracy, ...more });
const figuresOf = async (report: Awaited<ReturnType<typeof gather>>) => {
  const all = (await loadPages()).allFigures(report, newPaper());
  return (name: string) => all.find((one) => one.name === name);
};

/** The report of an experiment whose fourth configuration was tested on other examples. */
const fourthElsewhere = ({ source, experiment }: ReturnType<typeof madeUpExperiment>) => {
  const elsewhere = (id: string, record: TrialRecord) => (id.startsWith("0000000003") ? { ...record, testHash: "other" } : record);
  const trials = async (ids: readonly string[]) =>
    new Map([...(await source.trials(ids))].map(([id, record]): [string, TrialRecord] => [id, elsewhere(id, record)]));
  return reportOf({ ...source, trials }, experiment, { commandFor: () => "" });
};

describe("13.1: what is left of a configuration whose runs diverged or were given up", () => {
  const grid = { dropout: [0, 0.5], learningRate: [0.01, 0.1, 0.4] };
  // the last pair is the highest, of half of its runs
  const accuracy = (configuration: number) => 0.8 + configuration / 50;

  test.each([
    ["diverged", { divergedAt: 9 } as Partial<MadeUpRun>],
    ["were given up", { state: "pruned" } as Partial<MadeUpRun>],
  ])("is no mean of a map, and never the best of the lines: runs that %s", async (what, end) => {
    const report = await gather({ protocol: "sound", grid, reps: 4 }, (configuration, k) =>
      done(accuracy(configuration), configuration === 5 && k > 2 ? end : {}),
    );
    const figure = await figuresOf(report);
    const [map, parallel] = [figure("map-dropout-learningRate"), figure("parallel")];
    expect(map?.panels[0]?.alt).toContain("0.5, 0.4: no mean");
    expect(map?.panels[0]?.alt).toContain("0.5, 0.1: 88.0%");
    expect(map?.caption).toContain(`the higher, from 80.0 to 88.0. Configurations of which runs ${what} have no mean here.`);
    expect(parallel?.panels[0]?.alt).toContain("of 5 configurations");
    expect(parallel?.panels[0]?.alt).toContain("the best by the mean is dropout 0.5, learningRate 0.1 with 88.00%");
    expect(parallel?.caption).toContain(`Configurations of which runs ${what} have no mean here.`);
    expect(figure("by-learningRate")?.caption).toContain(`Configurations of which runs ${what} have no mean here.`);
    for (const name of ["curves", "kernel-norms"]) expect(figure(name)?.caption).toContain(`Runs that ${what} are left out.`);
    const runs = JSON.stringify(figure("runs")?.panels);
    expect(runs).toContain(what === "diverged" ? "2 diverged" : "2 given up");
  });

  test("is said in words where nets were measured without some of their units", async () => {
    const robustness = {
      kind: "units",
      units: [120],
      images: 1000,
      shares: [0, 0.5],
      right: [[900], [500]],
      rightRescaled: [[900], [600]],
    };
    const report = await gather({ protocol: "sound", grid: { learningRate: [0.01, 0.4] }, reps: 4 }, (configuration, k) =>
      done(0.9, configuration && k > 2 ? { divergedAt: 9 } : { robustness: robustness as never }),
    );
    const text = markdownReport(report);
    expect(text).toContain(
      "2 of 4 runs of learningRate 0.4 diverged or were given up: the means are of the rest, and not the configuration's.",
    );
    expect(text).toContain("the mean accuracy is: learningRate 0.01 50.0% (rescaled 60.0%, whole 90.0%); 1 more is in the table.");
    expect((await figuresOf(report))("robustness")?.caption).toContain("2 of 4 runs of learningRate 0.4 diverged");
  });
});

test("13.30: a map has no blue for what was tested on other examples, and the lines leave it out", async () => {
  const made = madeUpExperiment({ protocol: "sound", grid: { dropout: [0, 0.5], maxNorm: [0, 2] }, reps: 2 }, (configuration) =>
    done(0.6 + configuration / 10),
  );
  const figure = await figuresOf(await fourthElsewhere(made));
  expect(figure("map-dropout-maxNorm")?.caption).toContain("from 60.0 to 80.0. What has no blue was tested on other examples.");
  expect(figure("map-dropout-maxNorm")?.panels[0]?.alt).toContain("0.5, 2: 90.0%");
  expect(figure("parallel")?.panels[0]?.alt).toContain("the best by the mean is dropout 0.5, maxNorm 0 with 80.00%");
  expect(figure("parallel")?.caption).toContain("Those that were tested on other examples are left out.");
});

test("13.30: the hollow marks of differences are called what they are", async () => {
  const hollow = async (...of: Parameters<typeof gather>) =>
    (await figuresOf(await gather(...of)))("differences")?.legend?.map(({ label }) => label);
  const rise = (configuration: number, k: number) => done(0.8 + (configuration * (k % 2 ? 1 : -1)) / 1000);
  expect(await hollow({ protocol: "sound", grid: { dropout: [0, 0.5] }, reps: 8 }, rise)).toContain("no evidence");
  // the iteration of one is chosen by fewer looks at the test examples
  expect(await hollow({ protocol: "post", list: [{}, { dropout: 0.5 }, { dropout: 0.5, earlyStopping: 3 }], reps: 8 }, rise)).toContain(
    "no evidence, or no p: not tested",
  );
  const far = (configuration: number, k: number) =>
    done(configuration ? 0.9 + k / 1000 : 0.8, configuration && k === 8 ? { divergedAt: 5 } : {});
  expect(await hollow({ protocol: "sound", grid: { dropout: [0, 0.5] }, reps: 8 }, far)).toContain("runs of the better one diverged");
  expect(await hollow({ protocol: "sound", grid: { dropout: [0, 0.5] }, reps: 8 }, rise, 5)).toContain("equivalent within 5 points");
});

describe("13.27: configurations of the same nets", () => {
  test("need no seeds, in comparisons and in reports", async () => {
    const report = await gather({ protocol: "sound", dropout: 0.3, grid: { monteCarlo: [1, 5, 20] } as never, reps: 4 }, (_, k) =>
      done(0.9 + k / 100),
    );
    const said = findings(report).join("\n");
    expect(said).not.toMatch(/Infinity|0 comparisons|seeds are needed/);
    expect(said).toContain("gives exactly the accuracy of");
    expect(report.warnings.join("\n")).not.toMatch(/Infinity|0 comparisons/);
    const one = (name: string, trials: string) =>
      series(name, [90, 91, 92, 93], { setup: setup(trials, { fields: { layers: "16" }, net: "same" }) });
    const { warnings } = compared([one("plain", "a,b,c,d"), one("again", "e,f,g,h")]);
    expect(warnings).not.toMatch(/Infinity|0 comparisons/);
  });
});

test("13.30: configurations of which all runs were removed are counted and named", async () => {
  const made = madeUpExperiment({ protocol: "sound", grid: { dropout: [0, 0.3, 0.6] }, reps: 3 }, () => done(0.9));
  const source = {
    ...made.source,
    trials: async (ids: readonly string[]) =>
      new Map([...(await made.source.trials(ids))].filter(([id]) => !/^0000000000|^00000000010000000002/.test(id))),
  };
  const report = await reportOf(source, made.experiment, { commandFor: () => "" });
  expect(unfinished(report)).toBe("Of 9 runs, 5 are done; 4 removed (among them all of dropout 0).");
});

test("13.30: curves say on which examples they are, and of how many runs where not all go on", () => {
  const on = (...protocols: ("post" | "sound")[]) => curveExamples(protocols.map((protocol) => ({ config: { protocol } })));
  expect([on("post"), on("sound", "sound"), on("sound", "post")]).toEqual(["test", "held-out", "test or held-out"]);
  expect(curveRunsText([{ name: "a", runs: [8, 8] }], { diverged: false, givenUp: false })).toBe("");
  expect(curveRunsText([{ name: "a", runs: [8, 8] }], { diverged: true, givenUp: true })).toBe(
    " Runs that diverged or were given up are left out.",
  );
  expect(
    curveRunsText(
      [
        { name: "a", runs: [8, 8] },
        { name: "dropout 0.4", runs: [8, 3, 1] },
      ],
      { diverged: true, givenUp: false },
    ),
  ).toBe(" Runs that diverged are left out. Where not all runs come so far, it is of those that do: at the end 1 of 8 of dropout 0.4.");
});

test("13.30: an export says that one look chose nothing", async () => {
  const chosen = async (evaluateEvery: number) => {
    const { experiment, source } = madeUpExperiment({ protocol: "post", iterations: 40, evaluateEvery, reps: 1 }, () => done(0.9));
    const { columns, rows } = trialTable([await loadResults(source, experiment)]);
    return (await collected(rows)).map((row) => row[columns.findIndex(({ name }) => name === "selectedOn")]);
  };
  expect([await chosen(40), await chosen(10)]).toEqual([["nothing"], ["test"]]);
});

test("13.1: figures name the configurations of which all runs diverged", async () => {
  const robustness = { kind: "units", units: [120], images: 1000, shares: [0, 0.5], right: [[900], [500]], rightRescaled: [[900], [600]] };
  const grid = { dropout: [0, 0.5], learningRate: [0.01, 0.1, 1000] };
  const report = await gather({ protocol: "sound", grid, reps: 4 }, (configuration, k) =>
    done(0.8 + configuration / 100 + k / 1000, configuration % 3 === 2 ? { divergedAt: 9 } : { robustness: robustness as never }),
  );
  const figure = await figuresOf(report);
  expect(figure("map-dropout-learningRate")?.panels[0]?.alt).toContain("0.5, 1000: no mean");
  for (const name of ["map-dropout-learningRate", "parallel"])
    expect(figure(name)?.caption).toContain("Configurations of which runs diverged have no mean here.");
  for (const name of ["curves", "kernel-norms", "differences"])
    expect(figure(name)?.caption).toContain("All runs diverged of dropout 0, learningRate 1000; dropout 0.5, learningRate 1000.");
  for (const text of [figure("robustness")?.caption, markdownReport(report)])
    expect(text).toContain("All runs diverged or were given up of dropout 0, learningRate 1000; dropout 0.5, learningRate 1000.");
});

test("13.30: all configurations with the highest mean are the best of the lines", async () => {
  const report = await gather({ protocol: "sound", grid: { dropout: [0, 0.5], maxNorm: [0, 2] }, reps: 2 }, (configuration) =>
    done(configuration % 2 ? 0.9 : 0.8),
  );
  const parallel = (await figuresOf(report))("parallel");
  expect(parallel?.legend?.[0]?.label).toBe("the best 2 by the mean");
  expect(parallel?.panels[0]?.alt).toContain("the best by the mean are dropout 0, maxNorm 2; dropout 0.5, maxNorm 2 with 90.00%");
});

test("13.30: an axis that starts at 0 is not said to start elsewhere", async () => {
  const captionOf = async (least: number) =>
    (await figuresOf(await gather({ protocol: "sound", reps: 3 }, (_, k) => done(least + k / 10))))("runs")?.caption;
  expect(await captionOf(0.6)).toContain("The axis does not start at 0.");
  expect(await captionOf(-0.1)).not.toContain("start at 0");
});

test("13.1: the table beside a figure has the means of the figure, and no others", async () => {
  const grid = { dropout: [0, 0.5], learningRate: [0.01, 0.1, 0.4] };
  const report = await gather({ protocol: "sound", grid, reps: 4 }, (configuration, k) =>
    done(0.8 + configuration / 50, configuration === 5 && k > 2 ? { divergedAt: 9 } : {}),
  );
  const rowsOf = async (name: string) => {
    const { columns, rows } = figureData(report, name) as NonNullable<ReturnType<typeof figureData>>;
    const at = (title: string) => columns.findIndex((column) => column.name === title);
    return (await collected(rows)).map((row) => [row[at("configuration")], row[at("state")], row[at("meanPercent")], row[at("low")]]);
  };
  for (const name of ["map-dropout-learningRate", "parallel", "by-learningRate"]) {
    const rows = await rowsOf(name);
    expect(rows.slice(-4).map(([, state, mean, low]) => [state, mean, low])).toEqual([
      ...Array(2).fill(["done", null, null]),
      ...Array(2).fill(["diverged", null, null]),
    ]);
    expect(rows[0]).toEqual(["dropout 0, learningRate 0.01", "done", expect.closeTo(80), expect.closeTo(80)]);
  }
  // the figure of runs has the mean of the rest, beside how many diverged
  expect((await rowsOf("runs")).at(-1)?.[2]).toBeCloseTo(90);
});

test("13.30: accuracies of other test examples do not stand side by side in silence", async () => {
  const made = madeUpExperiment({ protocol: "sound", grid: { dropout: [0, 0.25, 0.5], maxNorm: [0, 2] }, reps: 2 }, (configuration) =>
    done(0.6 + configuration / 20),
  );
  const figure = await figuresOf(await fourthElsewhere(made));
  for (const name of ["runs", "curves", "by-dropout"]) expect(figure(name)?.caption).toContain("Not all are tested on the same examples");
  expect(figure("differences")?.caption).toContain("Those that are tested on other examples are left out.");
});

test("13.30: figures of some configurations say which, and that of lost classes has those that lose most", async () => {
  const report = await gather(
    { protocol: "post", grid: { dropout: Array.from({ length: 20 }, (_, k) => k / 20) }, reps: 2 },
    (configuration) => done(0.9 - configuration / 100, { deadClasses: configuration > 15 ? [1, 2] : [] }),
  );
  const figure = await figuresOf(report);
  for (const name of ["runs", "differences", "curves", "kernel-norms"])
    expect(figure(name)?.caption).toContain(
      "Shown are 16 of 20 configurations: the baseline and those with the highest means, chosen after the results were seen.",
    );
  expect(JSON.stringify(figure("dead-classes")?.panels)).toContain("dropout 0.95");
  expect(figure("dead-classes")?.caption).not.toContain("are shown");
});

test("13.25: a class that is lost is called by its name in every figure and the table beside it", async () => {
  const made = madeUpExperiment({ protocol: "post", grid: { dropout: [0, 0.5] }, reps: 2 }, () => done(0.9, { deadClasses: [1] }));
  const source = {
    ...made.source,
    trials: async (ids: readonly string[]) =>
      new Map(
        [...(await made.source.trials(ids))].map(([id, record]): [string, TrialRecord] => [id, { ...record, classNames: ["1", "2", "3"] }]),
      ),
  };
  const report = await reportOf(source, made.experiment, { commandFor: () => "" });
  expect(JSON.stringify((await figuresOf(report))("runs")?.panels)).toContain("lost class 2 (id");
  const { columns, rows } = figureData(report, "runs") as NonNullable<ReturnType<typeof figureData>>;
  expect((await collected(rows))[0]?.[columns.findIndex(({ name }) => name === "lostClasses")]).toBe("2");
});

test("13.30: the work in runs that configurations share counts once", () => {
  expect(
    workSeconds([
      { id: "a", seconds: 2 },
      { id: "b", seconds: 3 },
      { id: "a", seconds: 2 },
    ]),
  ).toBe(5);
});
