/** One trial: train, evaluate, choose. */
export { type Calibration, calibrationOf, predictedClass } from "./calibration.ts";
export { ExampleOrder } from "./exampleOrder.ts";
export { heldOutTwins, type Protocol, type ProtocolName, protocolNames, protocols } from "./protocol.ts";
export { averageThinnedNets, softmaxRows, type ThinnedNets } from "./thinnedNets.ts";
export { type Checkpoint, type Counts, Trainer, type TrainerOptions } from "./trainer.ts";
export {
  type Evaluation,
  MOST_IN_BATCH,
  type Progress,
  reviveTrial,
  runTrial,
  scoreOf,
  type TrialCheckpoint,
  type TrialConfig,
  type TrialEnd,
  type TrialResult,
  type TrialStep,
  type VariedStream,
  variedStreams,
} from "./trial.ts";
export { trialMethods } from "./trialMethods.ts";
export { trialPlace } from "./trialPlace.ts";
