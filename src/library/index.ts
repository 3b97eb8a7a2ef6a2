/**
 * The public library: `import { … } from "droplab"`. Build a model, train it on data, evaluate it, read its weights.
 * docs/library.md shows it at work.
 */

import "./node/checkNode.ts"; // first: an older one fails in what comes after

export type { DatasetOptions } from "#data/files";
export { type DeviceName, deviceNames, nativeWidths, openDevice } from "#devices";
export { type Outcome, type RunOptions, runTrials } from "#lab";
export * from "./everywhere.ts";
export { Learner, type LearnerOptions, type LoadOptions } from "./node/learner.ts";
export { limitTraining, loadCsv, loadDataset, loadIdxFolder, loadMnist } from "./node/loading.ts";
