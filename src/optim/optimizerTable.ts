import { namedAdagrad } from "./adagrad.ts";
import { namedAdam, namedAdamW } from "./adam.ts";
import type { NamedOptimizer } from "./optimizer.ts";
import { namedRmsProp } from "./rmsProp.ts";
import { namedNesterov, namedSgd } from "./sgd.ts";

/** The optimizers that can be named on the command line and in experiments, in the order of help. */
export const optimizerTable = {
  adam: namedAdam,
  adamW: namedAdamW,
  sgd: namedSgd,
  nesterov: namedNesterov,
  rmsProp: namedRmsProp,
  adagrad: namedAdagrad,
} satisfies Record<string, NamedOptimizer>;

export type OptimizerName = keyof typeof optimizerTable;
/** The optimizer that one is but for its weight decay; any other name is itself. */
export const updateOf = (name: string): string =>
  (Object.hasOwn(optimizerTable, name) ? (optimizerTable[name as OptimizerName] as NamedOptimizer).updatesAs : undefined) ?? name;

export const optimizerNames = Object.keys(optimizerTable) as OptimizerName[];
