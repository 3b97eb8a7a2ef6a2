/** Optimizers. */
export { type AdamOptions, adam } from "./adam.ts";
export type { MakeOptimizer, Optimizer } from "./optimizer.ts";
