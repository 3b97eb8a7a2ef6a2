import type { TrialRecord } from "#experiment";
import { trialId } from "#experiment";
import { heldOutTwins, scoreOf } from "#train";
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

export interface TwinSource {
  trials(ids: readonly string[]): Map<string, TrialRecord>;
}

/**
 * The optimism of finished trials whose iteration the test examples chose, measured on those of which the store has the twin: the same
 * training with the iteration chosen on held-out examples. Undefined where it has none.
 */
export function measureOptimism(records: readonly TrialRecord[], source: TwinSource): Optimism | undefined {
  const pairs = records.flatMap((record) => {
    const twin = twinId(record);
    const accuracy = record.result && scoreOf(record.result);
    return accuracy !== null && twin ? [{ accuracy, twin }] : [];
  });
  const twins = source.trials(pairs.map(({ twin }) => twin));
  const scored = pairs.flatMap(({ accuracy, twin }) => {
    const result = twins.get(twin)?.result;
    const score = result ? scoreOf(result) : null;
    return score === null ? [] : [{ accuracy: 100 * accuracy, score: 100 * score }];
  });
  const differences = differencesOf(
    scored.map(({ accuracy }) => accuracy),
    scored.map(({ score }) => score),
  );
  if (!differences.length) return undefined;
  return { runs: differences.length, points: meanOf(differences), interval: tInterval(differences, 0.95) };
}

/**
 * Undefined for a trial whose iteration held-out examples chose, for one of which it is not known what its data were, and with early
 * stopping: the examples that choose also end the training there, so the twin is another training.
 */
function twinId({ config, dataHash, numerics }: TrialRecord): string | undefined {
  const protocol = heldOutTwins[config.protocol];
  return protocol && dataHash !== null && !config.methods["earlyStopping"]
    ? trialId({ ...config, protocol }, dataHash, numerics)
    : undefined;
}
