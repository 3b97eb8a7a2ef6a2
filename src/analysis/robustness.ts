import type { ConfigurationResults } from "#experiment";
import { ROBUSTNESS_DRAWS, type Robustness, scoredResult } from "#train";
import { compareAll } from "./compareAll.ts";
import type { Comparison } from "./comparison.ts";
import type { ReportConfiguration } from "./experimentReport.ts";
import { meanOf } from "./statistics/sample.ts";

/** Accuracies in percent with a share of the units removed: of each run the mean over its draws, and of these over the runs. */
export interface RobustnessPoint {
  /** In [0, 1). */
  readonly share: number;
  readonly mean: number;
  /** Of the worst and the best run. */
  readonly low: number;
  readonly high: number;
}

/** How the nets of a configuration do without some of their hidden units, over the runs that did not diverge and were measured. */
export interface RobustnessSummary extends Pick<Robustness, "kind" | "units" | "images"> {
  readonly runs: number;
  /** Of how many runs that have a score. */
  readonly of: number;
  readonly draws: number;
  /** The remaining units as they are. */
  readonly asIs: readonly RobustnessPoint[];
  /** The remaining units times units / (units left). */
  readonly rescaled: readonly RobustnessPoint[];
}

type WithRuns = Pick<ConfigurationResults, "runs">;

/** Whether anything was removed: of layers of one unit nothing can be. */
const isOfSome = ({ units }: Robustness): boolean => units.some((count) => count > 1);

/** Runs with a score of which nothing was measured. */
export const unmeasuredRuns = (one: WithRuns): number => {
  const of = one.runs.filter(({ record }) => scoredResult(record.result)).length;
  return of - (robustnessOf(one)?.runs ?? 0);
};

/** Null where of no run anything was removed. */
export function robustnessOf(one: WithRuns): RobustnessSummary | null {
  const scored = one.runs.flatMap(({ record }) => scoredResult(record.result) ?? []);
  const measured = scored.flatMap(({ robustness }) => (robustness && isOfSome(robustness) ? robustness : []));
  const [first] = measured;
  if (!first) return null;
  // those of other shares are of another droplab
  const alike = measured.filter(({ shares }) => String(shares) === String(first.shares));
  const { kind, units, images, shares, right } = first;
  const points = (name: "right" | "rightRescaled") =>
    shares.map((share, place): RobustnessPoint => {
      const values = alike.map((each) => percentRight(each, name, place));
      return { share, mean: meanOf(values), low: Math.min(...values), high: Math.max(...values) };
    });
  const draws = right[0]?.length ?? ROBUSTNESS_DRAWS;
  return { kind, units, images, runs: alike.length, of: scored.length, draws, asIs: points("right"), rescaled: points("rightRescaled") };
}

/** The mean over the draws, at the share of this place. */
const percentRight = ({ images, ...rows }: Robustness, name: "right" | "rightRescaled", place: number): number =>
  (100 * meanOf(rows[name][place] ?? [])) / images;

/** With half of the units removed, in percent, of one run; undefined where that was not measured. */
export function halfRemoved(robustness: Robustness | undefined, name: "right" | "rightRescaled" = "right"): number | undefined {
  const place = robustness?.shares.indexOf(0.5) ?? -1;
  return robustness && isOfSome(robustness) && place >= 0 ? percentRight(robustness, name, place) : undefined;
}

/**
 * Each configuration against the baseline with half of the units removed, the others as they are, paired by seed: a family of comparisons
 * of its own. None where the baseline was not measured.
 */
export function compareHalfRemoved(
  configurations: readonly Pick<ReportConfiguration, "index" | "runs" | "series">[],
  baseline: Pick<ReportConfiguration, "index">,
): Comparison[] {
  const halved = configurations.flatMap(({ index, runs, series }) => {
    const bySeed = new Map(
      runs.flatMap(({ record: { config, result } }) => {
        const half = halfRemoved(scoredResult(result)?.robustness);
        return half === undefined ? [] : [[config.seed, half] as const];
      }),
    );
    return bySeed.size ? [{ index, series: { ...series, bySeed, calibrationBySeed: undefined } }] : [];
  });
  const reference = halved.find(({ index }) => index === baseline.index);
  return reference ? compareAll(halved, reference).flatMap(({ comparison }) => comparison ?? []) : [];
}
