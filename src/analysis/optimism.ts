import type { Run, TrialRecord } from "#experiment";
import { scoreOf } from "#train";
import { differencesOf } from "./statistics/differences.ts";
import { type Interval, meanOf, tInterval } from "./statistics/sample.ts";

/** How much higher the accuracy is when the test examples choose the iteration than when held-out examples do, on the same training. */
export interface Optimism {
  readonly runs: number;
  /** Mean, in points. */
  readonly points: number;
  /** Student's, 95%. */
  readonly interval: Interval;
}

/**
 * The optimism of runs whose iteration the test examples chose, measured on those of which the store has the twin: the same training with
 * the iteration chosen on held-out examples. Undefined where it has none.
 */
export function measureOptimism(runs: readonly Run[], twins: ReadonlyMap<string, TrialRecord>): Optimism | undefined {
  const scored = runs.flatMap(({ record: { id, result } }) => {
    const twin = twins.get(id)?.result;
    const [accuracy, score] = [result && scoreOf(result), twin ? scoreOf(twin) : null];
    return accuracy === null || score === null ? [] : [{ accuracy: 100 * accuracy, score: 100 * score }];
  });
  const differences = differencesOf(
    scored.map(({ accuracy }) => accuracy),
    scored.map(({ score }) => score),
  );
  if (!differences.length) return undefined;
  return { runs: differences.length, points: meanOf(differences), interval: tInterval(differences, 0.95) };
}
