/** What is asked and what is recorded: experiments, their plans, the identity of runs, the contract of a store. */
export { actingFields, actingRepetitions } from "./actingFields.ts";
export type { BundledExperiment, BundledReading, BundledRecord, BundledRun, BundledSnapshot, Imported } from "./bundle.ts";
export { parseBundledExperiment, parseBundledReading, parseBundledRun } from "./bundleSchema.ts";
export { checkBundledRuns, type KnownRun, knownRun } from "./checkBundledRuns.ts";
export { type DataShelf, SHELF_LIMIT, type ShelvedData, type ShelvedFile } from "./dataShelf.ts";
export { type Drawing, drawnStreams } from "./drawnStreams.ts";
export { type ConfigurationFields, configurationsOf, type Experiment, withoutKeeping } from "./experiment.ts";
export {
  type ConfigurationResults,
  type ExperimentResults,
  isSettled,
  loadResults,
  type ResultsStore,
  type Run,
} from "./experimentResults.ts";
export { defineExperiment, experimentJsonSchema, parseExperiment } from "./experimentSchema.ts";
export { COPIES, copiesNotes, DATA_SEED_IDLE, idleNotes } from "./idleNotes.ts";
export { parseReading, readingName, readingSchema, readingText } from "./keptReading.ts";
export {
  changedLabels,
  givenAnew,
  givenLabels,
  isName,
  isTag,
  type LabelChanges,
  type Labels,
  nameTexts,
  tagTexts,
  withoutLabels,
} from "./labels.ts";
export { loadWeights } from "./loadWeights.ts";
export { numericalVersionOf, numericsNote } from "./numericsNote.ts";
export { filled, inParts, PART, type Parts } from "./parts.ts";
export {
  configurationText,
  type Plan,
  type PlannedConfiguration,
  type PlannedTrial,
  planAsBefore,
  planExperiment,
  type RunData,
} from "./plan.ts";
export { configurationCount } from "./planSize.ts";
export { isPostTable, type PublishedRow, postExperiment, publishedRows, publishedRuns } from "./postExperiment.ts";
export type { Laboratory, Queue, Standing } from "./queue.ts";
export { drawsMasks, dropoutLayers } from "./recordedDropout.ts";
export {
  checkWishes,
  type ExperimentRecord,
  type Member,
  type Owner,
  type TrialRecord,
  type TrialState,
  trialStates,
  type Wishes,
  type WorkerProcess,
} from "./records.ts";
export { defaults, resolveTrial } from "./resolveTrial.ts";
export {
  type Changes,
  type CheckpointHead,
  type Claim,
  type Demand,
  type Offer,
  ORDER,
  type RunProgress,
  requirementOf,
  type Snapshot,
  type Store,
  type StoredCheckpoint,
  type StoreReader,
} from "./store.ts";
export type { Damage, IdleParts, StoreCheck } from "./storeCheck.ts";
export { DamagedStoreError, LostStoreError, NoStoreError, StoreError, TransientStoreError, UnreachableStoreError } from "./storeError.ts";
