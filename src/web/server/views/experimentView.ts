import {
  type Comparison,
  commonDeviation,
  comparisonsOf,
  deviationAs,
  type ExperimentReport,
  gatherReport,
  pText,
  type ReportConfiguration,
  spreadDecimals,
} from "#analysis";
import { defaults, loadResults, type Run } from "#experiment";
import { className, comparisonSentence, findings, notesOf, offText, overview, resultsTable, testOf, unfinished, valueText } from "#report";
import { protocols, scoredResult, scoreOf } from "#train";
import type { ConfigurationRow, Difference, ExperimentView, RunDot } from "../../api/shapes.ts";
import { known, NotThereError, type Tools, theExperiment } from "../tools.ts";
import { experimentRow } from "./experimentRows.ts";
import { experimentProgress } from "./progressOf.ts";

/** Which experiment, and the index of the configuration that all are compared with; the first unless given. */
export interface ExperimentAsked {
  readonly id: string;
  readonly baseline?: number | undefined;
}

/** What is said of an experiment: the words of `droplab compare` and of the report, and a row for each configuration. */
export async function experimentView(tools: Tools, asked: ExperimentAsked): Promise<ExperimentView> {
  const experiment = await theExperiment(tools, asked.id);
  const row = await experimentRow(tools, experiment);
  const repetitions = experiment.definition.reps ?? defaults.reps;
  const { repetitions: wished = 0 } = (await tools.store.wishes(asked.id)) ?? {};
  const report = await theReport(tools, asked);
  const { configurations, baseline } = report;
  const deviation = commonDeviation(configurations.map(({ summary }) => summary));
  const fields = [...new Set(configurations.flatMap(({ varied }) => Object.keys(varied)))];
  return {
    row,
    progress: await experimentProgress(tools, experiment),
    title: report.title,
    overview: overview(report),
    findings: findings(report),
    unfinished: unfinished(report) ?? null,
    warnings: report.warnings,
    caption: resultsTable(report).caption,
    deviation,
    fields,
    decimals: spreadDecimals(configurations.map(({ summary }) => 100 * deviationAs(deviation, summary))),
    baseline: baseline.index,
    configurations: configurations.map((one) => rowOf(one, fields, deviation)),
    comparisons: comparisonsOf(report).find(({ comparisons }) => comparisons)?.comparisons ?? 0,
    selectedOn: [...new Set(configurations.map(({ config }) => protocols[config.protocol].selectOn))].join(" or "),
    unmeasured: configurations.flatMap(({ runs }) => runs).filter(({ record: { result } }) => scoredResult(result) && !result?.robustness)
      .length,
    repetitions,
    wished: wished > repetitions ? wished : 0,
    seconds: report.seconds,
  };
}

/** The report of an experiment without its curves, made once for each state of it. Throws NotThereError where it has no runs. */
export async function theReport(tools: Tools, { id, baseline }: ExperimentAsked): Promise<ExperimentReport> {
  const experiment = await theExperiment(tools, id);
  return tools.kept.once(id, `report ${baseline}`, async () => {
    const results = await loadResults(tools.kept, experiment);
    const { configurations } = results;
    if (!configurations.length)
      throw new NotThereError(`experiment ${id}: all its runs were removed; ${experiment.command} makes new ones`);
    const wanted = baseline === undefined ? undefined : configurations.find(({ index }) => index === baseline);
    if (baseline !== undefined && !wanted)
      throw new NotThereError(`baseline: there is no configuration ${baseline} with runs; choose one of the table`);
    return gatherReport(results, {
      ...(wanted && { baseline: wanted.name }),
      withCurves: false,
      commandFor: (fields, run) => tools.commandFor(fields, run, experiment),
    });
  });
}

function rowOf(one: ReportConfiguration, fields: readonly string[], deviation: "population" | "sample"): ConfigurationRow {
  const { index, name, varied, sample, summary, rank, comparison, command, runs } = one;
  return {
    index,
    name,
    values: fields.map((field) => offText(field, varied[field]) ?? valueText(varied[field])),
    numbers: fields.map((field) => numberOf(field, varied[field])),
    runs: runs.map(dotOf),
    scored: sample.n,
    planned: runs.length,
    mean: known(sample.mean),
    sd: known(100 * deviationAs(deviation, summary)),
    low: known(sample.interval.low),
    high: known(sample.interval.high),
    nll: known(summary.calibration?.negativeLogLikelihood),
    ece: summary.calibration ? known(100 * summary.calibration.expectedCalibrationError) : null,
    rank: known(rank),
    test: testOf(one),
    lost: summary.withDeadClasses,
    diverged: summary.diverged,
    notes: notesOf({ ...summary, withDeadClasses: 0, diverged: 0 }).join(", "),
    difference: comparison && differenceOf(comparison),
    command,
  };
}

const numberOf = (field: string, value: unknown): number | null =>
  typeof value === "number" && offText(field, value) === undefined ? value : null;

export function dotOf({ repetition, record }: Run): RunDot {
  const { id, state, config, result, iteration, classNames } = record;
  const scored = scoredResult(result);
  const score = result && scoreOf(result);
  return {
    id,
    repetition,
    seed: config.seed,
    state,
    accuracy: score === null ? null : 100 * score,
    iteration: scored?.iteration ?? iteration,
    iterations: config.iterations,
    lost: scored?.deadClasses.map((label) => className(label, classNames)) ?? [],
    isDiverged: (result?.divergedAt ?? null) !== null,
  };
}

function differenceOf(comparison: Comparison): Difference {
  const { paired, adjustedP, verdict } = comparison;
  return {
    mean: known(paired.meanDifference),
    low: known(paired.interval.low),
    high: known(paired.interval.high),
    wins: paired.wins,
    pairs: paired.pairs,
    p: known(adjustedP),
    pText: pText(adjustedP),
    verdict,
    sentence: comparisonSentence(comparison),
  };
}
