/**
 * The public library: `import { … } from "droplab"`. Build a model, train it on data, evaluate it, read its weights.
 * docs/library.md shows it at work.
 */
export {
  DataError,
  type DatasetOptions,
  type ImageDataset,
  limitTraining,
  loadCsv,
  loadDataset,
  loadIdxFolder,
  loadMnist,
  type TrainingLimits,
} from "#data";
export { type DeviceName, deviceNames, nativeWidths, type Operations, type Tensor } from "#engine";
export { mean, type Outcome, type RunOptions, runTrials, standardDeviation } from "#lab";
export {
  type InitializerSpec,
  type LayerSpec,
  lenet,
  type ModelSpec,
  mlp,
  modelSchema,
  namedModel,
  parseModel,
  residualNet,
  SchemaError,
} from "#nn";
export {
  adagrad,
  adam,
  adamW,
  cosine,
  exponential,
  inverseTime,
  linear,
  type MakeOptimizer,
  rmsProp,
  type Schedule,
  sgd,
  step,
  warmUp,
} from "#optim";
export { catalog, type Method, type MethodOption, methodOptions, type OptionValue } from "#regularize";
export {
  type Evaluation,
  type Progress,
  type ProtocolName,
  protocols,
  runTrial,
  type ThinnedNets,
  type TrialConfig,
  type TrialResult,
} from "#train";
export { Learner, type Weights } from "./learner.ts";
export type { LearnerOptions, Part, Penalty } from "./learnerOptions.ts";
