import { inLine } from "#engine";
import type { ConfigurationResults, ExperimentResults, TrialRecord } from "#experiment";
import { defaults, isPostTable, publishedRows, publishedRuns } from "#experiment";
import type { Evaluation } from "#train";
import { baselineAmong } from "./baseline.ts";
import { compareAll } from "./compareAll.ts";
import { summarize } from "./configurationSummary.ts";
import type { CurvePoint, ExperimentReport, ReportConfiguration, ReportOptions } from "./experimentReport.ts";
import { seriesFrom } from "./seriesFrom.ts";
import { sameTestImages } from "./setup.ts";
import { accuracyInterval, meanOf, SAME_MEAN, summarizeSample } from "./statistics/sample.ts";
import { warningsFor } from "./warnings.ts";

/** How many configurations figures can show. */
const MOST_FEATURED = 16;
/** Points of a curve: every k-th evaluation is shown, and the last. */
const MOST_POINTS = 80;

/** The rank by the mean, of those that are tested on the same examples as the baseline, and of which no run diverged and none was given up: what remains is of fewer seeds. */
function rankOf(one: Analysed, all: readonly Analysed[], baseline: Analysed): number {
  const imagesOf = ({ runs: [{ record }] }: Analysed) => ({ testHash: record.testHash, dataset: record.data.dataset });
  const isRanked = (other: Analysed) =>
    other.sample.n > 0 && !other.summary.diverged && !other.summary.pruned && sameTestImages(imagesOf(other), imagesOf(baseline));
  if (!isRanked(one)) return Number.NaN;
  return 1 + all.filter((other) => isRanked(other) && other.sample.mean > one.sample.mean + SAME_MEAN).length;
}

type Analysed = Omit<ReportConfiguration, "rank" | "comparison">;

/** A configuration by itself, before it is compared with others. */
function analysed(
  one: ConfigurationResults,
  twins: ReadonlyMap<string, TrialRecord>,
  { experiment }: ExperimentResults,
): Omit<Analysed, "command"> {
  const summary = summarize(one);
  const percents = summary.accuracies.map((accuracy) => 100 * accuracy);
  // the mean as every table rounds it
  const sample = { ...summarizeSample(percents), mean: 100 * summary.mean, interval: accuracyInterval(percents) };
  const published = (isPostTable(experiment.definition) ? publishedRows[one.index] : undefined) ?? null;
  return { ...one, summary, sample, series: seriesFrom(one, twins), published };
}

/** Gathers what a report says about an experiment; throws a sentence where there is no such baseline. Nothing is looked into yet. */
export async function gatherReport(results: ExperimentResults, options: ReportOptions): Promise<ExperimentReport> {
  const { experiment } = results;
  const twins = await results.heldOutTwins();
  const found = results.configurations.map(
    (one): Analysed => ({ ...analysed(one, twins, results), command: options.commandFor(one.fields, one.runs[0].record) }),
  );
  const reference = options.baseline ? baselineAmong(found, options.baseline) : (found[0] as Analysed);
  const configurations = compareAll(found, reference, options.margin).map(
    (one): ReportConfiguration => ({ ...one, rank: rankOf(one, found, reference) }),
  );
  const baseline = configurations.find(({ index }) => index === reference.index) as ReportConfiguration;
  const best = configurations.filter((one) => one !== baseline && one.rank >= 1).sort((a, b) => a.rank - b.rank);
  const shown = new Set([baseline, ...best.slice(0, MOST_FEATURED - 1)]);
  const featured = configurations.length <= MOST_FEATURED ? configurations : configurations.filter((one) => shown.has(one));
  const records = configurations.flatMap(({ runs }) => runs.map(({ record }) => record));
  const owners = new Map(
    records.flatMap(({ owner }) => (owner ? [[JSON.stringify([owner.host, owner.machine, owner.version]), owner] as const] : [])),
  );
  const curves = new Map<number, readonly CurvePoint[]>();
  if (options.withCurves !== false) for (const one of featured) curves.set(one.index, await curveOf(one));
  return {
    experiment,
    title: experiment.name === null ? titleOf(configurations) : inLine(experiment.name),
    configurations,
    featured,
    baseline,
    removed: results.removed,
    warnings: warningsFor(configurations),
    curves,
    publishedComparable: isPostTable(experiment.definition) && configurations.every(({ sample }) => sample.n >= publishedRuns),
    inspected: [],
    examples: new Map(),
    inspectionNote: null,
    sharedImages: null,
    owners: [...owners.values()],
    seconds: workSeconds(records),
  };
}

/** `dropout and maxNorm: lenet on mnist` */
function titleOf(configurations: readonly ReportConfiguration[]): string {
  const few = (values: readonly string[]) =>
    new Set(values).size > 2 ? `${new Set(values).size} kinds` : [...new Set(values)].join(" and ");
  const fields = [...new Set(configurations.flatMap(({ varied }) => Object.keys(varied)))].join(" and ");
  const datasets = configurations.map((one) => one.fields.dataset ?? defaults.dataset);
  const what = `${few(configurations.map(({ config }) => config.model.name))} on ${few(datasets)}`;
  return fields ? `${fields}: ${what}` : what;
}

/**
 * Mean and spread over the runs of a configuration at every shown iteration; runs that ended before are missing there, diverged ones
 * everywhere.
 */
async function curveOf({ runs }: ReportConfiguration): Promise<CurvePoint[]> {
  const converged = runs.filter(({ record }) => (record.result?.divergedAt ?? null) === null);
  const evaluated = await Promise.all(converged.map((run) => run.evaluations()));
  const byIteration = Map.groupBy(evaluated.flat(), ({ iteration }) => iteration);
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
      kernelNorms: (evaluations[0]?.kernelNorms ?? []).map((_, kernel) =>
        meanOf(evaluations.map(({ kernelNorms }) => kernelNorms[kernel] ?? Number.NaN)),
      ),
    };
  });
}

/** Seconds of work in runs, of which each counts once, however many configurations share it. */
export const workSeconds = (records: readonly Pick<TrialRecord, "id" | "seconds">[]): number =>
  [...new Map(records.map(({ id, seconds }) => [id, seconds])).values()].reduce((sum, seconds) => sum + seconds, 0);
