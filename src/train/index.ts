/** One trial: train, evaluate, choose. */
export { type Calibration, isCalibrated, predictedClass } from "./calibration.ts";
export { ExampleOrder } from "./exampleOrder.ts";
export { hiddenUnits } from "./hiddenUnits.ts";
export { neverBound } from "./limitedNorms.ts";
export type { Masks } from "./masks.ts";
export { drawnOrder, measureRobustness, ROBUSTNESS_DRAWS, ROBUSTNESS_IMAGES, removedOf, removeUnits } from "./measureRobustness.ts";
export type { Memorized } from "./memorized.ts";
export { heldOutTwins, type ProtocolName, protocols } from "./protocol.ts";
export type { Robustness } from "./robustness.ts";
export { MOST_SNAPSHOT_FLOATS, MOST_SNAPSHOTS, snapshotIterations } from "./snapshotIterations.ts";
export { averageThinnedNets, softmaxRows, type ThinnedNets } from "./thinnedNets.ts";
export { type Checkpoint, Trainer } from "./trainer.ts";
export type { TrainerOptions } from "./trainerOptions.ts";
export { type TrainingField, takes } from "./trainingField.ts";
export {
  laterFields,
  laterGiven,
  laterValue,
  MOST_IN_BATCH,
  type TrainingOptions,
  trainingDefaults,
  trainingFieldList,
} from "./trainingFields.ts";
export { type Progress, reviveTrial, runTrial, type TrialEnd, type TrialStep } from "./trial.ts";
export type { TrialCheckpoint } from "./trialCheckpoint.ts";
export { checkTrial, type TrialConfig, type VariedStream, variedStreams } from "./trialConfig.ts";
export { optionsOn, recordedMethods, trialMethods } from "./trialMethods.ts";
export { trialPlace } from "./trialPlace.ts";
export { type Evaluation, scoredResult, scoreOf, type TrialResult } from "./trialResult.ts";
