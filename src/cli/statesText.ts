import { type ExperimentRecord, trialStates } from "#experiment";

type States = ExperimentRecord["states"];

/** `12 done, 2 running` */
export const statesText = (states: States): string =>
  trialStates.flatMap((state) => (states[state] ? [`${states[state]} ${state}`] : [])).join(", ");

export const runsOf = (states: States): number => Object.values(states).reduce((sum, count) => sum + count, 0);
