/** Optimizers and schedules. */
export { type AdagradOptions, adagrad } from "./adagrad.ts";
export { type AdamOptions, type AdamWOptions, adam, adamW } from "./adam.ts";
export type { MakeOptimizer, Optimizer, ParameterSlice } from "./optimizer.ts";
export { type OptimizerName, optimizerNames, optimizerTable } from "./optimizerTable.ts";
export { type RmsPropOptions, rmsProp } from "./rmsProp.ts";
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
  scheduled,
  scheduleTexts,
  step,
  warmUp,
} from "./schedule.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
