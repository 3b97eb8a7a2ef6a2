import { type ConfigurationSummary, summarize, workSeconds } from "#analysis";
import { type ExperimentResults, isSettled, type Run } from "#experiment";
import { ACCURACY_SCALE, divisorNote, sweepPlot, sweepTable } from "#report";
import type { Execution } from "./executePlan.ts";
import { plotWidth, tableWidth } from "./output.ts";
import { commandLine } from "./storeOptions.ts";

/** The table and the plot of a sweep, as wide as the terminal. */
export function sweepLines(results: ExperimentResults): string[] {
  const summaries = summariesOf(results);
  return [...sweepTable(summaries, tableWidth()), ...divisorNote(summaries), ...sweepPlot(summaries, plotWidth())];
}

/** What each configuration came to. */
export const summariesOf = ({ configurations }: ExperimentResults): ConfigurationSummary[] => configurations.map(summarize);

/** The whole result of a sweep, for --json: the trials stand in the order of the plan. */
export function sweepJson({ plan, results, id, seconds }: Execution) {
  const settled = results.runs.map(({ record }) => record).filter(isSettled);
  return {
    command: commandLine(),
    ...ACCURACY_SCALE,
    experiment: id,
    definition: plan.experiment,
    configurations: summariesOf(results),
    data: plan.configurations.map(({ data, dataHash, testHash, classNames }) => ({ ...data, dataHash, testHash, classNames })),
    trials: results.runs.map(trialJson),
    seconds,
    workSeconds: workSeconds(settled),
    madeBy: distinct(settled.flatMap(({ owner, numerics }) => (owner ? [{ version: owner.version, numerics, ...owner.machine }] : []))),
  };
}

function trialJson({ configuration, repetition, record }: Run) {
  const { id, config } = record;
  const { state, error, result } = isSettled(record) ? record : ({ state: "interrupted", error: null, result: null } as const);
  return { id, configuration, repetition, seed: config.seed, state, error, result };
}

/** Equal values once. */
const distinct = <T>(values: readonly T[]): T[] => [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
