/** The laboratory: experiments, their trials on threads, what is kept of them, their summary, the speed of devices. */
export {
  type ConfigurationFields,
  configurationsOf,
  defineExperiment,
  type Experiment,
  experimentSchema,
  parseExperiment,
} from "./experiment.ts";
export {
  canonical,
  configurationText,
  type DataLoader,
  type Plan,
  type PlannedConfiguration,
  type PlannedTrial,
  planExperiment,
  trialId,
} from "./plan.ts";
export { defaults, resolveTrial } from "./resolveTrial.ts";
export { type RunnerEvents, type RunnerOptions, runPlan } from "./runner.ts";
export { type Outcome, type RunOptions, runTrials } from "./runTrials.ts";
export { type DeviceSpeed, forwardFlops, measureSpeed } from "./speed.ts";
export {
  type ExperimentRecord,
  type Member,
  type Owner,
  type Store,
  type TrialNews,
  type TrialRecord,
  type TrialState,
  trialStates,
} from "./store.ts";
export { mean, standardDeviation } from "./summary.ts";
