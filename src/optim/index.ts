/** Optimizers. */
export { type AdagradOptions, adagrad } from "./adagrad.ts";
export { type AdamOptions, adam, adamW } from "./adam.ts";
export type { MakeOptimizer, Optimizer } from "./optimizer.ts";
export { type RmsPropOptions, rmsProp } from "./rmsProp.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
