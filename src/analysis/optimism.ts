import type { Run, TrialRecord } from "#experiment";
import { scoreOf } from "#train";
import { differencesOf } from "./statistics/differences.ts";
import { type Interval, meanOf, tInterval } from "./statistics/sample.ts";

/** How much higher the accuracy is when the test examples choose the iteration than when held-out examples do, on the same training. */
export interface Optimism {
  readonly runs: number;
  /** Mean, in points. */
  readonly points: number;
  /** Student's, 95%; no numbers of runs that are no sample. */
  readonly interval: Interval;
}

/**
 * The optimism of runs whose iteration the test examples chose, measured on those of which the store has the twin: the same training with
 * the iteration chosen on held-out examples. Undefined where it has none. Copies of one net are one run, and runs that share what --vary held are
 * no sample: they have no interval.
 */
export function measureOptimism(
  runs: readonly Run[],
  twins: ReadonlyMap<string, TrialRecord>,
  { copies, held }: { readonly copies?: string | undefined; readonly held?: string | undefined } = {},
): Optimism | undefined {
  const scored = runs.flatMap(({ record: { id, result } }) => {
    const twin = twins.get(id)?.result;
    const [accuracy, score] = [result && scoreOf(result), twin ? scoreOf(twin) : null];
    return accuracy === null || score === null ? [] : [{ accuracy: 100 * accuracy, score: 100 * score }];
  });
  const all = differencesOf(
    scored.map(({ accuracy }) => accuracy),
    scored.map(({ score }) => score),
  );
  if (!all.length) return undefined;
  const differences = copies ? all.slice(0, 1) : all;
  const interval = held === undefined ? tInterval(differences, 0.95) : { low: Number.NaN, high: Number.NaN, level: 0.95 };
  return { runs: differences.length, points: meanOf(differences), interval };
}
