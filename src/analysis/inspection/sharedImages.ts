import { scoredResult } from "#train";
import type { ExperimentReport, InspectOptions, SharedImages } from "../experimentReport.ts";
import { mcnemarP } from "../statistics/mcnemar.ts";
import { dataOfRun, specOf } from "./dataOfRun.ts";
import { predictTest } from "./inspection.ts";

const MOST_PAIRS = 10;

/**
 * The best configuration against the baseline on the shared test examples, run k against run k; none where they are the same. Of copies of
 * two nets there is one pair. Throws where data lack.
 */
export async function compareOnSharedImages(
  { configurations, baseline }: ExperimentReport,
  { weights, load, device }: InspectOptions,
): Promise<ExperimentReport["sharedImages"]> {
  const best = configurations.find(({ rank }) => rank === 1);
  if (!best || best === baseline) return null;
  // a net from before its run diverged is no result
  const all = best.runs.flatMap(({ repetition, record }) => {
    const other = baseline.runs.find((run) => run.repetition === repetition)?.record;
    const sameImages = record.testHash !== null && other?.testHash === record.testHash;
    return other && sameImages && scoredResult(record.result) && scoredResult(other.result) ? [{ repetition, record, other }] : [];
  });
  const both = best.series.copies && baseline.series.copies ? all.slice(0, 1) : all;
  const pairs: SharedImages[] = [];
  for (const { repetition, record, other } of both.slice(0, MOST_PAIRS)) {
    const [bestWeights, baseWeights] = [await weights(record.id), await weights(other.id)];
    if (!bestWeights || !baseWeights) continue;
    const data = dataOfRun(record, load, specOf(best));
    const { labels } = data.test;
    const a = await predictTest(record.config, data, device, bestWeights);
    const b = await predictTest(other.config, dataOfRun(other, load, specOf(baseline)), device, baseWeights);
    const only = (one: Int16Array, two: Int16Array) =>
      labels.reduce((sum, label, i) => sum + (one[i] === label && two[i] !== label ? 1 : 0), 0);
    const [onlyBest, onlyBaseline] = [only(a, b), only(b, a)];
    pairs.push({ repetition, onlyBest, onlyBaseline, p: mcnemarP(onlyBest, onlyBaseline) });
  }
  return pairs.length ? { best, pairs, of: both.length } : null;
}
