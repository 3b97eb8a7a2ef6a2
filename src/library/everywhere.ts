/** What the library has in Node and in browsers alike. */

export type { Interval, PairedComparison, SampleSummary } from "#analysis";
export { checkDataset, DataError, type ImageDataset, type TableOptions, type TrainingLimits } from "#data";
export type { Operations, Tensor } from "#engine";
export { type ConfigurationFields, defineExperiment, type Experiment, parseExperiment } from "#experiment";
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
export { catalog, type Method, type MethodOption, type MethodOptions, methodOptions, type OptionValue } from "#regularize";
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
export type { ImageScale } from "#trained";
export type { Penalty } from "./learnerOptions.ts";
export type { LearnerCheckpoint } from "./netState.ts";
export type { Part } from "./part.ts";
export {
  bcaInterval,
  benjaminiHochberg,
  comparePaired,
  detectableDifference,
  equivalenceP,
  holm,
  mannWhitney,
  mcnemarP,
  mean,
  pairedPower,
  pairsNeeded,
  standardDeviation,
  summarizeSample,
  superiority,
  tInterval,
  welch,
  wilsonInterval,
} from "./statistics.ts";
export type { TableAnswers } from "./tableAnswers.ts";
export type { Weights } from "./weights.ts";
