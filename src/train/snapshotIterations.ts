import type { TrialConfig } from "./trialConfig.ts";

/** So many snapshots a run keeps at most. */
export const MOST_SNAPSHOTS = 40;
/** Of a larger kernel none is kept: the snapshots of one run would be more than anybody looks at. */
export const MOST_SNAPSHOT_FLOATS = 524_288;

/**
 * The evaluated iterations at which a run keeps its first kernel: `count` of them, as evenly as evaluations lie, the last among them; all where
 * there are fewer.
 */
export function snapshotIterations(
  { iterations, evaluateEvery }: Pick<TrialConfig, "iterations" | "evaluateEvery">,
  count: number,
): number[] {
  const evaluations = Math.ceil(iterations / evaluateEvery);
  const places = Array.from({ length: Math.min(count, evaluations) }, (_, k, all = Math.min(count, evaluations)) =>
    Math.round(((k + 1) * evaluations) / all),
  );
  return places.map((place) => Math.min(place * evaluateEvery, iterations));
}
