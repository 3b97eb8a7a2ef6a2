/** What is asked and what is recorded: experiments, their plans, the identity of runs, the contract of a store. */
export { actingFields, actingRepetitions } from "./actingFields.ts";
export { drawsMasks } from "./drawsMasks.ts";
export {
  type ConfigurationFields,
  configurationsOf,
  defineExperiment,
  type Experiment,
  experimentJsonSchema,
  parseExperiment,
} from "./experiment.ts";
export {
  type ConfigurationResults,
  type ExperimentResults,
  isSettled,
  loadResults,
  type ResultsStore,
  type Run,
} from "./experimentResults.ts";
export { DATA_SEED_IDLE, idleNotes } from "./idleNotes.ts";
export { numericalVersionOf, numericsNote } from "./numericsNote.ts";
export {
  configurationText,
  type Plan,
  type PlannedConfiguration,
  type PlannedTrial,
  planExperiment,
  type RunData,
} from "./plan.ts";
export { type PublishedRow, postExperiment, publishedRows, publishedRuns } from "./postExperiment.ts";
export { defaults, resolveTrial } from "./resolveTrial.ts";
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
