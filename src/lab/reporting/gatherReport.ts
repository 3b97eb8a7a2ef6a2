import { type Evaluation, protocols, scoreOf } from "#train";
import { summarize } from "../configurationSummary.ts";
import { configurationsOf } from "../experiment.ts";
import { configurationText } from "../plan.ts";
import { postExperiment, publishedRows, publishedRuns } from "../postTable.ts";
import { summarizeSample } from "../statistics/sample.ts";
import type { ExperimentRecord, TrialRecord } from "../store.ts";
import { compareAll, type Series } from "./comparison.ts";
import type { CurvePoint, ExperimentReport, ReportConfiguration, ReportOptions, ReportSource, ReportTrial } from "./experimentReport.ts";
import { measureOptimism } from "./optimism.ts";
import { warningsFor } from "./warnings.ts";

/** How many configurations figures can show. */
export const MOST_FEATURED = 16;
/** Points of a curve: every k-th evaluation is shown, and the last. */
const MOST_POINTS = 80;

/** The configurations of an experiment with their trials. */
export function configurationsWithTrials(
  source: ReportSource,
  experiment: ExperimentRecord,
  commandFor: ReportOptions["commandFor"],
): ReportConfiguration[] {
  const members = source.members(experiment.id);
  const records = source.trials(members.map(({ trial }) => trial));
  const published = isPostTable(experiment) ? publishedRows : [];
  const found = configurationsOf(experiment.definition).flatMap(({ fields, varied }, index) => {
    const trials = members
      .filter(({ configuration }) => configuration === index)
      .map(({ trial, repetition }) => ({ repetition, record: records.get(trial) as TrialRecord }));
    const [first] = trials;
    if (!first) return [];
    const { config } = first.record;
    const summary = summarize(
      { varied, config },
      trials.map(({ record }) => record),
    );
    const sample = summarizeSample(summary.accuracies.map((accuracy) => 100 * accuracy));
    const row = published[index] ?? null;
    return { index, name: configurationText(varied), varied, fields, trials, summary, sample, published: row, command: commandFor(fields) };
  });
  const means = found.map(({ sample }) => sample.mean).filter((mean) => !Number.isNaN(mean));
  return found.map((one) => ({
    ...one,
    rank: Number.isNaN(one.sample.mean) ? Number.NaN : 1 + means.filter((mean) => mean > one.sample.mean).length,
  }));
}

/** Whether it is the post's table, whole: only then the published numbers are comparable. */
function isPostTable({ definition }: ExperimentRecord): boolean {
  const { name: _, reps: __, seed: ___, ...rest } = definition;
  const { name: ____, ...table } = postExperiment("post");
  return JSON.stringify(rest) === JSON.stringify(table);
}

/** The finished runs of a configuration by seed, in percent, and what became of the others. */
export function seriesFrom({ name, trials, summary }: ReportConfiguration, source: ReportSource): Series {
  const records = trials.map(({ record }) => record);
  const results = trials.flatMap(({ record }) => record.result ?? []);
  return {
    name,
    bySeed: new Map(
      results.flatMap((result) => (scoreOf(result) === null ? [] : [[result.seed, 100 * (scoreOf(result) as number)] as const])),
    ),
    planned: trials.length,
    failed: summary.failed,
    pruned: summary.pruned,
    diverged: summary.diverged,
    withDeadClasses: summary.withDeadClasses,
    selectedOn: protocols[(trials[0] as ReportTrial).record.config.protocol].selectOn,
    optimism: measureOptimism(records, source),
    numerics: [...new Set(records.map(({ numerics }) => numerics))],
  };
}

/** Gathers what a report says about an experiment; throws a sentence where there is no such baseline. Nothing is looked into yet. */
export function gatherReport(source: ReportSource, experiment: ExperimentRecord, options: ReportOptions): ExperimentReport {
  const configurations = configurationsWithTrials(source, experiment, options.commandFor);
  const { baseline: wanted } = options;
  const baseline = wanted ? configurations.find(({ name }) => `${name},`.includes(wanted)) : configurations[0];
  if (!baseline)
    throw new RangeError(
      `baseline: ${JSON.stringify(wanted)} is in no configuration's name; there are ${configurations.map(({ name }) => name).join("; ")}`,
    );
  const others = configurations.filter((one) => one !== baseline);
  const seriesOf = (one: ReportConfiguration) => seriesFrom(one, source);
  const series = configurations.map(seriesOf);
  const comparisons = compareAll(seriesOf(baseline), others.map(seriesOf), options.margin);
  const best = configurations.filter((one) => one !== baseline && one.rank >= 1).sort((a, b) => a.rank - b.rank);
  const shown = new Set([baseline, ...(configurations.length <= MOST_FEATURED ? others : best.slice(0, MOST_FEATURED - 1))]);
  const featured = configurations.filter((one) => shown.has(one));
  const records = configurations.flatMap(({ trials }) => trials.map(({ record }) => record));
  const owners = new Map(
    records.flatMap(({ owner }) => (owner ? [[JSON.stringify([owner.host, owner.machine, owner.version]), owner] as const] : [])),
  );
  return {
    experiment,
    title: experiment.name ?? titleOf(configurations),
    configurations,
    featured,
    baseline,
    comparisons,
    warnings: warningsFor(series, comparisons),
    curves: new Map(featured.map((one) => [one.index, curveOf(source, one)])),
    publishedComparable: isPostTable(experiment) && configurations.every(({ sample }) => sample.n >= publishedRuns),
    inspected: [],
    inspectionNote: null,
    sharedImages: null,
    owners: [...owners.values()],
    seconds: records.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** `dropout and maxNorm: lenet on mnist` */
function titleOf(configurations: readonly ReportConfiguration[]): string {
  const records = configurations.flatMap(({ trials }) => trials.map(({ record }) => record));
  const few = (values: readonly string[]) =>
    new Set(values).size > 2 ? `${new Set(values).size} kinds` : [...new Set(values)].join(" and ");
  const fields = [...new Set(configurations.flatMap(({ varied }) => Object.keys(varied)))].join(" and ");
  const what = `${few(records.map(({ config }) => config.model.name))} on ${few(records.map(({ data }) => data.dataset))}`;
  return fields ? `${fields}: ${what}` : what;
}

/** Mean and spread over the runs of a configuration at every shown iteration; runs that ended before are missing there. */
function curveOf(source: ReportSource, { trials }: ReportConfiguration): CurvePoint[] {
  const byIteration = Map.groupBy(
    trials.flatMap(({ record }) => source.evaluations(record.id)),
    ({ iteration }) => iteration,
  );
  const iterations = [...byIteration.keys()].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(iterations.length / MOST_POINTS));
  const shown = iterations.filter((_, i) => i % every === every - 1 || i === iterations.length - 1 || i === 0);
  return shown.map((iteration) => {
    const evaluations = byIteration.get(iteration) as Evaluation[];
    const accuracies = evaluations.map(({ accuracy }) => 100 * accuracy);
    const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return {
      iteration,
      runs: evaluations.length,
      accuracy: { mean: average(accuracies), low: Math.min(...accuracies), high: Math.max(...accuracies) },
      loss: average(evaluations.map(({ loss }) => loss)),
      kernelNorms: (evaluations[0]?.kernelNorms ?? []).map((_, kernel) =>
        average(evaluations.map(({ kernelNorms }) => kernelNorms[kernel] ?? Number.NaN)),
      ),
    };
  });
}
