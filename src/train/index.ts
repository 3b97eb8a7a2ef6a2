/** One trial: train, evaluate, choose. */
export { type Calibration, calibrationOf, predictedClass } from "./calibration.ts";
export { ExampleOrder } from "./exampleOrder.ts";
export { heldOutTwins, type Protocol, type ProtocolName, protocolNames, protocols } from "./protocol.ts";
export { averageThinnedNets, softmaxRows, type ThinnedNets } from "./thinnedNets.ts";
export { type Checkpoint, type Counts, Trainer, type TrainerOptions } from "./trainer.ts";
export {
  type Evaluation,
  type Progress,
  reviveTrial,
  runTrial,
  scoreOf,
  type TrialCheckpoint,
  type TrialEnd,
  type TrialResult,
  type TrialStep,
} from "./trial.ts";
export { checkTrial, MOST_IN_BATCH, type TrialConfig, type VariedStream, variedStreams } from "./trialConfig.ts";
export { trialMethods } from "./trialMethods.ts";
