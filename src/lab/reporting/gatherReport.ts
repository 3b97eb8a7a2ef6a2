import type { Evaluation } from "#train";
import { summarize } from "../configurationSummary.ts";
import { configurationsOf } from "../experiment.ts";
import { configurationText } from "../plan.ts";
import { isPostTable, publishedRows, publishedRuns } from "../postTable.ts";
import { accuracyInterval, meanOf, summarizeSample } from "../statistics/sample.ts";
import type { ExperimentRecord, TrialRecord } from "../store.ts";
import { baselineAmong } from "./baseline.ts";
import { compareAll } from "./compareAll.ts";
import type { CurvePoint, ExperimentReport, ReportConfiguration, ReportOptions, ReportSource } from "./experimentReport.ts";
import { seriesFrom } from "./seriesFrom.ts";
import { sameTestImages } from "./setup.ts";
import { warningsFor } from "./warnings.ts";

/** How many configurations figures can show. */
const MOST_FEATURED = 16;
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
  const published = isPostTable(experiment.definition) ? publishedRows : [];
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
    const percents = summary.accuracies.map((accuracy) => 100 * accuracy);
    const sample = { ...summarizeSample(percents), interval: accuracyInterval(percents) };
    const row = published[index] ?? null;
    const command = commandFor(fields, first.record);
    return { index, name: configurationText(varied), varied, fields, trials, summary, sample, published: row, command };
  });
  const names = distinctNames(found);
  return withRanks(found.map((one, place) => ({ ...one, name: names[place] as string, rank: Number.NaN })));
}

/**
 * Ranks by the mean, of those that are tested on the same examples as the reference, the first unless given, and of which no run diverged.
 */
function withRanks(all: readonly ReportConfiguration[], reference = all[0]): ReportConfiguration[] {
  const imagesOf = ({ trials: [first] }: ReportConfiguration) => {
    const { testHash, data } = (first as ReportConfiguration["trials"][number]).record;
    return { testHash, dataset: data.dataset };
  };
  const isRanked = (one: ReportConfiguration) =>
    one.sample.n > 0 && !one.summary.diverged && sameTestImages(imagesOf(one), imagesOf(reference ?? one));
  const ranked = all.filter(isRanked).map(({ sample }) => sample.mean);
  return all.map((one) => ({
    ...one,
    rank: isRanked(one) ? 1 + ranked.filter((mean) => mean > one.sample.mean + SAME_MEAN).length : Number.NaN,
  }));
}

/** Names by which configurations can be told apart: of several with one name and other runs the later ones are counted, `model net (2)`. */
function distinctNames(all: readonly Pick<ReportConfiguration, "name" | "trials">[]): string[] {
  const known = new Map<string, string[]>();
  return all.map(({ name, trials }) => {
    const runs = String(trials.map(({ record }) => record.id));
    const others = known.get(name) ?? [];
    if (!others.includes(runs)) others.push(runs);
    known.set(name, others);
    const place = others.indexOf(runs);
    return place ? `${name} (${place + 1})` : name;
  });
}

/** Means of accuracies in percent that differ by less are equal but for rounding. */
const SAME_MEAN = 1e-9;

/** Gathers what a report says about an experiment; throws a sentence where there is no such baseline. Nothing is looked into yet. */
export function gatherReport(source: ReportSource, experiment: ExperimentRecord, options: ReportOptions): ExperimentReport {
  const found = configurationsWithTrials(source, experiment, options.commandFor);
  const { baseline: wanted } = options;
  const place = wanted ? found.indexOf(baselineAmong(found, wanted)) : 0;
  const configurations = withRanks(found, found[place]);
  const baseline = configurations[place] as ReportConfiguration;
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
    warnings: warningsFor(series, comparisons, series[place]),
    curves: new Map(featured.map((one) => [one.index, curveOf(source, one)])),
    publishedComparable: isPostTable(experiment.definition) && configurations.every(({ sample }) => sample.n >= publishedRuns),
    inspected: [],
    examples: new Map(),
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

/**
 * Mean and spread over the runs of a configuration at every shown iteration; runs that ended before are missing there, diverged ones
 * everywhere.
 */
function curveOf(source: ReportSource, { trials }: ReportConfiguration): CurvePoint[] {
  const byIteration = Map.groupBy(
    trials.flatMap(({ record }) => ((record.result?.divergedAt ?? null) === null ? source.evaluations(record.id) : [])),
    ({ iteration }) => iteration,
  );
  const iterations = [...byIteration.keys()].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(iterations.length / MOST_POINTS));
  const shown = iterations.filter((_, i) => i % every === every - 1 || i === iterations.length - 1 || i === 0);
  return shown.map((iteration) => {
    const evaluations = byIteration.get(iteration) as Evaluation[];
    const accuracies = evaluations.map(({ accuracy }) => 100 * accuracy);
    return {
      iteration,
      runs: evaluations.length,
      accuracy: { mean: meanOf(accuracies), low: Math.min(...accuracies), high: Math.max(...accuracies) },
      loss: meanOf(evaluations.map(({ loss }) => loss)),
      kernelNorms: (evaluations[0]?.kernelNorms ?? []).map((_, kernel) =>
        meanOf(evaluations.map(({ kernelNorms }) => kernelNorms[kernel] ?? Number.NaN)),
      ),
    };
  });
}
