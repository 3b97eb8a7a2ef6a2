/** Trained nets: how they are kept in files, and what they answer. */
export { givenImages, type ImageScale } from "./givenImages.ts";
export { givenNumbers } from "./givenNumbers.ts";
export { givenOptions } from "./givenOptions.ts";
export { BEGINNING, fileOfNet, isNetBegun, readNet } from "./netFile.ts";
export { isSavedText, netAsJson } from "./netJson.ts";
export { netOfRun } from "./netOfRun.ts";
export { fillTensors, readTensors, tensorPlaces } from "./netTensors.ts";
export { type OpenNet, openNet } from "./openNet.ts";
export { predictedRows, roomLike } from "./predictedRows.ts";
export { restingOptimizer } from "./restingOptimizer.ts";
export type { OptimizerAccount, PenaltyAccount, SavedHeader, SavedNet } from "./savedNet.ts";
