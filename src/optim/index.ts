/** Optimizers and schedules. */
export { adagrad } from "./adagrad.ts";
export { adam, adamW } from "./adam.ts";
export type { MakeOptimizer, Optimizer, ParameterSlice } from "./optimizer.ts";
export { type OptimizerName, optimizerNames, optimizerTable, updateOf } from "./optimizerTable.ts";
export { rmsProp } from "./rmsProp.ts";
export {
  cosine,
  exponential,
  inverseTime,
  linear,
  makeSchedule,
  momentumSchedule,
  momentumTexts,
  parseMomentum,
  parseSchedule,
  type Ramp,
  type Schedule,
  type ScheduleSpec,
  scheduleText,
  scheduleTexts,
  step,
  warmUp,
} from "./schedule.ts";
export { sgd } from "./sgd.ts";
