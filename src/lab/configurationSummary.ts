import { type Memorized, protocols, scoreOf } from "#train";
import type { PlannedConfiguration } from "./plan.ts";
import type { TrialRecord } from "./store.ts";
import { mean, standardDeviation } from "./summary.ts";

/** What the trials of one configuration came to; accuracies in [0, 1]. */
export interface ConfigurationSummary {
  readonly varied: Readonly<Record<string, unknown>>;
  /** Of the trials that are done and did not diverge, in the order of their seeds. */
  readonly accuracies: readonly number[];
  readonly mean: number;
  readonly standardDeviation: number;
  readonly deviation: "population" | "sample";
  /** Trials that are done in which some class is lost, or that diverged. */
  readonly withDeadClasses: number;
  readonly diverged: number;
  /** The mean of the trials in which no class is lost; not a number where there is none. */
  readonly meanWithoutDeadClasses: number;
  /** What was made of wrong training labels, shares averaged over the trials that did not diverge; null where there were none. */
  readonly memorized: Pick<Memorized, "asLabelled" | "asTrue"> | null;
  readonly failed: number;
  readonly pruned: number;
  /** Trials that are not settled. */
  readonly open: number;
}

/** Failed, pruned and diverged trials are counted, never dropped in silence; they have no score. */
export function summarize(
  { varied, config }: Pick<PlannedConfiguration, "varied" | "config">,
  records: readonly (TrialRecord | undefined)[],
): ConfigurationSummary {
  const { deviation } = protocols[config.protocol];
  const results = records.flatMap((record) => record?.result ?? []);
  const scoresOf = (some: typeof results) => some.flatMap((result) => scoreOf(result) ?? []);
  const accuracies = scoresOf(results);
  const count = (state: string) => records.filter((record) => record?.state === state).length;
  const whole = scoresOf(results.filter(({ deadClasses }) => deadClasses.length === 0));
  const memories = results.flatMap((result) => (scoreOf(result) === null ? [] : (result.memorized ?? [])));
  const meanShare = (share: (one: Memorized) => number) => mean(memories.map(share));
  return {
    varied,
    accuracies,
    mean: mean(accuracies),
    standardDeviation: standardDeviation(accuracies, deviation),
    deviation,
    withDeadClasses: results.filter(({ deadClasses }) => deadClasses.length > 0).length,
    diverged: results.filter(({ divergedAt }) => divergedAt !== null).length,
    meanWithoutDeadClasses: mean(whole),
    memorized: memories.length ? { asLabelled: meanShare((one) => one.asLabelled), asTrue: meanShare((one) => one.asTrue) } : null,
    failed: count("failed"),
    pruned: count("pruned"),
    open: records.length - results.length - count("failed") - count("pruned"),
  };
}
